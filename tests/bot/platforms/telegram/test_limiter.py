import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.platforms.telegram.limiter import ChatRateLimiter, Rate, Rates

RATES = Rates(private=Rate(1, 10), private_edits=Rate(2, 10), group=Rate(2, 20), overall=Rate(1, 1))
ADA, BOB, CYD, GROUP = 1, 2, 3, -100

# Time passes only where somebody sleeps, so that a busy machine changes no figure. Rates are whole
# seconds, which floats add up exactly.
pytestmark = pytest.mark.looptime


def now_s() -> float:
    return asyncio.get_running_loop().time()


class Telegram:
    """Notes when calls come, and refuses as many of a chat's as it is told to."""

    def __init__(self, limiter: ChatRateLimiter) -> None:
        self.limiter = limiter
        self.calls: list[tuple[int, float]] = []
        self.refusals: dict[int, int] = {}
        self.retry_after_s = 40.0
        self.takes_s = 0.0

    async def send(self, chat_id: int, endpoint: str = "sendMessage") -> Any:
        async def call() -> bool:
            self.calls.append((chat_id, now_s()))
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
    return Telegram(ChatRateLimiter(RATES))


async def send_at_once(telegram: Telegram, *chat_ids: int, endpoint: str = "sendMessage") -> float:
    started_s = now_s()
    await asyncio.gather(*(telegram.send(chat_id, endpoint) for chat_id in chat_ids))
    return now_s() - started_s


async def test_messages_of_a_private_chat_are_spaced(telegram: Telegram) -> None:
    await send_at_once(telegram, ADA, ADA, ADA)
    assert telegram.gaps_s(ADA) == [10, 10]


async def test_the_next_message_waits_from_when_the_last_has_arrived(telegram: Telegram) -> None:
    telegram.takes_s = 5
    await send_at_once(telegram, ADA, ADA)
    assert telegram.gaps_s(ADA) == [15]


async def test_a_group_may_have_a_few_at_once_and_then_waits(telegram: Telegram) -> None:
    await send_at_once(telegram, *[GROUP] * 4)
    assert telegram.gaps_s(GROUP) == [1, 19, 20]


async def test_all_chats_together_are_spaced(telegram: Telegram) -> None:
    assert await send_at_once(telegram, *range(1, 41)) == 39


@pytest.mark.parametrize("endpoint", ["sendChatAction", "answerCallbackQuery", "getFile"])
async def test_what_is_no_message_never_waits(telegram: Telegram, endpoint: str) -> None:
    assert await send_at_once(telegram, *[ADA] * 20, endpoint=endpoint) == 0


async def test_edits_in_a_private_chat_do_not_wait_for_its_messages(telegram: Telegram) -> None:
    await send_at_once(telegram, BOB, ADA)
    assert await send_at_once(telegram, ADA, endpoint="editMessageMedia") == 1


async def test_a_refused_chat_waits_as_told_while_others_go_on(telegram: Telegram) -> None:
    telegram.refusals[ADA] = 1
    sending = asyncio.create_task(telegram.send(ADA))
    await asyncio.sleep(1)
    assert await send_at_once(telegram, BOB, CYD) == 1
    assert await sending is True
    assert telegram.gaps_s(ADA) == [40]


async def test_messages_that_wait_for_their_turn_obey_a_refusal_too(telegram: Telegram) -> None:
    telegram.refusals[ADA] = 1
    await send_at_once(telegram, ADA, ADA, ADA)
    assert telegram.gaps_s(ADA) == [40, 10, 10]


async def test_refusals_over_several_chats_stop_all(telegram: Telegram) -> None:
    telegram.refusals = {1: 1, 2: 1, 3: 1}
    refused = [asyncio.create_task(telegram.send(chat_id)) for chat_id in (1, 2, 3)]
    await asyncio.sleep(5)
    assert await send_at_once(telegram, 4) >= 35
    await asyncio.gather(*refused)


async def test_a_refusal_that_does_not_end_is_raised(telegram: Telegram) -> None:
    telegram.refusals[ADA] = 100
    telegram.retry_after_s = 1
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
    limiter = ChatRateLimiter(Rates(overall=Rate(1000, 1)), forgotten_after_s=50)
    telegram = Telegram(limiter)
    await send_at_once(telegram, *range(1, 101))
    assert limiter.pace_count == 100
    await asyncio.sleep(51)
    await telegram.send(101)
    assert limiter.pace_count == 1
