import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StorageBusyError, StorageFullError
from bot.songs.media import CachedMedia, FoundMedia, MediaCache
from bot.songs.stored_media import KEPT_AFTER_EXPIRY, Key, StoredMediaCache

NOW = 1_800_000_000.0
FOUND = CachedMedia(
    FoundMedia("5", "https://www.deezer.com/track/5", "https://c", "https://p", NOW + 900),
    NOW + 3600,
)
NOTHING = CachedMedia(None, NOW + 60)


class FakeStore:
    """Keeps values in memory, counts, and fails when told to."""

    def __init__(self) -> None:
        self.values: dict[Key, Any] = {}
        self.lifetimes: dict[Key, timedelta] = {}
        self.reads: list[set[Key]] = []
        self.writes: list[set[Key]] = []
        self.is_broken = False

    async def get_many(self, keys: Collection[Key]) -> dict[Key, Any]:
        self.reads.append(set(keys))
        await asyncio.sleep(0.01)
        if self.is_broken:
            raise StorageBusyError("locked")
        return {key: self.values[key] for key in keys if key in self.values}

    async def put_many(self, values: Mapping[Key, tuple[Any, timedelta]]) -> None:
        self.writes.append(set(values))
        await asyncio.sleep(0.01)
        if self.is_broken:
            raise StorageFullError("no room left")
        for key, (value, lifetime) in values.items():
            self.values[key], self.lifetimes[key] = value, lifetime


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


def cache_of(store: FakeStore, **options: Any) -> StoredMediaCache:
    return StoredMediaCache(store, clock=lambda: NOW, **options)


async def stored(store: FakeStore, answer: CachedMedia) -> None:
    """Store an answer as an earlier process did."""
    earlier = cache_of(store)
    await earlier.put("deezer", "song-1", answer)
    await earlier.close()


@pytest.mark.parametrize("answer", [FOUND, NOTHING, CachedMedia(FOUND.found, NOW - 5)])
async def test_an_answer_is_there_after_a_restart_expired_or_not(
    store: FakeStore, answer: CachedMedia
) -> None:
    await stored(store, answer)

    cache: MediaCache = cache_of(store)
    assert await cache.get("deezer", "song-1") == answer
    kept = store.lifetimes["deezer", "song-1"]
    assert (
        kept.total_seconds() == max(0, answer.expires_at - NOW) + KEPT_AFTER_EXPIRY.total_seconds()
    )


async def test_what_is_asked_for_together_is_read_together_and_once(store: FakeStore) -> None:
    cache = cache_of(store)
    asked = [(provider, f"song-{n}") for provider in ("deezer", "itunes") for n in range(5)]

    for _ in range(2):
        assert await asyncio.gather(*(cache.get(*key) for key in asked)) == [None] * 10

    assert store.reads == [set(asked)]


async def test_writing_takes_no_answers_time_and_closing_waits_for_it(store: FakeStore) -> None:
    cache = cache_of(store)
    for number in range(5):
        await cache.put("deezer", f"song-{number}", NOTHING)
    assert store.writes == []

    await asyncio.sleep(0)
    await cache.put("deezer", "late", NOTHING)
    await cache.close()

    assert [len(written) for written in store.writes] == [5, 1]
    assert len(store.values) == 6


async def test_a_broken_store_costs_no_answer(
    store: FakeStore, caplog: pytest.LogCaptureFixture
) -> None:
    cache = cache_of(store)
    store.is_broken = True

    assert await cache.get("deezer", "song-1") is None
    await cache.put("deezer", "song-1", FOUND)
    await cache.close()

    assert await cache.get("deezer", "song-1") == FOUND
    assert "1 answers of providers were not read: locked" in caplog.text
    assert "1 answers of providers were not written: no room left" in caplog.text
    store.is_broken = False
    await cache.put("deezer", "song-2", FOUND)
    await cache.close()
    assert await cache_of(store).get("deezer", "song-2") == FOUND


async def test_what_could_not_be_read_is_asked_for_again(store: FakeStore) -> None:
    await stored(store, FOUND)
    cache = cache_of(store)
    store.is_broken = True
    assert await cache.get("deezer", "song-1") is None
    store.is_broken = False

    assert await cache.get("deezer", "song-1") == FOUND


async def test_an_answer_that_came_while_the_older_was_read_stays(store: FakeStore) -> None:
    await stored(store, NOTHING)
    cache = cache_of(store)
    reading = asyncio.create_task(cache.get("deezer", "song-1"))
    await asyncio.sleep(0.005)
    await cache.put("deezer", "song-1", FOUND)

    assert await reading == FOUND
    assert await cache.get("deezer", "song-1") == FOUND
    await cache.close()


@pytest.mark.parametrize(
    "value", [1, [], {}, {"found": 1, "expires_at": 5}, {"found": {"of_old": 1}, "expires_at": 5}]
)
async def test_an_answer_of_another_version_counts_as_none(store: FakeStore, value: object) -> None:
    store.values["deezer", "song-1"] = value

    assert await cache_of(store).get("deezer", "song-1") is None


async def test_memory_is_limited_and_the_store_has_the_rest(store: FakeStore) -> None:
    cache = cache_of(store, max_answers_in_memory=3)
    for number in range(5):
        await cache.put("deezer", f"song-{number}", FOUND)
    await cache.close()

    assert await cache.get("deezer", "song-4") == FOUND
    assert store.reads == []
    assert await cache.get("deezer", "song-0") == FOUND
    assert store.reads == [{("deezer", "song-0")}]
