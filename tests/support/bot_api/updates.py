"""Updates that wait for the bot: kept until it confirms them, like Telegram's."""

import itertools
from collections import deque
from collections.abc import Iterable
from typing import Any

from tests.support.bot_api.changes import Changes
from tests.support.bot_api.errors import conflict

# Sent only to bots that ask for them: https://core.telegram.org/bots/api#getupdates
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
MAX_UPDATES = 100


class UpdateQueue:
    """Numbers updates and hands them out, by long polling or to the webhook."""

    def __init__(self) -> None:
        self.pending: deque[dict[str, Any]] = deque()
        self.changes = Changes()
        self._ids = itertools.count(500_001)
        self._allowed: frozenset[str] | None = None
        self._poll = 0
        self._is_closed = False

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Choose the kinds of future updates; an empty list is the default, None no change."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def push(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot has not asked for its kind."""
        wanted = kind not in _ON_REQUEST if self._allowed is None else kind in self._allowed
        if wanted:
            self.pending.append({"update_id": next(self._ids), kind: payload})
            self.changes.notify()

    def confirm(self, offset: int) -> None:
        """Forget updates before the offset; a negative one keeps that many from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    def remove(self, update: dict[str, Any]) -> None:
        """Forget an update that the webhook took."""
        self.pending.remove(update)
        self.changes.notify()

    def clear(self) -> None:
        self.pending.clear()

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """Return what waits, or wait for it; a newer poll ends an older one.

        Raises:
            ApiError: 409 when another poll has come meanwhile.
        """
        self._poll += 1
        poll = self._poll
        self.changes.notify()
        self.confirm(offset)
        try:
            await self.changes.wait_until(
                lambda: bool(self.pending) or self._is_closed or self._poll != poll, timeout_s
            )
        except TimeoutError:
            return []
        if self._poll != poll:
            raise conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        return list(itertools.islice(self.pending, limit or MAX_UPDATES))

    def close(self) -> None:
        """End every waiting poll with an empty answer."""
        self._is_closed = True
        self.changes.notify()
