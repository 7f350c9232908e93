from datetime import timedelta

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
