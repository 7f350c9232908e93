"""What has expired is deleted, at the start and then daily, for as long as the bot runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import NoReturn, Protocol

from bot.errors import StorageError

DAY_S = 24 * 60 * 60.0
# A locked database or a full disk may pass; expired data should not wait for another day.
RETRY_S = 10 * 60.0

_logger = logging.getLogger(__name__)


class Purgeable(Protocol):
    """Something whose contents expire; such as `Storage`."""

    async def purge(self) -> Mapping[str, int]:
        """Delete what has expired, and return how many records of each kind.

        Raises:
            StorageError: Nothing was deleted.
        """
        ...


async def purge_daily(
    storage: Purgeable, *, pause: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> NoReturn:
    """Purge now, then every 24 hours, and after a failure sooner; until cancelled.

    Args:
        storage: To purge.
        pause: Waits for so many seconds.
    """
    while True:
        await pause(DAY_S if await _purge(storage) else RETRY_S)


async def _purge(storage: Purgeable) -> bool:
    try:
        deleted = await storage.purge()
    except StorageError as error:
        _logger.warning(
            "expired data could not be deleted, the next attempt is in %d minutes: %s",
            RETRY_S / 60,
            error,
        )
        return False
    counts = ", ".join(f"{count} {name}" for name, count in deleted.items() if count)
    _logger.info("deleted what has expired: %s", counts or "nothing")
    return True
