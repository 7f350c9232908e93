"""How a platform and the rest of the bot meet: what it tells, and how it is run."""

from typing import Protocol

from bot.conversation.menu import MenuEntry
from bot.conversation.people import OtherContent, Outlet, Platform, SentPhoto, Speaker
from bot.texts.texts import Language


class Listener(Protocol):
    """Is told what people do, and answers; `Conversation` is one, which says more."""

    async def receive_photo(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, photo: SentPhoto
    ) -> None:
        """Answer a photo."""
        ...

    async def receive_command(
        self,
        platform: Platform,
        speaker: Speaker,
        outlet: Outlet,
        name: str,
        words: tuple[str, ...] = (),
    ) -> None:
        """Answer a command."""
        ...

    async def receive_press(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, encoded: str
    ) -> None:
        """Answer a pressed button."""
        ...

    async def receive_other(
        self, platform: Platform, speaker: Speaker, outlet: Outlet, content: OtherContent
    ) -> None:
        """Answer anything else."""
        ...

    async def apologize(self, error: BaseException, speaker: Speaker, outlet: Outlet) -> None:
        """Tell a person that something went wrong, and the log what."""
        ...

    def menu(self, language: Language, *, for_admin: bool) -> tuple[MenuEntry, ...]:
        """Return the commands that a menu shows."""
        ...


class PlatformService(Protocol):
    """Takes events of one platform while it runs."""

    @property
    def platform(self) -> Platform:
        """The way back to people, usable once connected."""
        ...

    async def connect(self) -> None:
        """Make `platform` usable; waits for as long as it cannot be reached.

        Raises:
            SettingsError: The platform refuses the token.
        """
        ...

    async def start(self) -> None:
        """Begin to take events."""
        ...

    async def run(self) -> None:
        """Go on until cancelled.

        Raises:
            SettingsError: The platform has begun to refuse the token.
        """
        ...

    async def finish(self, deadline_s: float) -> None:
        """Take no more events, and finish what was begun.

        Args:
            deadline_s: Seconds after which what was begun is given up; photos that were written
                down are answered after the next start.
        """
        ...

    async def close(self) -> None:
        """Let go of the platform, at the very end."""
        ...

    def is_alive(self) -> bool:
        """Tell whether events are still being asked for."""
        ...
