import pytest

from bot.conversation.people import OtherContent, SentPhoto, Speaker
from bot.platforms.telegram.service import TelegramService
from bot.storage.records import MessageRef
from tests.support.bot_api import Person
from tests.support.listeners import RecordingListener
from tests.support.photos import encoded, four_corners

JPEG = encoded(four_corners(), "JPEG")
LARGE_JPEG = encoded(four_corners(2000, 1500), "JPEG")

pytestmark = pytest.mark.usefixtures("service")


async def test_a_photo_is_heard_with_who_sent_it_and_where(
    ada: Person, listener: RecordingListener
) -> None:
    sent = ada.send_photo(JPEG)
    await ada.wait_for_reply()
    [turn] = listener.turns
    assert isinstance(turn.heard, SentPhoto)
    assert turn.heard.message == MessageRef(str(ada.id), str(sent.id))
    assert turn.speaker == Speaker("telegram", str(ada.id), "es")


async def test_the_photo_can_be_fetched(
    ada: Person, listener: RecordingListener, service: TelegramService
) -> None:
    sent = ada.send_photo(JPEG)
    await ada.wait_for_reply()
    [heard] = listener.heard
    assert isinstance(heard, SentPhoto)
    assert await service.platform.fetch_photo(heard) == sent.photo_bytes


async def test_the_size_that_analysis_needs_is_chosen(
    ada: Person, listener: RecordingListener
) -> None:
    sent = ada.send_photo(LARGE_JPEG)
    await ada.wait_for_reply()
    [heard] = listener.heard
    assert isinstance(heard, SentPhoto)
    assert sent.photo is not None
    chosen = next(size for size in sent.photo.sizes if size.file_id == heard.file_id)
    assert chosen.width == 1280


@pytest.mark.parametrize(
    ("mime_type", "file_name"),
    [
        ("image/jpeg", "photo.jpg"),
        ("image/png", "picture"),
        ("image/heic", "IMG_0001.HEIC"),
        ("application/octet-stream", "IMG_0001.HEIC"),
        ("application/octet-stream", "photo.jpeg"),
    ],
)
async def test_a_file_that_is_a_photo_is_a_photo(
    ada: Person, listener: RecordingListener, mime_type: str, file_name: str
) -> None:
    ada.send_document(JPEG, mime_type, file_name=file_name)
    await ada.wait_for_reply()
    assert isinstance(listener.heard[0], SentPhoto)


async def test_each_photo_of_an_album_is_heard_once(
    ada: Person, listener: RecordingListener
) -> None:
    album = ada.send_album([JPEG, LARGE_JPEG, JPEG])
    await ada.wait_until(lambda chat: len(chat.bot_messages) == 3)
    messages = {
        heard.message.message_id for heard in listener.heard if isinstance(heard, SentPhoto)
    }
    assert messages == {str(message.id) for message in album}


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/mood", ("mood", ())),
        ("/Mood sad please", ("mood", ("sad", "please"))),
        ("/mood@moodring_test_bot happy", ("mood", ("happy",))),
        ("/unknown", ("unknown", ())),
        ("hello", OtherContent.TEXT),
    ],
)
async def test_words_are_commands_or_text(
    ada: Person, listener: RecordingListener, text: str, heard: object
) -> None:
    ada.send_text(text)
    await ada.wait_for_reply()
    assert listener.heard == [heard]


async def test_other_media_are_told_apart(ada: Person, listener: RecordingListener) -> None:
    ada.send_sticker()
    ada.send_voice()
    ada.send_video()
    ada.send_animation()
    ada.send_document(b"%PDF", "application/pdf", file_name="letter.pdf")
    await ada.wait_until(lambda chat: len(chat.bot_messages) == 5)
    assert sorted(str(heard) for heard in listener.heard) == [
        "document",
        "sticker",
        "video",
        "video",
        "voice",
    ]


async def test_edits_and_commands_of_other_bots_are_left_alone(
    ada: Person, listener: RecordingListener
) -> None:
    message = ada.send_text("one")
    await ada.wait_for_reply()
    ada.edit_text(message, "two")
    ada.send_command("mood@another_bot")
    ada.send_text("three")
    await ada.wait_until(lambda chat: len(chat.bot_messages) == 2)
    assert listener.heard == [OtherContent.TEXT] * 2


async def test_who_joins_or_leaves_is_left_alone(ada: Person, listener: RecordingListener) -> None:
    ada.send_text("one")
    await ada.wait_for_reply()
    ada.block_bot()
    ada.unblock_bot()
    ada.send_text("two")
    await ada.wait_for_reply()
    assert len(listener.turns) == 2
