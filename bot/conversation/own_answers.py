"""Pressed buttons of an answer: whose it is, and which of its songs is meant."""

from collections.abc import Awaitable, Callable
from functools import wraps

from markupsafe import Markup

from bot.conversation.hints import hint_at_old_button
from bot.conversation.replies import Delivery, Reply, Rows
from bot.conversation.songs import shown_song_ids
from bot.conversation.turns import Handler, Turn
from bot.storage.records import StoredAnswer

# Takes the answer, and the button's arguments after its id.
AnswerHandler = Callable[[Turn, StoredAnswer, tuple[str, ...]], Awaitable[None]]


def for_own_answer(handler: AnswerHandler) -> Handler:
    """Call a handler with the person's answer that a button is of; say so where it is not theirs.

    It may have been deleted, by /forget or with time, or be somebody else's, in a group.
    """

    @wraps(handler)
    async def handle(turn: Turn, arguments: tuple[str, ...]) -> None:
        answer_id, rest = "".join(arguments[:1]), arguments[1:]
        stored = await turn.services.storage.answers.get(answer_id)
        if stored is None:
            await hint_at_old_button(turn)
        elif stored.person_id != turn.person.id:
            await turn.send(Reply(turn.language.say("answer-of-another"), Delivery.NOTICE))
        else:
            await handler(turn, stored, rest)

    return handle


def song_id_at(stored: StoredAnswer, index: str) -> str | None:
    """Return the song that a button names, or None if the answer has no such one."""
    song_ids = shown_song_ids(stored.content)
    if not index.isdecimal() or int(index) >= len(song_ids):
        return None
    return song_ids[int(index)]


async def show_buttons(turn: Turn, rows: Rows) -> None:
    """Replace the buttons of the message whose button was pressed."""
    await turn.send(Reply(Markup(""), Delivery.BUTTONS, rows))
