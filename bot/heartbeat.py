"""A sign of life for whoever watches the bot: a file that is touched while it takes events."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

logger = logging.getLogger(__name__)

FILE_NAME = "heartbeat"
_INTERVAL_S = 5.0
# Older than this, the event loop hangs or no platform's events are asked for any more.
MAX_AGE_S = 60.0


async def beat(path: Path, is_alive: Callable[[], bool]) -> None:
    """Touch a file again and again while all is well, until cancelled."""
    while True:
        if is_alive():
            try:
                path.touch()  # noqa: ASYNC240 - takes microseconds; a thread may be what hangs
            except OSError as error:
                logger.warning("no sign of life can be given: %s", error.strerror)
        await asyncio.sleep(_INTERVAL_S)


def age_s(path: Path) -> float | None:
    """Return the seconds since the last sign of life; None if there never was one."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return None
