"""The token appears in no log line and no traceback, whatever fails and however much is logged."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from pydantic import SecretStr

from bot.conversation.people import SentPhoto
from bot.errors import SettingsError
from bot.platforms.telegram.service import TelegramService
from bot.storage.storage import Storage
from bot.texts.texts import Texts
from tests.bot.platforms.telegram.conftest import RunService
from tests.support.bot_api import BotApiEmulator, Person
from tests.support.listeners import RecordingListener, Turn
from tests.support.photos import encoded, four_corners
from tests.support.telegram_bots import telegram_settings
from tests.support.tracebacks import everything_reported

JPEG = encoded(four_corners(), "JPEG")
WRONG_TOKEN = SecretStr("123456789:AAwrong-token-AAwrong-token-AAwrong")

ServiceContext = AbstractAsyncContextManager[TelegramService]


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def assert_hidden(token: str, *texts: str) -> None:
    secret = token.partition(":")[2]
    assert all(texts)
    assert not [text for text in texts if secret in text]


def fail_by_refusal(telegram: BotApiEmulator, method: str) -> None:
    telegram.faults.refuse(method, "Bad Request: no", times=9)


def fail_by_token(telegram: BotApiEmulator, method: str) -> None:
    telegram.faults.refuse(method, "Unauthorized", code=401, times=9)


def fail_by_waiting(telegram: BotApiEmulator, method: str) -> None:
    telegram.faults.too_many_requests(method, retry_after_s=3600, times=9)


@pytest.mark.parametrize("fail", [fail_by_refusal, fail_by_token, fail_by_waiting])
@pytest.mark.parametrize("method", ["sendMessage", "getFile"])
async def test_failed_calls_tell_no_token(  # noqa: PLR0913, PLR0917 - fixtures
    telegram: BotApiEmulator,
    ada: Person,
    listener: RecordingListener,
    run_service: RunService,
    caplog: pytest.LogCaptureFixture,
    method: str,
    fail: Callable[[BotApiEmulator, str], None],
) -> None:
    running = run_service(telegram_rate_limit=True)
    error = await error_of(ada, listener, running, lambda: fail(telegram, method))
    assert_hidden(telegram.token, caplog.text, everything_reported(error))


async def test_a_wrong_token_is_not_told_either(
    telegram: BotApiEmulator,
    listener: RecordingListener,
    storage: Storage,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = telegram_settings(telegram, telegram_bot_token=WRONG_TOKEN)
    service = TelegramService(settings, listener, Texts.load(), storage.media)
    with pytest.raises(SettingsError) as caught:
        await service.connect()
    await service.close()
    assert_hidden(WRONG_TOKEN.get_secret_value(), caplog.text, everything_reported(caught.value))


async def test_polls_that_fail_tell_no_token(
    telegram: BotApiEmulator,
    ada: Person,
    run_service: RunService,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.faults.drop_connection("getUpdates")
    telegram.faults.server_error("getUpdates")
    telegram.faults.refuse("getUpdates", "Conflict: terminated by other", code=409)
    async with run_service():
        ada.send_text("hello")
        await ada.wait_for_reply(15.0)
    assert "trying again" in caplog.text
    assert "another program takes this bot's updates" in caplog.text
    assert_hidden(telegram.token, caplog.text)


async def error_of(
    ada: Person, listener: RecordingListener, running: ServiceContext, plan: Callable[[], None]
) -> BaseException:
    """Return what is apologised for when a photo cannot be fetched or answered."""
    failed = asyncio.Event()
    answer_well = listener.answer

    async def answer(turn: Turn) -> None:
        plan()
        try:
            if isinstance(turn.heard, SentPhoto):
                await turn.platform.fetch_photo(turn.heard)
            await answer_well(turn)
        finally:
            failed.set()

    listener.answer = answer
    async with running:
        ada.send_photo(JPEG)
        await failed.wait()
    return listener.errors[0]
