"""Telegram's limits on messages, kept before Telegram has to say so.

References:
    core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: no more than one
    message a second in a chat, 20 a minute in a group, and about 30 a second in all.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.log import hashed

logger = logging.getLogger(__name__)

_Answer = bool | dict[str, Any] | list[dict[str, Any]]
_Call = Callable[..., Coroutine[Any, Any, _Answer]]

# A chat, and whether it is of edits alone, which in groups share the pace of messages.
_Key = tuple[int, bool]

_ATTEMPTS = 4
# Who is told to wait longer than this is told so at once, rather than left without a word.
_LONGEST_WAIT_S = 60.0
# So many chats refused within so many seconds: then it is the bot as a whole that is too fast.
_CHATS_OF_ALL, _REFUSALS_KEPT_S = 3, 5.0
# A group's messages count for a minute.
_FORGOTTEN_AFTER_S = 120.0


@dataclass(frozen=True)
class Rate:
    """So many messages at once, and one more each `interval_s`."""

    burst: int
    interval_s: float


@dataclass(frozen=True)
class Rates:
    """Chosen so that no window holds more than Telegram allows, wherever it begins."""

    private: Rate = Rate(1, 1.0)
    # No limit on edits is told; whoever presses buttons fast should not wait for a message's turn.
    private_edits: Rate = Rate(3, 1.0)
    group: Rate = Rate(5, 4.1)
    # Messages do not arrive as evenly as they are sent.
    overall: Rate = Rate(2, 1 / 27)


class _Pause:
    """A time in which nothing goes, as Telegram told."""

    def __init__(self) -> None:
        self._until_s = 0.0

    @property
    def is_over(self) -> bool:
        return self._until_s <= _now_s()

    def extend(self, pause_s: float) -> None:
        self._until_s = max(self._until_s, _now_s() + pause_s)

    async def wait(self) -> None:
        """Return when it is over.

        Raises:
            RetryAfter: That is too far away.
        """
        while (left_s := self._until_s - _now_s()) > 0:
            if left_s > _LONGEST_WAIT_S:
                raise RetryAfter(timedelta(seconds=round(left_s)))
            await asyncio.sleep(left_s)


class _Pace:
    """Of one chat: one message at a time, and the next so long after it has arrived.

    Time counts from there, and not from when a message joined a queue, as `AsyncLimiter` has it:
    what waited for its turn among all chats would arrive too close to its successor.
    """

    def __init__(self, rate: Rate) -> None:
        self.pause = _Pause()
        self.used_at_s = _now_s()
        self.callers = 0
        self._rate = rate
        self._turn = asyncio.Lock()
        # When all messages so far would have been sent at an even pace (GCRA, ITU-T I.371).
        self._even_until_s = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a message's turn, and for its time to come; leave when it has arrived."""
        async with self._turn:
            ahead_s = (self._rate.burst - 1) * self._rate.interval_s
            await asyncio.sleep(max(0.0, self._even_until_s - ahead_s - _now_s()))
            await self.pause.wait()
            try:
                yield
            finally:
                self._even_until_s = max(self._even_until_s, _now_s()) + self._rate.interval_s


class ChatRateLimiter(BaseRateLimiter[None]):
    """Spaces messages within each chat and over all; a chat that must wait stops no other.

    Sends and edits count. All else, such as chat actions, goes at once.
    """

    def __init__(
        self, rates: Rates | None = None, *, forgotten_after_s: float = _FORGOTTEN_AFTER_S
    ) -> None:
        """Begin with no chats.

        Args:
            rates: By default those that Telegram asks for.
            forgotten_after_s: After so long without a message a chat is dropped from memory.
        """
        self._rates = rates or Rates()
        self._forgotten_after_s = forgotten_after_s
        overall = self._rates.overall
        self._overall = AsyncLimiter(overall.burst, overall.burst * overall.interval_s)
        self._pause = _Pause()
        self._paces: OrderedDict[_Key, _Pace] = OrderedDict()
        self._refused_at_s: dict[int, float] = {}

    @property
    def pace_count(self) -> int:
        """How many chats' paces are kept in mind."""
        return len(self._paces)

    async def initialize(self) -> None:
        """Do nothing; part of the library's protocol."""

    async def shutdown(self) -> None:
        """Do nothing; part of the library's protocol."""

    async def process_request(  # noqa: PLR0913, PLR0917 - the library's protocol
        self,
        callback: _Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> _Answer:
        """Make a request when its chat may have one, again when Telegram says to wait.

        Raises:
            RetryAfter: Telegram says so for too long or too often.
            TelegramError: Whatever the request raised.
        """
        del rate_limit_args
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int) or not _counts(endpoint):
            return await callback(*args, **kwargs)
        pace = self._pace_of(chat_id, endpoint)
        pace.callers += 1
        try:
            return await self._paced(lambda: callback(*args, **kwargs), chat_id, pace)
        finally:
            pace.callers -= 1

    async def _paced(
        self, call: Callable[[], Coroutine[Any, Any, _Answer]], chat_id: int, pace: _Pace
    ) -> _Answer:
        refusals = 0
        while True:
            try:
                async with pace.turn():
                    await self._turn_among_all()
                    return await call()
            except RetryAfter as refusal:
                refusals += 1
                if refusals == _ATTEMPTS or not self._note(refusal, chat_id):
                    raise

    async def _turn_among_all(self) -> None:
        while True:
            await self._pause.wait()
            await self._overall.acquire()
            # Chats may have been refused while this message waited.
            if self._pause.is_over:
                return

    def _note(self, refusal: RetryAfter, chat_id: int) -> bool:
        """Let a chat wait, or all; tell whether a message should wait for that."""
        pause_s = _seconds(refusal.retry_after)
        for is_edit in (False, True):
            if pace := self._paces.get((chat_id, is_edit)):
                pace.pause.extend(pause_s)
        logger.warning("Telegram lets chat %s wait for %g s", hashed(chat_id), pause_s)
        now_s = _now_s()
        self._refused_at_s[chat_id] = now_s
        self._refused_at_s = {
            chat: at_s
            for chat, at_s in self._refused_at_s.items()
            if now_s - at_s < _REFUSALS_KEPT_S
        }
        if len(self._refused_at_s) >= _CHATS_OF_ALL:
            self._refused_at_s.clear()
            self._pause.extend(pause_s)
            logger.warning("%d chats were refused: all wait for %g s", _CHATS_OF_ALL, pause_s)
        return pause_s <= _LONGEST_WAIT_S

    def _pace_of(self, chat_id: int, endpoint: str) -> _Pace:
        now_s = _now_s()
        self._forget_idle(now_s)
        is_private_edit = chat_id > 0 and endpoint.startswith("edit")
        key = chat_id, is_private_edit
        if key not in self._paces:
            rates = self._rates
            private = rates.private_edits if is_private_edit else rates.private
            rate = rates.group if chat_id < 0 else private
            self._paces[key] = _Pace(rate)
        pace = self._paces[key]
        pace.used_at_s = now_s
        self._paces.move_to_end(key)
        return pace

    def _forget_idle(self, now_s: float) -> None:
        """Drop chats from the front, where those lie that were used longest ago."""
        while self._paces:
            key, pace = next(iter(self._paces.items()))
            if now_s - pace.used_at_s < self._forgotten_after_s:
                return
            if pace.callers or not pace.pause.is_over:
                self._paces.move_to_end(key)
                return
            del self._paces[key]


def _counts(endpoint: str) -> bool:
    if endpoint == "sendChatAction":
        return False
    return endpoint.startswith(("send", "editMessage"))


def _seconds(pause: int | timedelta) -> float:
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
