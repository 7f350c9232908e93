"""Messages, notes and ids of people, below the pages."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from markupsafe import Markup

from bot.conversation.people import OtherContent, SentPhoto
from bot.conversation.replies import Audio, Button, Delivery, Document, Picture, Reply, SongCard
from bot.errors import PhotoGoneError
from bot.platforms.web.outlet import Origin
from bot.platforms.web.visitors import Visitor
from bot.songs.providers.errors import ProviderUnavailableError
from bot.storage.records import MessageRef, Person, Preferences
from inference.errors import QueueFullError
from inference.moods import Mood
from tests.support.listeners import Turn
from tests.support.web_chats import Chats

JPEG = b"\xff\xd8\xff"


def bytes_of(data: bytes) -> Callable[[], Awaitable[bytes]]:
    async def load() -> bytes:
        return data

    return load


def a_song(number: int) -> SongCard:
    return SongCard(
        number,
        f"song{number}",
        f"Title {number}",
        "Artist",
        "https://example.org",
        has_preview=True,
        load_cover=bytes_of(JPEG),
        action=f"play:{number}",
    )


def an_answer() -> Reply:
    return Reply(
        Markup("Happy\n\n1. list\n\nThanks"),
        text_beside_songs=Markup("Happy\n\nThanks"),
        songs=(a_song(1), a_song(2)),
        mood=Mood.HAPPY,
        picture=Picture(JPEG, "songs"),
        buttons=((Button("▶ 1", "play:1"), Button("▶ 2", "play:2")), (Button("More", "more:1"),)),
    )


def a_sound(song: int = 1) -> Reply:
    audio = Audio(f"song{song}", "Title", "Artist", JPEG, bytes_of(b"ID3 sound"))
    return Reply(Markup("Title"), audio=audio, buttons=((Button("👍", "like:1"),),))


async def test_an_answer_is_laid_out_as_cards_without_its_list_and_picture(chats: Chats) -> None:
    visitor, page = chats.somebody()
    ref = await chats.platform.open_outlet(visitor, Origin()).send(an_answer())
    [message] = visitor.messages
    assert ref == MessageRef("ada", message.id)
    assert (message.html, message.foot_html) == ("Happy", "Thanks")
    assert message.picture is None
    assert [song.title for song in message.songs] == ["Title 1", "Title 2"]
    assert page.shown == ["new Happy"]


async def test_sound_stands_on_the_card_of_its_song_and_only_once(chats: Chats) -> None:
    visitor, _ = chats.somebody()
    await chats.platform.open_outlet(visitor, Origin()).send(an_answer())
    [answer] = visitor.messages
    for _ in range(2):
        outlet = chats.platform.open_outlet(visitor, Origin(pressed=answer))
        ref = await outlet.send(a_sound())
    assert visitor.messages == [answer]
    [sound] = answer.replies
    assert ref == MessageRef("ada", sound.id)
    # Its buttons change it alone.
    pressed = chats.platform.open_outlet(visitor, Origin(pressed=sound))
    await pressed.send(Reply(Markup(""), Delivery.BUTTONS, ((Button("👍 ✓", "like:0"),),)))
    assert sound.buttons[0][0].label == "👍 ✓"
    assert answer.buttons[1][0].label == "More"


async def test_sound_of_another_song_is_a_message(chats: Chats) -> None:
    visitor, _ = chats.somebody()
    await chats.platform.open_outlet(visitor, Origin()).send(an_answer())
    outlet = chats.platform.open_outlet(visitor, Origin(pressed=visitor.messages[0]))
    await outlet.send(a_sound(song=7))
    assert len(visitor.messages) == 2


async def test_sound_that_cannot_be_had_sends_nothing(chats: Chats) -> None:
    async def fail() -> bytes:
        raise ProviderUnavailableError("no route")

    visitor, page = chats.somebody()
    reply = Reply(Markup("x"), audio=Audio("s", "t", "p", None, fail))
    with pytest.raises(ProviderUnavailableError):
        await chats.platform.open_outlet(visitor, Origin()).send(reply)
    assert page.shown == []


async def test_an_edit_takes_the_place_of_what_was_pressed_or_named(chats: Chats) -> None:
    visitor, page = chats.somebody()
    first = await chats.platform.open_outlet(visitor, Origin()).send(Reply(Markup("one")))
    await chats.platform.open_outlet(visitor, Origin()).send(Reply(Markup("two")))
    assert first is not None
    named = Reply(Markup("uno"), Delivery.EDIT, replaces=first)
    assert await chats.platform.open_outlet(visitor, Origin()).send(named) == first
    outlet = chats.platform.open_outlet(visitor, Origin(pressed=visitor.messages[1]))
    await outlet.send(Reply(Markup("dos"), Delivery.EDIT))
    assert [message.html for message in visitor.messages] == ["uno", "dos"]
    gone = Reply(Markup("new"), Delivery.EDIT, replaces=MessageRef("ada", "gone"))
    await chats.platform.open_outlet(visitor, Origin()).send(gone)
    assert page.shown == ["new one", "new two", "changed uno", "changed dos", "new new"]


async def test_a_note_passes_on_the_page_and_is_a_message_without_one(chats: Chats) -> None:
    visitor, page = chats.somebody()
    note = Reply(Markup("<b>R&amp;B</b>"), Delivery.NOTICE)
    assert await chats.platform.open_outlet(visitor, Origin(view=page)).send(note) is None
    assert page.notes == ["R&B"]
    assert await chats.platform.open_outlet(visitor, Origin()).send(note) is not None
    assert [message.html for message in visitor.messages] == ["<b>R&amp;B</b>"]


async def test_activity_is_shown_until_something_is_sent(chats: Chats) -> None:
    visitor, page = chats.somebody()
    outlet = chats.platform.open_outlet(visitor, Origin())
    await outlet.show_activity()
    await outlet.show_activity()
    assert page.is_active
    await outlet.send(Reply(Markup("done")))
    assert not page.is_active


async def test_a_farewell_leaves_one_message_and_a_new_id(chats: Chats) -> None:
    visitor, page = chats.somebody()
    outlet = chats.platform.open_outlet(visitor, Origin())
    await outlet.send(Reply(Markup("data"), document=Document("my.json", b"{}")))
    kept = visitor.messages[0].document
    assert kept is not None
    handle = visitor.keep_photo(b"photo")
    await outlet.send(Reply(Markup("bye"), is_farewell=True))
    assert [message.html for message in visitor.messages] == ["bye"]
    assert visitor.id != "ada"
    assert visitor.take_photo(handle) is None
    assert await chats.shelf.get(kept.path.removeprefix("/files/")) is None
    assert page.shown[-2:] == ["all", "cookie"]
    # The browser that still has the old id is the same person.
    assert chats.visitors.current_id("ada") == visitor.id
    assert chats.visitors.of("ada") is visitor


async def test_a_photo_of_before_a_restart_is_gone_and_its_sender_can_be_told(
    chats: Chats,
) -> None:
    person = Person("id", "web", "ada", Preferences())
    message = MessageRef("ada", "of before")
    with pytest.raises(PhotoGoneError):
        await chats.platform.fetch_photo(SentPhoto("handle", message))
    await chats.platform.outlet_for(person, message).send(Reply(Markup("gone")))
    assert [one.html for one in chats.visitors.of("ada").messages] == ["gone"]


async def test_words_are_commands_or_words(chats: Chats) -> None:
    visitor, page = chats.somebody()
    for words in ("/Mood  happy now", "hello", "   ", "/"):
        chats.receiver.receive_words(visitor, words, page)
    await chats.receiver.finish(5)
    assert chats.listener.heard == [("mood", ("happy", "now")), OtherContent.TEXT, ("", ())]
    assert [one.html for one in visitor.messages if one.is_own] == [
        "/Mood  happy now",
        "hello",
        "/",
    ]


async def test_a_press_is_heard_only_of_a_button_that_is_there(chats: Chats) -> None:
    visitor, page = chats.somebody()
    await chats.platform.open_outlet(visitor, Origin()).send(an_answer())
    [answer] = visitor.messages
    for message_id, action in ((answer.id, "forget"), ("gone", "more:1"), (answer.id, "play:2")):
        chats.receiver.receive_press(visitor, message_id, action, page)
    await chats.receiver.finish(5)
    assert chats.listener.heard == ["play:2"]


async def test_whoever_does_too_much_at_once_is_told(chats: Chats) -> None:
    goes_on = asyncio.Event()

    async def answer(_turn: Turn) -> None:
        await goes_on.wait()

    chats.listener.answer = answer
    visitor, page = chats.somebody()
    for _ in range(10):
        chats.receiver.receive_words(visitor, "hello", page)
    await asyncio.sleep(0)
    goes_on.set()
    await chats.receiver.finish(5)
    assert [type(error) for error in chats.listener.errors] == [QueueFullError] * 2


async def test_a_failure_is_apologised_for(chats: Chats) -> None:
    async def answer(_turn: Turn) -> None:
        raise ValueError("a bug")

    chats.listener.answer = answer
    visitor, page = chats.somebody()
    chats.receiver.receive_words(visitor, "hello", page)
    await chats.receiver.finish(5)
    assert visitor.messages[-1].html == "Sorry."


async def test_what_takes_too_long_at_the_end_is_given_up(chats: Chats) -> None:
    async def answer(_turn: Turn) -> None:
        await asyncio.sleep(60)

    chats.listener.answer = answer
    visitor, page = chats.somebody()
    chats.receiver.receive_words(visitor, "hello", page)
    started = time.monotonic()
    await chats.receiver.finish(0.05)
    assert time.monotonic() - started < 5


def test_who_was_away_longest_goes_first_but_nobody_with_a_page(chats: Chats) -> None:
    chats.somebody("with a page")
    for name in ("one", "two", "three"):
        chats.visitors.of(name)
    assert chats.visitors.find("one") is None
    assert all(chats.visitors.find(name) for name in ("with a page", "two", "three"))


async def test_a_chat_has_so_many_messages_and_no_files_of_those_gone(chats: Chats) -> None:
    visitor, _ = chats.somebody()
    outlet = chats.platform.open_outlet(visitor, Origin())
    await outlet.send(Reply(Markup("first"), picture=Picture(JPEG, "x")))
    picture = visitor.messages[0].picture
    assert picture is not None
    for _ in range(80):
        await outlet.send(Reply(Markup("next")))
    assert len(visitor.messages) == 80
    assert await chats.shelf.get(picture.path.removeprefix("/files/")) is None


def test_of_photos_that_wait_only_the_newest_are_kept() -> None:
    visitor = Visitor("ada")
    handles = [visitor.keep_photo(bytes([number])) for number in range(6)]
    assert visitor.take_photo(handles[0]) is None
    assert visitor.take_photo(handles[-1]) == bytes([5])
