"""Telegram's limits on how often a bot may send, enforced where a test asks for it."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.bot_api.errors import too_many_requests


@dataclass(frozen=True)
class RateLimits:
    """How many messages in which time; strict where Telegram forgives short bursts.

    References:
        https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    """

    private_messages: int = 1
    private_window_s: float = 1.0
    group_messages: int = 20
    group_window_s: float = 60.0
    overall_messages: int = 30
    overall_window_s: float = 1.0
    counts_edits: bool = False
    # A bot that keeps the pace exactly is not refused for the jitter of a busy machine.
    tolerance_s: float = 0.05


@dataclass(frozen=True)
class Violation:
    """A message that came too early."""

    chat_id: int
    limit: str
    early_by_s: float


class FloodControl:
    """Counts messages in sliding windows and refuses with 429 those that come too early."""

    def __init__(
        self, limits: RateLimits | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Use the limits, or none; the clock tells seconds."""
        self.limits = limits
        self.violations: list[Violation] = []
        self._clock = clock
        self._sent: defaultdict[int | None, deque[float]] = defaultdict(deque)

    def check(self, method: str, chat_id: int) -> None:
        """Count a message to a chat, an album as one; negative ids are groups.

        Raises:
            ApiError: 429 with the seconds to wait.
        """
        if self.limits is None or not self._counts(method):
            return
        now = self._clock()
        for key, limit, count, window_s in self._windows(chat_id):
            self._check_window(key, chat_id, limit, count, window_s, now)
        for key in (chat_id, None):
            self._sent[key].append(now)

    def _counts(self, method: str) -> bool:
        is_edit = method.startswith("editMessage")
        is_send = method.startswith("send") and method != "sendChatAction"
        return is_send or (is_edit and self.limits is not None and self.limits.counts_edits)

    def _windows(self, chat_id: int) -> list[tuple[int | None, str, int, float]]:
        limits = self.limits or RateLimits()
        chat = (
            ("group", limits.group_messages, limits.group_window_s)
            if chat_id < 0
            else ("private chat", limits.private_messages, limits.private_window_s)
        )
        return [
            (chat_id, *chat),
            (None, "overall", limits.overall_messages, limits.overall_window_s),
        ]

    def _check_window(  # noqa: PLR0913, PLR0917 - a window's parts
        self,
        key: int | None,
        chat_id: int,
        limit: str,
        count: int,
        window_s: float,
        now: float,
    ) -> None:
        tolerance_s = self.limits.tolerance_s if self.limits else 0.0
        sent = self._sent[key]
        while sent and sent[0] <= now - window_s + tolerance_s:
            sent.popleft()
        if len(sent) >= count:
            early_by_s = sent[len(sent) - count] + window_s - now
            self.violations.append(Violation(chat_id, limit, early_by_s))
            raise too_many_requests(max(1, math.ceil(early_by_s)))
