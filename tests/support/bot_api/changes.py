"""Waiting for something to happen, without polling."""

import asyncio
from collections.abc import Callable


class Changes:
    """Wakes whoever waits each time that something changed."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait_until(self, holds: Callable[[], bool], timeout_s: float) -> None:
        """Return as soon as the condition holds.

        Raises:
            TimeoutError: It does not within the time.
        """
        async with asyncio.timeout(timeout_s):
            while not holds():
                await self._event.wait()
