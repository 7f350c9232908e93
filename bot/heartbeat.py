"""A sign of life for whoever watches the bot: a file that is touched while it takes events."""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

logger = logging.getLogger(__name__)

FILE_NAME = "heartbeat"
_INTERVAL_S = 5.0
# While it starts, or is in trouble: whoever waits for it should not wait for longer.
_IMPATIENT_INTERVAL_S = 0.5
# Older than this, the event loop hangs or no platform's events are asked for any more.
MAX_AGE_S = 60.0


async def beat(path: Path, is_alive: Callable[[], bool]) -> None:
    """Touch a file again and again while all is well, until cancelled."""
    while True:
        is_well = is_alive()
        if is_well:
            _touch(path)
        await asyncio.sleep(_INTERVAL_S if is_well else _IMPATIENT_INTERVAL_S)


def age_s(path: Path) -> float | None:
    """Return the seconds since the last sign of life; None if there never was one."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return None


def _touch(path: Path) -> None:
    try:
        path.touch()
    except OSError as error:
        logger.warning("no sign of life can be given: %s", error.strerror)
