"""A listener that records what platforms tell it, and answers as a test says."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.conversation.menu import MenuEntry, entries
from bot.conversation.people import OtherContent, Outlet, Platform, SentPhoto, Speaker
from bot.conversation.replies import Reply
from bot.texts.texts import Language

Heard = SentPhoto | tuple[str, tuple[str, ...]] | str | OtherContent
Answer = Callable[["Turn"], Awaitable[None]]

APOLOGY = Markup("Sorry.")


@dataclass(frozen=True)
class Turn:
    """What one person did."""

    platform: Platform
    speaker: Speaker
    outlet: Outlet
    heard: Heard


async def _acknowledge(turn: Turn) -> None:
    turn.outlet.acknowledge()
    await turn.outlet.send(Reply(Markup("heard")))


@dataclass
class RecordingListener:
    """Hears everything.

    Attributes:
        answer: What is done about it; by default a word is sent.
        turns: All, in the order in which they began.
        errors: That it apologised for.
    """

    answer: Answer = _acknowledge
    turns: list[Turn] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    @property
    def heard(self) -> list[Heard]:
        return [turn.heard for turn in self.turns]

    async def receive_photo(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, photo: SentPhoto
    ) -> None:
        await self._answer(Turn(platform, speaker, outlet, photo))

    async def receive_command(
        self,
        platform: Platform,
        speaker: Speaker,
        outlet: Outlet,
        name: str,
        words: tuple[str, ...] = (),
    ) -> None:
        await self._answer(Turn(platform, speaker, outlet, (name, words)))

    async def receive_press(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, encoded: str
    ) -> None:
        await self._answer(Turn(platform, speaker, outlet, encoded))

    async def receive_other(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, content: OtherContent
    ) -> None:
        await self._answer(Turn(platform, speaker, outlet, content))

    async def apologize(self, error: BaseException, _speaker: Speaker, outlet: Outlet) -> None:
        self.errors.append(error)
        await outlet.send(Reply(APOLOGY))

    def menu(self, language: Language, *, for_admin: bool) -> tuple[MenuEntry, ...]:
        return entries(language, for_admin=for_admin)

    async def _answer(self, turn: Turn) -> None:
        self.turns.append(turn)
        await self.answer(turn)
