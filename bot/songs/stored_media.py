"""What providers said, remembered beyond the end of the process.

Answers come from memory. What is not there is read from the store once, all that one answer asks
for together, and what providers say is written in the background: neither a busy nor a full
disk takes an answer's time, and none fails for it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Protocol

from bot.errors import StorageError
from bot.songs.media import CachedMedia, FoundMedia

logger = logging.getLogger(__name__)

Key = tuple[str, str]

# Expired answers are worth keeping: a track once found is asked for by its id, not searched.
KEPT_AFTER_EXPIRY = timedelta(days=30)
# Also those that are known not to be stored; an answer takes about a kilobyte.
MAX_ANSWERS_IN_MEMORY = 20_000


class MediaStore(Protocol):
    """Keeps JSON values for a while, such as `MediaRepository`."""

    async def get_many(self, keys: Collection[Key]) -> dict[Key, Any]:
        """Return what was put, by provider and song id.

        Raises:
            StorageError: It could not be read.
        """
        ...

    async def put_many(self, values: Mapping[Key, tuple[Any, timedelta]]) -> None:
        """Keep values for their lifetimes, in place of older ones.

        Raises:
            StorageError: Nothing was written.
        """
        ...


class StoredMediaCache:
    """A `MediaCache` over a store; for one event loop."""

    def __init__(
        self,
        store: MediaStore,
        *,
        max_answers_in_memory: int = MAX_ANSWERS_IN_MEMORY,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take a store.

        Args:
            store: Which nobody else writes these answers to.
            max_answers_in_memory: Beyond it the oldest are read from the store again.
            clock: Seconds since 1970.
        """
        self._store = store
        self._max_answers = max_answers_in_memory
        self._clock = clock
        self._known: dict[Key, CachedMedia | None] = {}
        self._wanted: set[Key] = set()
        self._reading: asyncio.Task[None] | None = None
        self._unwritten: dict[Key, CachedMedia] = {}
        self._is_writing = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def get(self, provider: str, song_id: str) -> CachedMedia | None:
        """Return what is remembered, expired or not; None also where it cannot be read."""
        key = provider, song_id
        if key not in self._known:
            await self._read(key)
        return self._known.get(key)

    async def put(self, provider: str, song_id: str, answer: CachedMedia) -> None:
        """Remember an answer, in place of an older one; it is written in the background."""
        key = provider, song_id
        self._remember(key, answer)
        self._unwritten[key] = answer
        if not self._is_writing:
            self._is_writing = True
            self._start(self._write())

    async def close(self) -> None:
        """Finish what is being read or written."""
        await asyncio.gather(*self._tasks)

    async def _read(self, key: Key) -> None:
        """Read a key together with all others that are asked for in this turn of the loop."""
        self._wanted.add(key)
        if self._reading is None:
            self._reading = self._start(self._read_wanted())
        await asyncio.shield(self._reading)

    async def _read_wanted(self) -> None:
        await asyncio.sleep(0)
        wanted, self._wanted, self._reading = self._wanted, set(), None
        try:
            stored = await self._store.get_many(wanted)
        except StorageError as error:
            logger.warning("%d answers of providers were not read: %s", len(wanted), error)
            return
        for key in wanted - self._known.keys():
            self._remember(key, _from_json(stored.get(key)))

    async def _write(self) -> None:
        """Write until nothing is left; what comes meanwhile is written together."""
        while self._unwritten:
            answers, self._unwritten = self._unwritten, {}
            try:
                await self._store.put_many(
                    {
                        key: (_as_json(answer), self._lifetime(answer))
                        for key, answer in answers.items()
                    }
                )
            except StorageError as error:
                logger.warning("%d answers of providers were not written: %s", len(answers), error)
        self._is_writing = False

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _lifetime(self, answer: CachedMedia) -> timedelta:
        return timedelta(seconds=max(0, answer.expires_at - self._clock())) + KEPT_AFTER_EXPIRY

    def _remember(self, key: Key, answer: CachedMedia | None) -> None:
        self._known.pop(key, None)
        self._known[key] = answer
        if len(self._known) > self._max_answers:
            del self._known[next(iter(self._known))]


def _as_json(answer: CachedMedia) -> dict[str, Any]:
    return asdict(answer)


def _from_json(value: Any) -> CachedMedia | None:
    """Return an answer; None for none, and for one of another version of this program."""
    try:
        found = value["found"] and FoundMedia(**value["found"])
        return CachedMedia(found, float(value["expires_at"]))
    except (TypeError, KeyError, ValueError):
        return None
