import pytest

from bot.conversation.people import OtherContent, SentPhoto, Speaker
from bot.platforms.discord.events import SpokenLocales
from bot.storage.records import MessageRef
from tests.support.discord_chats import Chat, DiscordWorld
from tests.support.listeners import RecordingListener

PHOTO = b"a photo"


async def test_a_private_photo_is_heard_with_who_sent_it_and_where(
    ada: Chat, listener: RecordingListener
) -> None:
    message_id = await ada.send_photo(PHOTO)
    [turn] = listener.turns
    assert isinstance(turn.heard, SentPhoto)
    assert turn.heard.message == MessageRef(str(ada.channel.id), str(message_id))
    assert turn.speaker == Speaker("discord", str(ada.person.id))


async def test_each_photo_of_a_message_is_a_photo_of_its_own(
    ada: Chat, listener: RecordingListener
) -> None:
    await ada.write("us", ("1.jpg", b"one"), ("notes.txt", b"x"), ("2.png", b"two"))
    photos = [turn.heard for turn in listener.turns if isinstance(turn.heard, SentPhoto)]
    assert len(listener.turns) == len(photos) == 2
    assert len({photo.message for photo in photos}) == 2
    assert len({photo.file_id for photo in photos}) == 2
    platform = listener.turns[0].platform
    assert [await platform.fetch_photo(photo) for photo in photos] == [b"one", b"two"]


@pytest.mark.parametrize("name", ["a.jpg", "A.JPEG", "a.png", "a.webp", "IMG_1.HEIC", "a.heif"])
async def test_a_file_that_is_a_photo_is_a_photo(
    ada: Chat, listener: RecordingListener, name: str
) -> None:
    await ada.send_photo(PHOTO, name)
    assert isinstance(listener.heard[0], SentPhoto)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dance.gif", OtherContent.VIDEO),
        ("dance.mp4", OtherContent.VIDEO),
        ("voice.ogg", OtherContent.VOICE),
        ("song.mp3", OtherContent.VOICE),
        ("book.pdf", OtherContent.DOCUMENT),
        ("unknown", OtherContent.DOCUMENT),
    ],
)
async def test_other_files_are_told_apart(
    ada: Chat, listener: RecordingListener, name: str, content: OtherContent
) -> None:
    await ada.send_photo(b"x", name)
    assert listener.heard == [content]


async def test_private_words_are_heard_as_words(ada: Chat, listener: RecordingListener) -> None:
    await ada.write("hello")
    assert listener.heard == [OtherContent.TEXT]


async def test_what_people_say_in_a_server_is_not_heard(
    bob: Chat, listener: RecordingListener
) -> None:
    await bob.write("look", ("me.jpg", PHOTO))
    assert listener.heard == []


async def test_other_bots_are_not_heard(world: DiscordWorld, listener: RecordingListener) -> None:
    other = world.env.create_user("other", bot=True)
    await Chat(world.env, other, other.dm_channel).write("hello")
    assert listener.heard == []


async def test_a_photo_comes_with_a_command_too(bob: Chat, listener: RecordingListener) -> None:
    await bob.selfie(PHOTO)
    [turn] = listener.turns
    assert isinstance(turn.heard, SentPhoto)
    assert await turn.platform.fetch_photo(turn.heard) == PHOTO
    assert turn.speaker == Speaker(
        "discord",
        str(bob.person.id),
        "en-US",
        is_in_group=True,
        can_whisper=True,
        photo_command="selfie",
    )


async def test_a_file_with_the_command_that_is_no_photo_is_told_apart(
    ada: Chat, listener: RecordingListener
) -> None:
    await ada.selfie(b"x", "book.pdf")
    assert listener.heard == [OtherContent.DOCUMENT]


async def test_the_language_of_a_command_is_the_persons(
    world: DiscordWorld, ada: Chat, listener: RecordingListener
) -> None:
    world.set_locale("pt-BR")
    await ada.command("help")
    assert listener.turns[0].speaker.language_code == "pt-BR"


async def test_a_message_is_in_the_language_of_the_last_command(
    world: DiscordWorld, ada: Chat, listener: RecordingListener
) -> None:
    world.set_locale("es-419")
    await ada.command("start")
    await ada.send_photo(PHOTO)
    assert listener.turns[-1].speaker.language_code == "es-419"


async def test_nobody_is_told_anothers_language(
    world: DiscordWorld, ada: Chat, listener: RecordingListener
) -> None:
    world.set_locale("ru")
    await ada.command("start")
    await world.private_chat("eve").send_photo(PHOTO)
    assert listener.turns[-1].speaker.language_code is None


def test_only_the_languages_of_the_last_people_are_remembered() -> None:
    locales = SpokenLocales(size=2)
    for person_id, locale in ((1, "es"), (2, "ru"), (1, "es"), (3, "zh")):
        locales.note(person_id, locale)
    assert [locales.of(person_id) for person_id in (1, 2, 3)] == ["es", None, "zh"]
