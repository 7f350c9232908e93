"""Updates are confirmed only once they are safe, so that none is lost with the process.

Telegram forgets an update when the next getUpdates names a later one, or when the webhook
answers. python-telegram-bot does both as soon as an update is in its queue, in memory. Here both
wait until what the update brought is written down or dealt with; one that was on the way when
the process ended comes again.
"""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

logger = logging.getLogger(__name__)

# An update that is not safe by then must not keep all others from coming.
_PATIENCE_S = 30.0


class Intake:
    """Knows which updates are not safe yet."""

    def __init__(self, patience_s: float = _PATIENCE_S) -> None:
        """Begin with none; confirm after `patience_s` in any case."""
        self._patience_s = patience_s
        self._unsafe: dict[int, asyncio.Future[None]] = {}

    def expect(self, update: Update) -> None:
        """Note that an update has come."""
        self._unsafe.setdefault(update.update_id, asyncio.get_running_loop().create_future())

    def settle(self, update: Update) -> None:
        """Note that an update need not come again."""
        future = self._unsafe.pop(update.update_id, None)
        if future is not None:
            future.set_result(None)

    async def settled(self, update: Update | None = None) -> None:
        """Return when an update, or each that has come, is safe."""
        if update is None:
            unsafe = list(self._unsafe.values())
        else:
            unsafe = [self._unsafe[update.update_id]] if update.update_id in self._unsafe else []
        if not unsafe:
            return
        _, late = await asyncio.wait(unsafe, timeout=self._patience_s)
        if late:
            logger.error("%d updates are confirmed that nobody has dealt with", len(late))


class UpdateQueue(asyncio.Queue[Any]):
    """The library's queue, which tells the intake; for a webhook, putting waits for it."""

    def __init__(self, intake: Intake, *, waits: bool) -> None:
        """Make an empty queue.

        Args:
            intake: Which is told of each update.
            waits: Whether `put` returns only when the update is safe.
        """
        super().__init__()
        self._intake = intake
        self._waits = waits

    async def put(self, item: Any) -> None:
        """Add an update, or the library's signal to stop."""
        if isinstance(item, Update):
            self._intake.expect(item)
        await super().put(item)
        if isinstance(item, Update) and self._waits:
            await self._intake.settled(item)


class IntakeProcessor(BaseUpdateProcessor):
    """Handles updates concurrently; each is safe when it was handled, if not before."""

    def __init__(self, intake: Intake, max_concurrent_updates: int) -> None:
        """Take the intake, and how many updates are handled at once."""
        super().__init__(max_concurrent_updates)
        self._intake = intake
        self._tasks: set[asyncio.Future[Any]] = set()
        self._gives_up = False

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update."""
        handling = asyncio.ensure_future(coroutine)
        self._tasks.add(handling)
        if self._gives_up:
            handling.cancel()
        try:
            await handling
        finally:
            self._tasks.discard(handling)
            if isinstance(update, Update) and not self._gives_up:
                self._intake.settle(update)

    def give_up(self) -> None:
        """Cancel what is being handled and what waits; it is not safe, unless it was before."""
        self._gives_up = True
        for task in self._tasks:
            task.cancel()

    async def initialize(self) -> None:
        """Do nothing; part of the library's protocol."""

    async def shutdown(self) -> None:
        """Do nothing; part of the library's protocol."""
