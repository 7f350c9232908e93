"""One thing that a person did, and what answers it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.conversation.people import Outlet, Platform, Speaker
from bot.conversation.replies import Reply
from bot.conversation.services import Services
from bot.storage.records import MessageRef, Person
from bot.texts.texts import Language


@dataclass(frozen=True)
class Turn:
    """One thing that a person did, with all that is needed to answer.

    Attributes:
        services: What answers are made with.
        platform: Where it happened.
        speaker: Whoever did it.
        person: The same, as storage knows them; read anew for each turn.
        language: To answer in.
        outlet: The way back.
        is_admin: Whether /stats and /retrain are theirs.
    """

    services: Services
    platform: Platform
    speaker: Speaker
    person: Person
    language: Language
    outlet: Outlet
    is_admin: bool = False

    async def send(self, reply: Reply) -> MessageRef | None:
        """Deliver a reply; see `Outlet.send`."""
        return await self.outlet.send(reply)


# Takes the words after a command, or a button's arguments.
Handler = Callable[[Turn, tuple[str, ...]], Awaitable[None]]
Handlers = Mapping[str, Handler]
