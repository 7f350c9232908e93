import asyncio
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bot.heartbeat import age_s, beat


async def beating(path: Path, *, is_alive: bool) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await beat(path, lambda: is_alive)


async def test_a_bot_that_takes_events_gives_a_sign_of_life(tmp_path: Path) -> None:
    path = tmp_path / "heartbeat"
    await beating(path, is_alive=True)
    age = age_s(path)
    assert age is not None
    assert age < 5


async def test_a_bot_that_takes_none_does_not(tmp_path: Path) -> None:
    path = tmp_path / "heartbeat"
    await beating(path, is_alive=False)
    assert age_s(path) is None


def test_an_old_sign_of_life_is_told_by_its_age(tmp_path: Path) -> None:
    path = tmp_path / "heartbeat"
    path.touch()
    os.utime(path, (time.time() - 300, time.time() - 300))
    assert age_s(path) == pytest.approx(300, abs=5)


async def test_a_folder_that_is_gone_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await beating(tmp_path / "gone" / "heartbeat", is_alive=True)
    assert "no sign of life can be given" in caplog.text
