"""Covers and sound for songs: several providers asked at once, under one deadline.

An answer never waits for the network longer than the deadline, and never fails for it: what is
not known by then is left out, and arrives in the cache for the next time.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from bot.songs.catalogue import Song
from bot.songs.providers.errors import MediaError

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

DEADLINE_S = 1.5

# Artwork and links of a release hardly ever change; "nothing" may as soon as it is released.
FOUND_EXPIRY_S = 7 * 86_400.0
NOTHING_EXPIRY_S = 6 * 3_600.0

# A preview whose signature ends sooner than this is fetched again: a person needs time to tap.
_PREVIEW_MARGIN_S = 120.0

# Requests that outlived a deadline go on in the background; beyond this many no more start.
_MAX_IN_FLIGHT = 100


@dataclass(frozen=True)
class FoundMedia:
    """What one provider has for a song.

    Attributes:
        track_id: The provider's own, to find the song again without a search.
        page_url: The song's page at the provider, which its artwork and sound must link to.
        cover_url: Of a square picture, or None.
        preview_url: Of a short piece of sound, or None.
        preview_expires_at: When `preview_url` stops working, in seconds since 1970, or None.
    """

    track_id: str
    page_url: str
    cover_url: str | None = None
    preview_url: str | None = None
    preview_expires_at: float | None = None


@dataclass(frozen=True)
class Attribution:
    """Whose artwork or sound is shown, to be told next to it.

    Attributes:
        text: As the provider asks for, in English; names of services are not translated.
        url: The song's page there.
    """

    text: str
    url: str


@dataclass(frozen=True)
class SongMedia:
    """All that is known of a song's cover and sound.

    Attributes:
        song_id: Of the song.
        page_url: Where it can be heard in full; always there.
        cover_url: Or None: draw one.
        cover: The cover's bytes, checked, as `normalize_cover` returns them; or None.
        preview_url: Of a short piece of sound, or None: link to the page.
        attributions: To be told with the cover and the sound; empty when there is neither.
        preview_expires_at: When `preview_url` stops working, in seconds since 1970, or None.
    """

    song_id: str
    page_url: str
    cover_url: str | None = None
    cover: bytes | None = None
    preview_url: str | None = None
    attributions: tuple[Attribution, ...] = ()
    preview_expires_at: float | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nobody needs to be waited for."""
        return self.cover_url is not None and self.preview_url is not None


class MediaProvider(Protocol):
    """A service that knows covers or sound."""

    @property
    def name(self) -> str:
        """A short name, which the cache and the log use."""
        ...

    @property
    def credit(self) -> str:
        """The attribution that the service asks for."""
        ...

    async def find(self, song: Song, known: FoundMedia | None = None) -> FoundMedia | None:
        """Look a song up.

        Args:
            song: The song.
            known: What it found earlier, whose preview has expired.

        Returns:
            What it has, or None if it answered that it does not have the song.

        Raises:
            MediaError: It could not be asked, or did not answer as it documents.
        """
        ...


@dataclass(frozen=True)
class CachedMedia:
    """A provider's answer that is remembered: what it found, or that it has nothing."""

    found: FoundMedia | None
    expires_at: float


class MediaCache(Protocol):
    """Remembers providers' answers. Holds nothing about people."""

    async def get(self, provider: str, song_id: str) -> CachedMedia | None:
        """Return what is remembered, expired or not, or None."""
        ...

    async def put(self, provider: str, song_id: str, answer: CachedMedia) -> None:
        """Remember an answer, in place of an older one."""
        ...


class CoverFetcher(Protocol):
    """Downloads covers."""

    async def fetch_cover(self, url: str) -> bytes:
        """Return a checked cover.

        Raises:
            MediaError: It cannot be had, or is no picture.
        """
        ...


class InMemoryMediaCache:
    """A cache that lives as long as the process, with a limited number of answers."""

    def __init__(self, max_answers: int = 20_000) -> None:
        """Start empty; beyond `max_answers` the oldest are forgotten."""
        self._answers: dict[tuple[str, str], CachedMedia] = {}
        self._max_answers = max_answers

    async def get(self, provider: str, song_id: str) -> CachedMedia | None:
        """Return what is remembered, expired or not, or None."""
        return self._answers.get((provider, song_id))

    async def put(self, provider: str, song_id: str, answer: CachedMedia) -> None:
        """Remember an answer, in place of an older one."""
        self._answers.pop((provider, song_id), None)
        self._answers[provider, song_id] = answer
        if len(self._answers) > self._max_answers:
            del self._answers[next(iter(self._answers))]


class SongMediaFinder:
    """Finds covers and sound for songs; for one event loop."""

    def __init__(
        self,
        providers: Sequence[MediaProvider],
        cache: MediaCache,
        covers: CoverFetcher,
        *,
        deadline_s: float = DEADLINE_S,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take providers.

        Args:
            providers: The preferred first: its cover and its sound are taken if it has them.
            cache: Of their answers.
            covers: Downloads the covers.
            deadline_s: After which `media_for` returns with what it has.
            clock: Seconds since 1970.
        """
        self._providers = tuple(providers)
        self._cache = cache
        self._covers = covers
        self._deadline_s = deadline_s
        self._clock = clock
        self._flights: dict[tuple[str, str], asyncio.Task[Any]] = {}

    async def media_for(self, songs: Iterable[Song]) -> list[SongMedia]:
        """Return what is known of songs, in their order, within the deadline whatever happens."""
        songs = list(songs)
        ends_at = asyncio.get_running_loop().time() + self._deadline_s
        tasks = [asyncio.create_task(self._media_of(song, ends_at)) for song in songs]
        if not tasks:
            return []
        try:
            await asyncio.wait(tasks)
        finally:
            for task in tasks:
                task.cancel()
        return [_result(task) or _own_media(song) for song, task in zip(songs, tasks, strict=True)]

    async def close(self) -> None:
        """Stop what still goes on in the background."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _media_of(self, song: Song, ends_at: float) -> SongMedia:
        asked = [
            self._fly((provider.name, song.id), self._answer_of(provider, song))
            for provider in self._providers
        ]
        # A third of the time is kept for the cover's download.
        lookup_ends_at = ends_at - self._deadline_s / 3
        media = self._media_so_far(song, asked)
        while not media.is_complete and await _waited_for_one(asked, lookup_ends_at):
            media = self._media_so_far(song, asked)
        if media.cover_url is None:
            return media
        fetching = self._fly(("cover", media.cover_url), self._fetched(song.id, media.cover_url))
        await _waited_for_one([fetching], ends_at)
        return replace(media, cover=_result(fetching))

    def _media_so_far(
        self, song: Song, asked: Sequence[asyncio.Task[FoundMedia | None] | None]
    ) -> SongMedia:
        media = _own_media(song)
        for provider, task in zip(self._providers, asked, strict=True):
            media = _joined(media, provider.credit, _result(task))
        return media

    def _fly(self, key: tuple[str, str], work: Coroutine[Any, Any, _T]) -> asyncio.Task[_T] | None:
        """Start work that may outlive the deadline; the same work is never done twice at once."""
        flight = self._flights.get(key)
        if flight is not None or len(self._flights) >= _MAX_IN_FLIGHT:
            work.close()
            return flight
        flight = asyncio.create_task(work)
        self._flights[key] = flight
        flight.add_done_callback(lambda done: self._land(key, done))
        return flight

    def _land(self, key: tuple[str, str], flight: asyncio.Task[Any]) -> None:
        del self._flights[key]
        if not flight.cancelled() and (error := flight.exception()):
            logger.error("looking for media failed", exc_info=error)

    async def _answer_of(self, provider: MediaProvider, song: Song) -> FoundMedia | None:
        remembered = await self._cache.get(provider.name, song.id)
        now = self._clock()
        if remembered and remembered.expires_at > now and not _is_stale(remembered.found, now):
            return remembered.found
        known = remembered.found if remembered else None
        try:
            found = await provider.find(song, known)
        except MediaError as error:
            logger.info("no answer of %s for song %s: %s", provider.name, song.id, error)
            return known and replace(known, preview_url=None, preview_expires_at=None)
        expiry = FOUND_EXPIRY_S if found else NOTHING_EXPIRY_S
        await self._cache.put(provider.name, song.id, CachedMedia(found, now + expiry))
        return found

    async def _fetched(self, song_id: str, url: str) -> bytes | None:
        try:
            return await self._covers.fetch_cover(url)
        except MediaError as error:
            logger.info("no cover for song %s: %s", song_id, error)
            return None


def _own_media(song: Song) -> SongMedia:
    """Return what the catalogue itself says of a song."""
    return SongMedia(
        song.id, song.audio_url, cover_url=song.cover_url, preview_url=song.preview_url
    )


def _joined(media: SongMedia, credit: str, found: FoundMedia | None) -> SongMedia:
    """Fill in what is missing, and whose it is."""
    if found is None:
        return media
    takes_cover = media.cover_url is None and found.cover_url is not None
    takes_preview = media.preview_url is None and found.preview_url is not None
    if takes_cover:
        media = replace(media, cover_url=found.cover_url)
    if takes_preview:
        expires_at = found.preview_expires_at
        media = replace(media, preview_url=found.preview_url, preview_expires_at=expires_at)
    if takes_cover or takes_preview:
        attribution = Attribution(credit, found.page_url)
        media = replace(media, attributions=(*media.attributions, attribution))
    return media


def _is_stale(found: FoundMedia | None, now: float) -> bool:
    """Tell whether a preview has expired or will before a person can tap."""
    if found is None or found.preview_expires_at is None:
        return False
    return found.preview_expires_at < now + _PREVIEW_MARGIN_S


async def _waited_for_one(tasks: Sequence[asyncio.Task[Any] | None], ends_at: float) -> bool:
    """Wait until another of the tasks is done; tell whether one is before the end."""
    running = [task for task in tasks if task and not task.done()]
    remaining_s = ends_at - asyncio.get_running_loop().time()
    if not running or remaining_s <= 0:
        return False
    done, _ = await asyncio.wait(running, timeout=remaining_s, return_when=asyncio.FIRST_COMPLETED)
    return bool(done)


def _result(task: asyncio.Task[_T] | None) -> _T | None:
    """Return what a task has returned; None while it runs, or if it failed."""
    if task is None or not task.done() or task.cancelled() or task.exception():
        return None
    return task.result()
