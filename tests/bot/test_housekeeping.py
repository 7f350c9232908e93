import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.errors import StorageBusyError, StorageError
from bot.housekeeping import DAY_S, RETRY_S, Purgeable, purge_daily
from bot.settings import StorageSettings
from bot.storage.storage import open_storage
from tests.support.clock import Clock
from tests.support.people import person_with_everything


class Shelf:
    """Deletes or fails as it is told, one thing for each purge."""

    def __init__(self, *outcomes: dict[str, int] | StorageError) -> None:
        self.outcomes = list(outcomes)

    async def purge(self) -> Mapping[str, int]:
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, StorageError):
            raise outcome
        return outcome


class Pauses:
    """Lets a number of pauses pass at once, then waits for ever."""

    def __init__(self, count: int) -> None:
        self.lengths_s: list[float] = []
        self.last = asyncio.Event()
        self._count = count

    async def __call__(self, length_s: float) -> None:
        self.lengths_s.append(length_s)
        if len(self.lengths_s) == self._count:
            self.last.set()
            await asyncio.Event().wait()


async def keep_until_last_pause(shelf: Purgeable, pauses: Pauses) -> None:
    task = asyncio.create_task(purge_daily(shelf, pause=pauses))
    await asyncio.wait_for(pauses.last.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_it_purges_at_the_start_and_then_daily(caplog: pytest.LogCaptureFixture) -> None:
    shelf, pauses = Shelf({"answers": 2, "heard": 0}, {}), Pauses(2)
    with caplog.at_level(logging.INFO):
        await keep_until_last_pause(shelf, pauses)
    assert shelf.outcomes == []
    assert pauses.lengths_s == [DAY_S, DAY_S]
    assert "deleted what has expired: 2 answers" in caplog.text
    assert "deleted what has expired: nothing" in caplog.text


async def test_a_failure_is_logged_and_tried_again_soon(caplog: pytest.LogCaptureFixture) -> None:
    shelf, pauses = Shelf(StorageBusyError("locked by another program"), {"answers": 1}), Pauses(2)
    await keep_until_last_pause(shelf, pauses)
    assert pauses.lengths_s == [RETRY_S, DAY_S]
    assert "the next attempt is in 10 minutes: locked by another program" in caplog.text


async def test_a_bug_ends_it_rather_than_being_hidden() -> None:
    class Broken:
        async def purge(self) -> Mapping[str, int]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await purge_daily(Broken())


async def test_what_has_expired_is_gone_from_a_real_storage(tmp_path: Path) -> None:
    clock = Clock()
    settings = StorageSettings(data_dir=tmp_path / "data", key_file=tmp_path / "keys" / "key")
    storage = await open_storage(settings, clock)
    try:
        await person_with_everything(storage, "ada")
        clock.move(days=181)
        await keep_until_last_pause(storage, Pauses(1))
        assert await storage.people.find("telegram", "ada") is None
    finally:
        await storage.close()
