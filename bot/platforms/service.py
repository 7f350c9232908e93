"""A platform as the composition root starts, watches and stops it."""

from typing import Protocol

from bot.conversation.people import Platform


class PlatformService(Protocol):
    """Takes events of one platform while it runs."""

    @property
    def platform(self) -> Platform:
        """The way back to people, usable once started."""
        ...

    async def start(self) -> None:
        """Begin to take events; waits for as long as the platform cannot be reached.

        Raises:
            SettingsError: The platform refuses the token.
        """
        ...

    async def run(self) -> None:
        """Go on until cancelled.

        Raises:
            SettingsError: The platform has begun to refuse the token.
        """
        ...

    async def stop(self, deadline_s: float) -> None:
        """Take no more events, finish what was begun, and let go of the platform.

        Args:
            deadline_s: Seconds after which what was begun is given up; photos that were written
                down are answered after the next start.
        """
        ...

    def is_alive(self) -> bool:
        """Tell whether events are still being asked for."""
        ...
