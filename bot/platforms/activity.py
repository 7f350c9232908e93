"""The line "… is typing" in a chat, kept up for as long as an answer takes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

# An answer that takes longer than this is not coming.
_LONGEST_S = 90.0


class Activity:
    """Shows that an answer is being made, from `start` until `stop`; never fails."""

    def __init__(
        self,
        show: Callable[[], Awaitable[object]],
        *,
        every_s: float,
        failures: tuple[type[Exception], ...],
    ) -> None:
        """Describe how it is shown.

        Args:
            show: Shows it for a while.
            every_s: Seconds until it must be shown again.
            failures: What `show` raises where it cannot; it is not shown then.
        """
        self._show = show
        self._every_s = every_s
        self._failures = failures
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Show it; again changes nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep_showing())

    def stop(self) -> None:
        """Show it no more; also when it never was."""
        if self._task is not None:
            self._task.cancel()

    async def _keep_showing(self) -> None:
        try:
            for _ in range(round(_LONGEST_S / self._every_s)):
                await self._show()
                await asyncio.sleep(self._every_s)
        except self._failures as error:
            logger.debug("an activity is not shown: %s", type(error).__name__)
