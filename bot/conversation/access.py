"""Who may see an answer: handlers for admins only, and for nobody but the person themselves."""

from functools import wraps

from bot.conversation.hints import hint_at
from bot.conversation.people import OtherContent
from bot.conversation.replies import Delivery, Reply
from bot.conversation.turns import Handler, Turn


def for_admins(handler: Handler) -> Handler:
    """Answer everybody else as if there were no such command or button."""

    @wraps(handler)
    async def handle(turn: Turn, words: tuple[str, ...]) -> None:
        if turn.is_admin:
            await handler(turn, words)
        else:
            await hint_at(turn, OtherContent.TEXT)

    return handle


def in_private(handler: Handler) -> Handler:
    """Ask to write privately where others would read along.

    What the handler says must be `is_private`: that is how a platform that can whisper does so.
    """

    @wraps(handler)
    async def handle(turn: Turn, words: tuple[str, ...]) -> None:
        if turn.speaker.is_overheard:
            await turn.send(Reply(turn.language.say("write-privately"), Delivery.NOTICE))
        else:
            await handler(turn, words)

    return handle
