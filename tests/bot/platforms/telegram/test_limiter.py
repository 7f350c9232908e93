import asyncio
import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.platforms.telegram.limiter import ChatRateLimiter, Rate, Rates

FAST = Rates(
    private=Rate(1, 0.05), private_edits=Rate(2, 0.05), group=Rate(2, 0.1), overall=Rate(1, 0.005)
)
ADA, BOB, CYD, GROUP = 1, 2, 3, -100


class Telegram:
    """Notes when calls come, and refuses as many of a chat's as it is told to."""

    def __init__(self, limiter: ChatRateLimiter) -> None:
        self.limiter = limiter
        self.calls: list[tuple[int, float]] = []
        self.refusals: dict[int, int] = {}
        self.retry_after_s = 0.2
        self.takes_s = 0.0

    async def send(self, chat_id: int, endpoint: str = "sendMessage") -> Any:
        async def call() -> bool:
            self.calls.append((chat_id, time.monotonic()))
            await asyncio.sleep(self.takes_s)
            if self.refusals.get(chat_id, 0):
                self.refusals[chat_id] -= 1
                raise RetryAfter(timedelta(seconds=self.retry_after_s))
            return True

        data = {"chat_id": chat_id}
        return await self.limiter.process_request(call, (), {}, endpoint, data, None)

    def gaps_s(self, chat_id: int) -> list[float]:
        times = [at_s for chat, at_s in self.calls if chat == chat_id]
        return [later - earlier for earlier, later in pairwise(times)]


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(ChatRateLimiter(FAST))


async def send_at_once(telegram: Telegram, *chat_ids: int, endpoint: str = "sendMessage") -> float:
    started_s = time.monotonic()
    await asyncio.gather(*(telegram.send(chat_id, endpoint) for chat_id in chat_ids))
    return time.monotonic() - started_s


async def test_messages_of_a_private_chat_are_spaced(telegram: Telegram) -> None:
    await send_at_once(telegram, ADA, ADA, ADA)
    assert min(telegram.gaps_s(ADA)) >= 0.045


async def test_the_next_message_waits_from_when_the_last_has_arrived(telegram: Telegram) -> None:
    telegram.takes_s = 0.1
    await send_at_once(telegram, ADA, ADA)
    assert telegram.gaps_s(ADA)[0] >= 0.145


async def test_a_group_may_have_a_few_at_once_and_then_waits(telegram: Telegram) -> None:
    await send_at_once(telegram, *[GROUP] * 4)
    gaps_s = telegram.gaps_s(GROUP)
    assert gaps_s[0] < 0.05
    assert min(gaps_s[1:]) >= 0.09


async def test_all_chats_together_are_spaced(telegram: Telegram) -> None:
    took_s = await send_at_once(telegram, *range(1, 41))
    assert took_s >= 39 * 0.005 * 0.9


@pytest.mark.parametrize("endpoint", ["sendChatAction", "answerCallbackQuery", "getFile"])
async def test_what_is_no_message_never_waits(telegram: Telegram, endpoint: str) -> None:
    assert await send_at_once(telegram, *[ADA] * 20, endpoint=endpoint) < 0.05


async def test_edits_in_a_private_chat_do_not_wait_for_its_messages(telegram: Telegram) -> None:
    await telegram.send(ADA)
    assert await send_at_once(telegram, ADA, endpoint="editMessageMedia") < 0.03


async def test_a_refused_chat_waits_as_told_while_others_go_on(telegram: Telegram) -> None:
    telegram.refusals[ADA] = 1
    sending = asyncio.create_task(telegram.send(ADA))
    await asyncio.sleep(0.01)
    assert await send_at_once(telegram, BOB, CYD) < 0.1
    assert await sending is True
    assert telegram.gaps_s(ADA)[0] >= 0.2


async def test_messages_that_wait_for_their_turn_obey_a_refusal_too(telegram: Telegram) -> None:
    telegram.refusals[ADA] = 1
    await send_at_once(telegram, ADA, ADA, ADA)
    first_s = telegram.calls[0][1]
    assert [at_s - first_s >= 0.2 for _, at_s in telegram.calls[1:]] == [True] * 3
    assert min(telegram.gaps_s(ADA)) >= 0.045


async def test_refusals_over_several_chats_stop_all(telegram: Telegram) -> None:
    telegram.refusals = {1: 1, 2: 1, 3: 1}
    refused = [asyncio.create_task(telegram.send(chat_id)) for chat_id in (1, 2, 3)]
    await asyncio.sleep(0.05)
    assert await send_at_once(telegram, 4) >= 0.1
    await asyncio.gather(*refused)


async def test_a_refusal_that_does_not_end_is_raised(telegram: Telegram) -> None:
    telegram.refusals[ADA] = 100
    telegram.retry_after_s = 0.01
    with pytest.raises(RetryAfter):
        await telegram.send(ADA)
    assert len(telegram.calls) == 4


async def test_nobody_waits_for_an_hour(telegram: Telegram) -> None:
    telegram.refusals[ADA] = 1
    telegram.retry_after_s = 3600
    with pytest.raises(RetryAfter):
        await telegram.send(ADA)
    with pytest.raises(RetryAfter):
        await telegram.send(ADA)
    assert len(telegram.calls) == 1


async def test_chats_that_are_quiet_are_forgotten() -> None:
    limiter = ChatRateLimiter(Rates(overall=Rate(1000, 0.0001)), forgotten_after_s=0.05)
    telegram = Telegram(limiter)
    await send_at_once(telegram, *range(1, 101))
    assert limiter.pace_count == 100
    await asyncio.sleep(0.06)
    await telegram.send(101)
    assert limiter.pace_count == 1
