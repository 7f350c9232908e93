import sqlite3
from contextlib import closing
from datetime import timedelta

from bot.settings import StorageSettings
from bot.songs.media import CachedMedia, FoundMedia
from bot.songs.stored_media import StoredMediaCache
from bot.storage.storage import Storage
from tests.support.clock import Clock

HOUR = timedelta(hours=1)


async def test_what_was_put_is_there_until_it_expires(storage: Storage, clock: Clock) -> None:
    await storage.media.put("deezer", "song-1", {"track": 5}, HOUR)
    assert await storage.media.get("deezer", "song-1") == {"track": 5}
    assert await storage.media.get("itunes", "song-1") is None
    clock.move(minutes=61)
    assert await storage.media.get("deezer", "song-1") is None


async def test_a_newer_value_takes_the_place_of_an_older_one(
    storage: Storage, clock: Clock
) -> None:
    await storage.media.put("deezer", "song-1", "old", HOUR)
    clock.move(minutes=50)
    await storage.media.put("deezer", "song-1", "new", HOUR)
    clock.move(minutes=50)
    assert await storage.media.get("deezer", "song-1") == "new"


async def test_a_removed_value_is_gone(storage: Storage) -> None:
    await storage.media.put("telegram", "song-1", "file-id", HOUR)
    await storage.media.remove("telegram", "song-1")
    assert await storage.media.get("telegram", "song-1") is None


async def test_many_values_are_put_and_found_at_once(storage: Storage, clock: Clock) -> None:
    await storage.media.put("deezer", "song-1", "old", HOUR)
    await storage.media.put_many(
        {
            ("deezer", "song-1"): ({"track": 5}, 2 * HOUR),
            ("itunes", "song-1"): ([1], HOUR),
            ("itunes", "song-2"): ("other", HOUR),
        }
    )
    asked = [("deezer", "song-1"), ("itunes", "song-1"), ("deezer", "song-2")]

    assert await storage.media.get_many(asked) == {
        ("deezer", "song-1"): {"track": 5},
        ("itunes", "song-1"): [1],
    }
    clock.move(minutes=61)
    assert await storage.media.get_many(asked) == {("deezer", "song-1"): {"track": 5}}


async def test_providers_answers_are_there_for_the_next_process(
    storage: Storage, settings: StorageSettings, clock: Clock
) -> None:
    now = clock.time.timestamp()
    answer = CachedMedia(FoundMedia("5", "https://page", "https://cover"), now + 60)
    earlier = StoredMediaCache(storage.media, clock=lambda: now)
    await earlier.put("deezer", "song-1", answer)
    await earlier.close()
    clock.move(days=20)
    await storage.purge()

    assert await StoredMediaCache(storage.media).get("deezer", "song-1") == answer
    with closing(sqlite3.connect(settings.database_path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        locked = StoredMediaCache(storage.media)
        await locked.put("deezer", "song-1", CachedMedia(None, now))
        await locked.close()
        assert await locked.get("deezer", "song-1") == CachedMedia(None, now)
    assert await StoredMediaCache(storage.media).get("deezer", "song-1") == answer
