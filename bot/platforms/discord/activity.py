"""The line "… is typing" in a private chat, kept up for as long as an answer takes."""

import asyncio
import logging

from bot.platforms.discord.calls import CALL_ERRORS
from bot.platforms.discord.places import Place

logger = logging.getLogger(__name__)

# Discord shows it for ten seconds (discord.com/developers/docs/resources/channel).
_REPEAT_S = 9.0
# An answer that takes longer than this is not coming.
_MAX_REPEATS = 10


class Activity:
    """Shows that an answer is being made, from `start` until `stop`; never fails."""

    def __init__(self, place: Place) -> None:
        """Take where to show it."""
        self._place = place
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Show it; again changes nothing."""
        if self._task is None:
            self._task = asyncio.create_task(self._show())

    def stop(self) -> None:
        """Show it no more; also when it never was."""
        if self._task is not None:
            self._task.cancel()

    async def _show(self) -> None:
        try:
            for _ in range(_MAX_REPEATS):
                await self._place.show_activity()
                await asyncio.sleep(_REPEAT_S)
        except CALL_ERRORS as error:
            logger.debug("an activity is not shown: %s", type(error).__name__)
