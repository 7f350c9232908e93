import asyncio
import io
from collections.abc import Awaitable, Callable

import pytest
from markupsafe import Markup
from PIL import Image

from bot.conversation.replies import Audio, Button, Delivery, Document, Picture, Reply
from bot.errors import PlatformError
from bot.platforms.telegram.audio import thumbnail_of
from bot.songs.providers.errors import DownloadError
from bot.storage.records import MessageRef
from bot.storage.storage import Storage
from tests.support.bot_api import BotApiEmulator, ChatMessage, Person
from tests.support.listeners import APOLOGY, RecordingListener, Turn
from tests.support.photos import encoded, four_corners

PICTURE = Picture(encoded(four_corners(200, 100), "JPEG"), "corners")
OTHER_PICTURE = Picture(encoded(four_corners(100, 200), "JPEG"), "other corners")
COVER = encoded(four_corners(640, 640), "JPEG")
SOUND = b"\xff\xfb" + bytes(2000)
BUTTONS = ((Button("One", "go:1"), Button("Two", "go:2")), (Button("Three", "go:3"),))

pytestmark = pytest.mark.usefixtures("service")


def say(*replies: Reply) -> Callable[[Turn], Awaitable[None]]:
    """Answer the first deed with the first reply, and so on."""
    left = list(replies)

    async def answer(turn: Turn) -> None:
        await turn.outlet.send(left.pop(0))

    return answer


def audio(**changes: object) -> Audio:
    async def load() -> bytes:
        return SOUND

    values = {
        "song_id": "song-1",
        "title": "Blue Window",
        "performer": "Ada Wells",
        "cover": COVER,
        "load": load,
    }
    return Audio(**{**values, **changes})  # type: ignore[arg-type]


async def shown(ada: Person) -> ChatMessage:
    ada.send_text("go")
    return await ada.wait_for_reply()


async def test_a_text_keeps_its_marks_links_and_buttons(
    ada: Person, listener: RecordingListener
) -> None:
    text = Markup('<b>Bold</b> &amp; <a href="https://example.org/a?b=1&amp;c=2">link</a>')
    listener.answer = say(Reply(text, buttons=BUTTONS))
    message = await shown(ada)
    assert message.text == "Bold & link"
    assert message.links() == {"link": "https://example.org/a?b=1&c=2"}
    assert [[button.text for button in row] for row in message.keyboard] == [
        ["One", "Two"],
        ["Three"],
    ]


async def test_a_picture_comes_with_its_words_in_one_message(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    listener.answer = say(Reply(Markup("<i>Songs</i>"), buttons=BUTTONS, picture=PICTURE))
    message = await shown(ada)
    assert message.photo_bytes == PICTURE.data
    assert message.caption == "Songs"
    assert message.keyboard[0][0].callback_data == "go:1"
    assert len(telegram.calls_of("sendPhoto")) == 1


async def test_links_have_no_preview(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    listener.answer = say(Reply(Markup('<a href="https://example.org">link</a>')))
    await shown(ada)
    [call] = telegram.calls_of("sendMessage")
    assert '"is_disabled": true' in call.parameters["link_preview_options"].lower()


async def test_sending_tells_where_the_message_stands(
    ada: Person, listener: RecordingListener
) -> None:
    places: asyncio.Queue[MessageRef | None] = asyncio.Queue()

    async def answer(turn: Turn) -> None:
        await places.put(await turn.outlet.send(Reply(Markup("here"))))

    listener.answer = answer
    message = await shown(ada)
    assert await places.get() == MessageRef(str(ada.id), str(message.id))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Reply(Markup("one")), Reply(Markup("two"))),
        (Reply(Markup("one"), picture=PICTURE), Reply(Markup("two"), picture=OTHER_PICTURE)),
        (Reply(Markup("one"), picture=PICTURE), Reply(Markup("two"))),
        (Reply(Markup("one")), Reply(Markup("two"), picture=PICTURE)),
    ],
)
async def test_an_edit_takes_the_place_of_the_message_whose_button_was_pressed(
    ada: Person, listener: RecordingListener, first: Reply, second: Reply
) -> None:
    buttoned = Reply(first.text, buttons=BUTTONS, picture=first.picture)
    listener.answer = say(buttoned, second.by(Delivery.EDIT))
    message = await shown(ada)
    ada.press(message, "One")
    await ada.wait_for_edit(message)
    assert message.words == "two"
    assert message.keyboard == ()
    picture = second.picture or first.picture
    assert message.photo_bytes == (picture and picture.data)
    assert len(ada.chat.bot_messages) == 1


async def test_two_edits_in_one_turn_follow_what_the_message_has_become(
    ada: Person, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        if turn.heard != "go:1":
            await turn.outlet.send(Reply(Markup("ask"), buttons=BUTTONS))
            return
        await turn.outlet.send(Reply(Markup("a picture"), Delivery.EDIT, picture=PICTURE))
        await turn.outlet.send(Reply(Markup("new words"), Delivery.EDIT))

    listener.answer = answer
    message = await shown(ada)
    ada.press(message, "One")
    await ada.wait_for_edit(message, edits=2)
    assert message.caption == "new words"


async def test_an_edit_that_changes_nothing_is_fine(
    ada: Person, listener: RecordingListener
) -> None:
    same = Reply(Markup("same"), buttons=BUTTONS)
    listener.answer = say(same, same.by(Delivery.EDIT), Reply(Markup("next")))
    message = await shown(ada)
    ada.press(message, "One")
    ada.send_text("go on")
    await ada.wait_until(lambda chat: len(chat.bot_messages) == 2)
    assert [one.text for one in ada.chat.bot_messages] == ["same", "next"]
    assert listener.errors == []


async def test_a_message_that_cannot_be_changed_is_followed_by_a_new_one(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    listener.answer = say(
        Reply(Markup("one"), buttons=BUTTONS), Reply(Markup("two"), Delivery.EDIT)
    )
    message = await shown(ada)
    telegram.faults.refuse("editMessageText", "Bad Request: message can't be edited")
    ada.press(message, "One")
    assert (await ada.wait_for_reply()).text == "two"


async def test_a_caption_too_long_for_a_picture_becomes_a_message(
    ada: Person, listener: RecordingListener
) -> None:
    long = Markup("word ") * 300
    listener.answer = say(
        Reply(Markup("one"), buttons=BUTTONS, picture=PICTURE), Reply(long, Delivery.EDIT)
    )
    message = await shown(ada)
    ada.press(message, "One")
    assert (await ada.wait_for_reply()).text == long.strip()


async def test_a_text_may_replace_one_that_the_bot_sent_itself(
    ada: Person, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        place = await turn.outlet.send(Reply(Markup("0 %")))
        await turn.outlet.send(Reply(Markup("50 %"), Delivery.EDIT, replaces=place))

    listener.answer = answer
    message = await shown(ada)
    await ada.wait_for_edit(message)
    assert message.text == "50 %"


async def test_buttons_alone_change_and_the_words_stay(
    ada: Person, listener: RecordingListener
) -> None:
    fewer = Reply(Markup(""), Delivery.BUTTONS, buttons=((Button("Done", "done"),),))
    listener.answer = say(Reply(Markup("one"), buttons=BUTTONS, picture=PICTURE), fewer)
    message = await shown(ada)
    ada.press(message, "One")
    await ada.wait_for_edit(message)
    assert message.caption == "one"
    assert message.keyboard[0][0].text == "Done"


async def test_a_note_is_shown_with_the_answer_to_the_press(
    ada: Person, listener: RecordingListener
) -> None:
    note = Reply(Markup("<b>Liked</b> &amp; kept"), Delivery.NOTICE)
    listener.answer = say(Reply(Markup("one"), buttons=BUTTONS), note)
    message = await shown(ada)
    query = await ada.wait_for_answer(ada.press(message, "One"))
    assert query.answer is not None
    assert query.answer.text == "Liked & kept"
    assert len(ada.chat.bot_messages) == 1


async def test_a_note_that_comes_late_is_a_message_and_the_button_stopped_spinning(
    ada: Person, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        if turn.heard != "go:1":
            await turn.outlet.send(Reply(Markup("one"), buttons=BUTTONS))
            return
        await asyncio.sleep(1)
        await turn.outlet.send(Reply(Markup("late"), Delivery.NOTICE))

    listener.answer = answer
    message = await shown(ada)
    query = ada.press(message, "One")
    await ada.wait_for_answer(query, 0.9)
    assert (await ada.wait_for_reply()).text == "late"


async def test_a_press_without_a_reply_stops_spinning_too(
    ada: Person, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        if turn.heard != "go:1":
            await turn.outlet.send(Reply(Markup("one"), buttons=BUTTONS))

    listener.answer = answer
    message = await shown(ada)
    query = await ada.wait_for_answer(ada.press(message, "One"), 0.5)
    assert query.answer is not None
    assert query.answer.text is None


async def test_a_note_without_a_press_is_a_message(
    ada: Person, listener: RecordingListener
) -> None:
    listener.answer = say(Reply(Markup("a note"), Delivery.NOTICE))
    assert (await shown(ada)).text == "a note"


async def test_sound_is_uploaded_once_with_title_performer_and_cover(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    loads = 0

    async def load() -> bytes:
        nonlocal loads
        loads += 1
        return SOUND

    bob = telegram.person(2, "Bob")
    listener.answer = say(*[Reply(Markup("▶"), audio=audio(load=load))] * 2)
    first = await shown(ada)
    second = await shown(bob)
    assert first.audio is not None
    assert first.audio.title == "Blue Window"
    assert first.audio.performer == "Ada Wells"
    assert first.audio.thumbnail is not None
    assert first.caption == "▶"
    assert second.audio == first.audio
    assert loads == 1


async def test_a_file_id_that_telegram_refuses_is_replaced(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    listener.answer = say(*[Reply(Markup("▶"), audio=audio())] * 3)
    first = await shown(ada)
    telegram.faults.refuse("sendAudio", "Bad Request: wrong file identifier/HTTP URL specified")
    second, third = await shown(ada), await shown(ada)
    assert first.audio is not None
    assert second.audio is not None
    assert second.audio.file.file_id != first.audio.file.file_id
    assert third.audio == second.audio


async def test_sound_goes_out_while_storage_is_closed(
    ada: Person, listener: RecordingListener, storage: Storage
) -> None:
    await storage.close()
    listener.answer = say(Reply(Markup("▶"), audio=audio(cover=None)))
    assert (await shown(ada)).audio is not None


async def test_sound_that_cannot_be_had_leaves_nothing_behind(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    async def load() -> bytes:
        raise DownloadError("gone")

    listener.answer = say(Reply(Markup("▶"), audio=audio(load=load)))
    assert (await shown(ada)).text == APOLOGY
    assert telegram.calls_of("sendAudio") == []
    assert isinstance(listener.errors[0], DownloadError)


def test_a_thumbnail_is_a_jpeg_that_telegram_takes() -> None:
    with Image.open(io.BytesIO(thumbnail_of(COVER))) as image:
        assert (image.format, image.size) == ("JPEG", (320, 320))


async def test_a_file_is_sent_under_its_name(ada: Person, listener: RecordingListener) -> None:
    document = Document("mydata.json", b'{"a": 1}')
    listener.answer = say(Reply(Markup("Yours"), document=document))
    message = await shown(ada)
    assert message.document_bytes == document.data
    assert message.document is not None
    assert message.document.file_name == "mydata.json"


@pytest.mark.parametrize("picture", [None, PICTURE])
async def test_words_over_the_limit_are_cut_rather_than_lost(
    ada: Person, listener: RecordingListener, picture: Picture | None
) -> None:
    listener.answer = say(Reply(Markup("<b>🎵</b> &amp; ") * 2000, picture=picture))
    message = await shown(ada)
    assert message.words.startswith("🎵 & 🎵")
    assert message.words.endswith("…")


async def test_an_activity_is_shown_at_once_and_while_the_answer_takes_long(
    ada: Person, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        await turn.outlet.show_activity()
        await ada.wait_until(lambda chat: len(chat.actions) == 2, 30.0)
        await turn.outlet.send(Reply(Markup("done")))

    listener.answer = answer
    ada.send_photo(PICTURE.data)
    assert (await ada.wait_for_reply(8.0)).text == "done"
    assert ada.chat.actions == ["upload_photo", "upload_photo"]


async def test_an_activity_that_cannot_be_shown_holds_nothing_up(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        await turn.outlet.show_activity()
        await turn.outlet.send(Reply(Markup("done")))

    telegram.faults.server_error("sendChatAction")
    listener.answer = answer
    assert (await shown(ada)).text == "done"


async def test_a_refused_message_is_apologised_for(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    telegram.faults.refuse("sendMessage", "Bad Request: not enough rights to send text")
    assert (await shown(ada)).text == APOLOGY
    assert isinstance(listener.errors[0], PlatformError)


async def test_who_blocked_the_bot_is_left_in_peace(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        ada.block_bot()
        await turn.outlet.send(Reply(Markup("too late")))

    listener.answer = answer
    ada.send_text("go")
    await telegram.wait_for_calls("sendMessage")
    await asyncio.sleep(0.1)
    assert listener.errors == []
    assert len(telegram.calls_of("sendMessage")) == 1
