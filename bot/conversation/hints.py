"""What is said to what the bot does not understand, and /help."""

from bot.conversation.people import OtherContent
from bot.conversation.replies import Delivery, Reply
from bot.conversation.turns import Handlers, Turn


async def hint_at(turn: Turn, content: OtherContent) -> None:
    """Say kindly what to send instead."""
    await turn.send(Reply(turn.language.say(f"hint-{content.value}")))


async def hint_at_old_button(turn: Turn) -> None:
    """Say that a button means nothing any more."""
    await turn.send(Reply(turn.language.say("hint-outdated"), Delivery.NOTICE))


async def _help(turn: Turn, _words: tuple[str, ...]) -> None:
    await turn.send(Reply(turn.language.say("help")))


COMMANDS: Handlers = {"help": _help}
ACTIONS: Handlers = {}
