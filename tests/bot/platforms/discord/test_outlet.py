import asyncio

import pytest
from markupsafe import Markup
from simcord.env import Env

from bot.conversation.replies import Audio, Button, Delivery, Document, Picture, Reply, Rows
from bot.errors import PersonUnreachableError, PlatformError
from bot.songs.providers.errors import MediaError, ProviderUnavailableError
from bot.storage.records import MessageRef, Person, Preferences
from tests.support.discord_chats import Chat, make_client
from tests.support.listeners import APOLOGY, Answer, RecordingListener, Turn

QUARTER_OF_AN_HOUR_S = 15 * 60
GO: Rows = ((Button("Go", "go:1"),),)
OTHER: Rows = ((Button("Other", "other:1"),),)
PICTURE = Picture(b"\xff\xd8 a picture", "five covers")


def answer_with(*replies: Reply) -> Answer:
    async def answer(turn: Turn) -> None:
        for reply in replies:
            await turn.outlet.send(reply)

    return answer


async def shown_button(chat: Chat, listener: RecordingListener) -> None:
    """Let a message with a button stand in the chat."""
    listener.answer = answer_with(Reply(Markup("with a button"), buttons=GO))
    await chat.command("help")


def was_shown_typing(env: Env) -> bool:
    return any(request.path.endswith("/typing") for request in env.http_requests)


@pytest.fixture(params=["ada", "bob"], ids=["in private", "in a server"])
def chat(request: pytest.FixtureRequest) -> Chat:
    found: Chat = request.getfixturevalue(request.param)
    return found


async def test_a_pressed_button_is_heard(chat: Chat, listener: RecordingListener) -> None:
    await shown_button(chat, listener)
    await chat.press("Go")
    assert listener.heard[-1] == "go:1"


async def test_a_button_of_an_earlier_process_is_heard(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    await shown_button(ada, listener)
    await env.restart_bot(make_client(listener))
    await ada.press("Go")
    assert listener.heard[-1] == "go:1"


async def test_an_edit_takes_the_place_of_the_pressed_message(
    chat: Chat, listener: RecordingListener
) -> None:
    await shown_button(chat, listener)
    listener.answer = answer_with(
        Reply(Markup("songs"), Delivery.EDIT, buttons=OTHER, picture=PICTURE)
    )
    await chat.press("Go")
    [shown] = chat.shown
    assert (shown.words, shown.rows, shown.files) == ("songs", (("Other",),), ("picture.jpg",))


async def test_an_edit_takes_the_picture_away(chat: Chat, listener: RecordingListener) -> None:
    listener.answer = answer_with(Reply(Markup("songs"), picture=PICTURE, buttons=GO))
    await chat.command("help")
    listener.answer = answer_with(Reply(Markup("words"), Delivery.EDIT))
    await chat.press("Go")
    [shown] = chat.shown
    assert (shown.words, shown.rows, shown.files, shown.embed) == ("words", (), (), None)


async def test_only_the_buttons_change(chat: Chat, listener: RecordingListener) -> None:
    listener.answer = answer_with(Reply(Markup("songs"), picture=PICTURE, buttons=GO))
    await chat.command("help")
    before = chat.last
    listener.answer = answer_with(Reply(Markup(""), Delivery.BUTTONS, buttons=OTHER))
    await chat.press("Go")
    [shown] = chat.shown
    assert shown.rows == (("Other",),)
    assert (shown.words, shown.files, shown.embed) == (before.words, before.files, before.embed)


async def test_a_note_is_whispered_wherever_the_button_was(
    chat: Chat, listener: RecordingListener
) -> None:
    await shown_button(chat, listener)
    returned: list[MessageRef | None] = []

    async def answer(turn: Turn) -> None:
        returned.append(await turn.outlet.send(Reply(Markup("noted"), Delivery.NOTICE)))

    listener.answer = answer
    await chat.press("Go")
    assert chat.last.words == "noted"
    assert chat.last.is_whispered
    assert returned == [None]


async def test_a_message_is_sent_below_the_pressed_one(
    chat: Chat, listener: RecordingListener
) -> None:
    await shown_button(chat, listener)
    listener.answer = answer_with(Reply(Markup("below")))
    await chat.press("Go")
    assert [shown.words for shown in chat.shown] == ["with a button", "below"]


async def test_what_was_sent_can_be_replaced(chat: Chat, listener: RecordingListener) -> None:
    async def answer(turn: Turn) -> None:
        first = await turn.outlet.send(Reply(Markup("10 %")))
        second = await turn.outlet.send(Reply(Markup("beside")))
        await turn.outlet.send(Reply(Markup("20 %"), Delivery.EDIT, replaces=first))
        stood = await turn.outlet.send(Reply(Markup("moved"), Delivery.EDIT, replaces=second))
        assert stood == second

    listener.answer = answer
    await chat.command("help")
    assert [shown.words for shown in chat.shown] == ["20 %", "moved"]


async def test_a_message_can_be_replaced_after_a_quarter_of_an_hour(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        first = await turn.outlet.send(Reply(Markup("10 %")))
        env.backend.advance_clock(QUARTER_OF_AN_HOUR_S + 1)
        await turn.outlet.send(Reply(Markup("20 %"), Delivery.EDIT, replaces=first))
        await turn.outlet.send(Reply(Markup("done")))

    listener.answer = answer
    await ada.command("help")
    assert [shown.words for shown in ada.shown] == ["20 %", "done"]


async def test_what_comes_too_late_for_a_server_comes_in_private(
    bob: Chat, env: Env, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        first = await turn.outlet.send(Reply(Markup("10 %")))
        env.backend.advance_clock(QUARTER_OF_AN_HOUR_S + 1)
        await turn.outlet.send(Reply(Markup("20 %"), Delivery.EDIT, replaces=first))

    listener.answer = answer
    await bob.command("help")
    assert [shown.words for shown in bob.shown] == ["10 %"]
    assert [shown.words for shown in bob.private.shown] == ["20 %"]


async def test_an_edit_of_a_message_that_is_gone_is_a_message(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    await shown_button(ada, listener)

    async def answer(turn: Turn) -> None:
        env.backend.delete_message(ada.channel.id, ada.last.id)
        await turn.outlet.send(Reply(Markup("anew"), Delivery.EDIT))

    listener.answer = answer
    await ada.press("Go")
    assert [shown.words for shown in ada.shown] == ["anew"]


@pytest.mark.parametrize("delivery", list(Delivery))
async def test_without_a_pressed_button_everything_is_a_message(
    ada: Chat, listener: RecordingListener, delivery: Delivery
) -> None:
    listener.answer = answer_with(Reply(Markup("hello"), delivery))
    await ada.send_photo(b"x")
    assert [shown.words for shown in ada.shown] == ["hello"]


async def test_sound_and_files_come_along(chat: Chat, listener: RecordingListener) -> None:
    async def load() -> bytes:
        return b"ID3 a sound"

    sound = Audio("song", "Waterloo", "ABBA", b"\xff\xd8 cover", load)
    listener.answer = answer_with(
        Reply(Markup("listen"), audio=sound),
        Reply(Markup("keep"), document=Document("data.json", b"{}")),
    )
    await chat.command("help")
    assert [shown.files for shown in chat.shown] == [
        ("ABBA - Waterloo.mp3", "cover.jpg"),
        ("data.json",),
    ]


async def test_sound_that_cannot_be_had_sends_nothing(
    ada: Chat, listener: RecordingListener
) -> None:
    async def load() -> bytes:
        raise ProviderUnavailableError("no route")

    async def answer(turn: Turn) -> None:
        with pytest.raises(MediaError):
            await turn.outlet.send(
                Reply(Markup("listen"), audio=Audio("song", "t", "p", None, load))
            )
        await turn.outlet.send(Reply(Markup("a link instead")))

    listener.answer = answer
    await ada.command("help")
    assert [shown.words for shown in ada.shown] == ["a link instead"]


async def test_typing_is_shown_while_an_answer_is_made(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    shown: list[bool] = []

    async def answer(turn: Turn) -> None:
        await turn.outlet.show_activity()
        await asyncio.sleep(0.05)
        shown.append(was_shown_typing(env))
        await turn.outlet.send(Reply(Markup("done")))

    listener.answer = answer
    await ada.send_photo(b"x")
    assert shown == [True]
    assert ada.last.words == "done"


async def test_nobody_in_a_server_sees_that_an_answer_is_made(
    bob: Chat, env: Env, listener: RecordingListener
) -> None:
    await shown_button(bob, listener)

    async def answer(turn: Turn) -> None:
        await turn.outlet.show_activity()
        await turn.outlet.send(Reply(Markup("done")))

    listener.answer = answer
    await bob.press("Go")
    assert not was_shown_typing(env)


async def test_an_outage_of_discord_is_waited_for(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    listener.answer = answer_with(Reply(Markup("here"), picture=PICTURE))
    env.inject_error("POST", "/channels/*/messages", status=503, times=1)
    await ada.send_photo(b"x")
    assert ada.last.files == ("picture.jpg",)


async def test_who_shuts_the_bot_out_is_left_alone(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    raised: list[Exception] = []

    async def answer(turn: Turn) -> None:
        try:
            await turn.outlet.send(Reply(Markup("hello")))
        except PlatformError as error:
            raised.append(error)
            raise

    listener.answer = answer
    env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=None)
    await ada.send_photo(b"x")
    assert [type(error) for error in raised] == [PersonUnreachableError]
    assert listener.errors == []


async def test_a_failure_is_apologised_for(chat: Chat, listener: RecordingListener) -> None:
    async def fail(_turn: Turn) -> None:
        raise ValueError("a bug")

    listener.answer = fail
    await chat.command("help")
    assert chat.last.words == APOLOGY
    assert [str(error) for error in listener.errors] == ["a bug"]


async def test_an_apology_that_cannot_be_sent_ends_there(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    async def fail(_turn: Turn) -> None:
        raise ValueError("a bug")

    listener.answer = fail
    env.inject_error("POST", "/channels/*/messages", status=400, times=None)
    await ada.send_photo(b"x")
    assert ada.shown == []


async def test_an_interaction_that_discord_gave_up_is_not_answered(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    env.inject_error("POST", "/interactions/*/callback", status=404, code=10062)
    await ada.command("help")
    assert listener.heard == []


async def test_after_a_restart_the_answer_to_a_photo_refers_to_it(
    ada: Chat, env: Env, listener: RecordingListener
) -> None:
    listener.answer = answer_with()
    message_id = await ada.send_photo(b"x")
    client = make_client(listener)
    await env.restart_bot(client)
    person = Person("id", "discord", str(ada.person.id), Preferences())
    outlet = client.platform.outlet_for(person, MessageRef(str(ada.channel.id), f"{message_id}-1"))
    with env.time_context():
        await outlet.send(Reply(Markup("late")))
    assert ada.last.words == "late"
    sent = env.backend.get_message(ada.channel.id, ada.last.id)
    assert sent.reference is not None
    assert str(sent.reference["message_id"]) == str(message_id)


async def test_a_selfie_of_a_server_is_answered_there_while_that_is_possible(
    bob: Chat, env: Env, listener: RecordingListener
) -> None:
    async def answer(turn: Turn) -> None:
        person = Person("id", "discord", turn.speaker.platform_id, Preferences())
        earlier = MessageRef(str(bob.channel.id), "1")
        for _ in range(2):
            await turn.platform.outlet_for(person, earlier).send(Reply(Markup("for you")))
            env.backend.advance_clock(QUARTER_OF_AN_HOUR_S + 1)

    listener.answer = answer
    await bob.command("help")
    assert [(shown.words, shown.is_whispered) for shown in bob.shown] == [("for you", True)]
    assert [shown.words for shown in bob.private.shown] == ["for you"]
