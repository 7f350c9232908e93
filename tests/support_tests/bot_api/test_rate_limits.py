import pytest
from telegram.error import RetryAfter

from tests.support.bot_api import BotApiEmulator, RateLimits
from tests.support.bot_api.errors import ApiError
from tests.support.bot_api.rate_limits import FloodControl
from tests.support_tests.bot_api.conftest import build_bot

GROUP = -1001


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def flood(clock: Clock) -> FloodControl:
    return FloodControl(RateLimits(), clock)


def test_private_chat_takes_one_message_a_second(flood: FloodControl, clock: Clock) -> None:
    flood.check("sendMessage", 1)
    clock.now_s += 0.5
    with pytest.raises(ApiError, match="retry after 1"):
        flood.check("sendPhoto", 1)
    flood.check("sendMessage", 2)
    clock.now_s += 0.5
    flood.check("sendPhoto", 1)
    assert [(v.chat_id, v.limit) for v in flood.violations] == [(1, "private chat")]


def test_group_takes_twenty_messages_a_minute(flood: FloodControl, clock: Clock) -> None:
    for _ in range(20):
        flood.check("sendMessage", GROUP)
        clock.now_s += 1
    with pytest.raises(ApiError, match="retry after 40") as refusal:
        flood.check("sendMessage", GROUP)
    assert refusal.value.parameters == {"retry_after": 40}


def test_all_chats_take_thirty_messages_a_second(flood: FloodControl) -> None:
    for chat in range(1, 31):
        flood.check("sendMessage", chat)
    with pytest.raises(ApiError, match="429"):
        flood.check("sendMessage", 31)
    assert flood.violations[-1].limit == "overall"


def test_actions_and_edits_are_free(flood: FloodControl) -> None:
    for method in ("sendChatAction", "editMessageText", "answerCallbackQuery"):
        for _ in range(40):
            flood.check(method, 1)
    assert flood.violations == []


async def test_enforced_limit_reaches_the_bot() -> None:
    async with (
        BotApiEmulator(limits=RateLimits()) as telegram,
        build_bot(telegram) as bot,
    ):
        telegram.person(1).send_text("hi")
        await bot.send_message(1, "one")
        with pytest.raises(RetryAfter):
            await bot.send_message(1, "two")
        assert len(telegram.flood.violations) == 1
