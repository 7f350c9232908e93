"""A Telegram to talk to, and real bots that talk to it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import pytest
from telegram import Bot
from telegram.ext import Application, BaseHandler
from telegram.request import HTTPXRequest

from tests.support.bot_api import BotApiEmulator

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyHandler = BaseHandler[Any, Any, Any]


class RunBot(Protocol):
    """Runs an Application with these handlers while the context is open."""

    def __call__(self, *handlers: AnyHandler) -> AbstractAsyncContextManager[AnyApplication]: ...


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiEmulator]:
    async with BotApiEmulator() as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def _durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose the type of `RetryAfter.retry_after`; python-telegram-bot warns until one does."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def plain_request() -> HTTPXRequest:
    """Return the library's transport less its certificates, which load longer than a test."""
    return HTTPXRequest(httpx_kwargs={"verify": False})


def build_bot(telegram: BotApiEmulator) -> Bot:
    return Bot(
        telegram.token,
        telegram.base_url,
        telegram.base_file_url,
        request=plain_request(),
        get_updates_request=plain_request(),
    )


@pytest.fixture
async def bot(telegram: BotApiEmulator) -> AsyncIterator[Bot]:
    async with build_bot(telegram) as bot:
        yield bot


@pytest.fixture
def run_bot(telegram: BotApiEmulator) -> RunBot:
    @asynccontextmanager
    async def run(*handlers: AnyHandler) -> AsyncIterator[AnyApplication]:
        application = build_application(telegram, *handlers)
        assert application.updater is not None
        async with application:
            await application.start()
            await application.updater.start_polling(poll_interval=0.0)
            try:
                yield application
            finally:
                await application.updater.stop()
                await application.stop()

    return run


def build_application(telegram: BotApiEmulator, *handlers: AnyHandler) -> AnyApplication:
    """Build an unmodified Application that talks to the emulator."""
    application: AnyApplication = (
        Application.builder()
        .token(telegram.token)
        .base_url(telegram.base_url)
        .base_file_url(telegram.base_file_url)
        .request(plain_request())
        .get_updates_request(plain_request())
        .build()
    )
    application.add_handlers(list(handlers))
    return application
