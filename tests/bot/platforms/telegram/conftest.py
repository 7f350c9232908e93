from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.telegram.service import TelegramService
from bot.settings import StorageSettings
from bot.storage.storage import Storage, open_storage
from tests.support.bot_api import BotApiEmulator, Person
from tests.support.listeners import RecordingListener
from tests.support.telegram_bots import running_service, telegram_settings

RunService = Callable[..., AbstractAsyncContextManager[TelegramService]]


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiEmulator]:
    async with BotApiEmulator() as emulator:
        yield emulator


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    settings = StorageSettings(data_dir=tmp_path / "data", key_file=tmp_path / "keys" / "key")
    opened = await open_storage(settings)
    yield opened
    await opened.close()


@pytest.fixture
def listener() -> RecordingListener:
    return RecordingListener()


@pytest.fixture
def run_service(
    telegram: BotApiEmulator, listener: RecordingListener, storage: Storage
) -> RunService:
    """Run the bot with the recording listener; settings may be changed."""

    def run(**changes: Any) -> AbstractAsyncContextManager[TelegramService]:
        return running_service(telegram_settings(telegram, **changes), listener, storage.media)

    return run


@pytest.fixture
async def service(run_service: RunService) -> AsyncIterator[TelegramService]:
    async with run_service() as running:
        yield running


@pytest.fixture
def ada(telegram: BotApiEmulator) -> Person:
    return telegram.person(1, "Ada", "es")
