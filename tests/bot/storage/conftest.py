from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings import StorageSettings
from bot.storage.storage import Storage, open_storage
from tests.support.clock import Clock


@pytest.fixture
def settings(tmp_path: Path) -> StorageSettings:
    return StorageSettings(
        data_dir=tmp_path / "data", key_file=tmp_path / "keys" / "key", busy_timeout_s=0.2
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def storage(settings: StorageSettings, clock: Clock) -> AsyncIterator[Storage]:
    opened = await open_storage(settings, clock)
    yield opened
    await opened.close()
