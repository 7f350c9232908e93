"""A selfie: from its arrival to its answer."""

from collections.abc import Collection

from bot.conversation.people import Platform, SentPhoto
from bot.conversation.services import Services
from bot.conversation.turns import Handlers, Turn


async def receive_selfie(turn: Turn, photo: SentPhoto) -> None:
    """Answer a photo, or ask for consent first."""


async def answer_released(turn: Turn) -> None:
    """Answer the selfies that waited for the person's consent, just given."""


async def answer_owed(services: Services, platforms: Collection[Platform]) -> None:
    """Answer what an earlier process left unanswered."""


COMMANDS: Handlers = {}
ACTIONS: Handlers = {}
