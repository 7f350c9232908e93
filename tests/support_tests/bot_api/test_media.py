import io

import pytest
from PIL import Image
from telegram import Bot, InputMediaPhoto, Message, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes, MessageHandler, filters

from tests.support.bot_api import BotApiEmulator, Person
from tests.support.photos import encoded, exif_with_orientation, four_corners
from tests.support_tests.bot_api.conftest import RunBot, build_bot

PREVIEW_URL = "https://example.org/preview.m4a"
SOUND = b"\xff\xfb" + bytes(2000)


@pytest.fixture
def ada(telegram: BotApiEmulator) -> Person:
    person = telegram.person(1, "Ada")
    person.send_command("start")
    return person


def jpeg(width: int, height: int) -> bytes:
    return encoded(four_corners(width, height), "JPEG")


async def last_message(bot: Bot) -> Message:
    message = (await bot.get_updates())[-1].message
    assert message is not None
    return message


async def test_photo_goes_in_and_comes_back(telegram: BotApiEmulator, run_bot: RunBot) -> None:
    received = []

    async def mirror(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        file = await update.message.photo[-1].get_file()
        content = bytes(await file.download_as_bytearray())
        received.append(content)
        await update.message.reply_photo(content, caption=update.message.caption)

    ada, photo = telegram.person(1), jpeg(640, 480)
    async with run_bot(MessageHandler(filters.PHOTO, mirror)):
        ada.send_photo(photo, caption="me")
        reply = await ada.wait_for_reply()
    assert received == [photo]
    assert reply.photo_bytes == photo
    assert reply.caption == "me"


async def test_photo_comes_in_several_sizes(bot: Bot, ada: Person) -> None:
    ada.send_photo(jpeg(2000, 1000))
    sizes = (await last_message(bot)).photo
    assert [(size.width, size.height) for size in sizes] == [
        (90, 45),
        (320, 160),
        (800, 400),
        (1280, 640),
    ]
    for size in sizes:
        content = await (await size.get_file()).download_as_bytearray()
        assert len(content) == size.file_size
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.size) == ("JPEG", (size.width, size.height))


async def test_photo_is_turned_upright(bot: Bot, ada: Person) -> None:
    turned = encoded(four_corners(400, 200), "JPEG", exif=exif_with_orientation(6))
    ada.send_photo(turned)
    largest = (await last_message(bot)).photo[-1]
    assert (largest.width, largest.height) == (200, 400)


async def test_album_comes_as_messages_of_one_group(bot: Bot, ada: Person) -> None:
    ada.send_album([jpeg(40, 40), jpeg(60, 60), jpeg(80, 80)], caption="all of us")
    messages = [update.message for update in (await bot.get_updates())[-3:] if update.message]
    assert [message.caption for message in messages] == ["all of us", None, None]
    assert len({message.media_group_id for message in messages}) == 1
    assert [message.photo[-1].width for message in messages] == [40, 60, 80]


async def test_image_sent_as_file_keeps_its_bytes(bot: Bot, ada: Person) -> None:
    picture = encoded(four_corners(), "PNG")
    ada.send_document(picture, "image/png", file_name="selfie.png")
    document = (await last_message(bot)).document
    assert document is not None
    assert (document.mime_type, document.file_name) == ("image/png", "selfie.png")
    assert document.thumbnail is not None
    assert bytes(await (await document.get_file()).download_as_bytearray()) == picture


async def test_other_media_arrive_as_their_kind(bot: Bot, ada: Person) -> None:
    ada.send_sticker("😀")
    ada.send_voice()
    ada.send_video()
    ada.send_animation()
    kinds = [update.message for update in (await bot.get_updates())[-4:] if update.message]
    assert kinds[0].sticker is not None
    assert kinds[0].sticker.emoji == "😀"
    assert kinds[1].voice is not None
    assert kinds[2].video is not None
    assert kinds[3].animation is not None


async def test_file_over_20_mb_cannot_be_fetched(bot: Bot, ada: Person) -> None:
    ada.send_document(b"huge", "image/jpeg", declared_bytes=20 * 1024 * 1024 + 1)
    document = (await last_message(bot)).document
    assert document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await document.get_file()


async def test_sent_photo_is_limited(bot: Bot, ada: Person) -> None:
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(ada.id, b"no picture")
    with pytest.raises(BadRequest, match=r"(?i)photo_invalid_dimensions"):
        await bot.send_photo(ada.id, encoded(Image.new("L", (2100, 100)), "PNG"))
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(ada.id, jpeg(9, 9), caption="a" * 1025)


async def test_sent_photo_can_be_sent_again_by_file_id(bot: Bot, ada: Person) -> None:
    sent = await bot.send_photo(ada.id, jpeg(500, 500))
    again = await bot.send_photo(ada.id, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    with pytest.raises(BadRequest, match="Can't use file of type photo as audio"):
        await bot.send_audio(ada.id, sent.photo[-1].file_id)


async def test_album_is_sent(bot: Bot, ada: Person) -> None:
    photos = [InputMediaPhoto(jpeg(30, 30), caption="one"), InputMediaPhoto(jpeg(50, 50))]
    messages = await bot.send_media_group(ada.id, photos)
    assert messages[0].media_group_id == messages[1].media_group_id
    assert [m.photo_bytes for m in ada.chat.bot_messages] == [jpeg(30, 30), jpeg(50, 50)]
    with pytest.raises(BadRequest, match="2-10 media, got 1"):
        await bot.send_media_group(ada.id, photos[:1])


async def test_uploaded_audio_keeps_title_performer_and_cover(bot: Bot, ada: Person) -> None:
    sent = await bot.send_audio(
        ada.id,
        SOUND,
        duration=30,
        performer="The Tests",
        title="Green",
        thumbnail=jpeg(300, 300),
        filename="green.mp3",
    )
    assert sent.audio is not None
    again = await bot.send_audio(ada.id, sent.audio.file_id, title="ignored")
    audio = ada.chat.messages[-1].audio
    assert again.audio == sent.audio
    assert audio is not None
    assert (audio.title, audio.performer, audio.duration_s) == ("Green", "The Tests", 30)
    assert audio.thumbnail is not None
    assert audio.thumbnail.content == jpeg(300, 300)


async def test_cover_over_320_px_is_ignored(bot: Bot, ada: Person) -> None:
    sent = await bot.send_audio(ada.id, SOUND, thumbnail=jpeg(321, 321), filename="green.mp3")
    assert sent.audio is not None
    assert sent.audio.thumbnail is None


async def test_audio_by_url_takes_no_title(telegram: BotApiEmulator, bot: Bot, ada: Person) -> None:
    telegram.host_web_page(PREVIEW_URL, SOUND, "audio/x-m4a")
    sent = await bot.send_audio(ada.id, PREVIEW_URL, title="ignored", performer="ignored")
    assert sent.audio is not None
    assert (sent.audio.title, sent.audio.file_name) == (None, "preview.m4a")
    assert ada.chat.messages[-1].audio is not None


async def test_unknown_or_wrong_url_is_refused(
    telegram: BotApiEmulator, bot: Bot, ada: Person
) -> None:
    telegram.host_web_page(PREVIEW_URL, b"<html>", "text/html")
    with pytest.raises(BadRequest, match="Wrong type of the web page content"):
        await bot.send_audio(ada.id, PREVIEW_URL)
    with pytest.raises(BadRequest, match="Failed to get http url content"):
        await bot.send_photo(ada.id, "https://example.org/none.jpg")


async def test_document_is_sent(bot: Bot, ada: Person) -> None:
    await bot.send_document(ada.id, b'{"stored": []}', filename="mydata.json")
    message = ada.chat.messages[-1]
    assert message.document_bytes == b'{"stored": []}'
    assert message.document is not None
    assert message.document.file_name == "mydata.json"


async def test_dropped_uploads_still_open_as_photos() -> None:
    async with (
        BotApiEmulator(keeps_uploads=False) as telegram,
        build_bot(telegram) as bot,
    ):
        telegram.person(1).send_text("hi")
        sent = await bot.send_photo(1, jpeg(1000, 500))
        assert [size.width for size in sent.photo] == [90, 320, 800, 1000]
        shown = telegram.person(1).chat.messages[-1].photo_bytes
    assert shown is not None
    with Image.open(io.BytesIO(shown)) as image:
        assert image.size == (1000, 500)
