import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from bot.songs.catalogue import Song
from bot.songs.media import (
    NOTHING_EXPIRY_S,
    Attribution,
    CachedMedia,
    FoundMedia,
    InMemoryMediaCache,
    MediaProvider,
    SongMedia,
    SongMediaFinder,
)
from bot.songs.providers.deezer import DeezerProvider
from bot.songs.providers.downloads import CoverDownloader
from bot.songs.providers.errors import DownloadError, ProviderRefusedError
from bot.songs.providers.gateway import media_client
from bot.songs.providers.itunes import ItunesProvider
from bot.songs.providers.spotify import SpotifyProvider
from tests.support.media_servers import Fault, MediaServer, a_song

NOW = 1_800_000_000.0


class FakeProvider:
    """Answers from a table, after a delay, and counts."""

    def __init__(
        self,
        name: str,
        answer: FoundMedia | Exception | None,
        delay_s: float = 0.0,
    ) -> None:
        self.name = name
        self.credit = f"Courtesy of {name}"
        self.answer = answer
        self.delay_s = delay_s
        self.asked: list[FoundMedia | None] = []

    async def find(self, song: Song, known: FoundMedia | None = None) -> FoundMedia | None:
        del song
        self.asked.append(known)
        await asyncio.sleep(self.delay_s)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class FakeCovers:
    """Every address has a cover, unless it says otherwise."""

    async def fetch_cover(self, url: str) -> bytes:
        if "missing" in url:
            raise DownloadError("status 404, expected 200")
        return url.encode()


class BrokenCache:
    """As a database that cannot be opened."""

    async def get(self, provider: str, song_id: str) -> CachedMedia | None:
        del provider, song_id
        raise RuntimeError("the disk is full")

    async def put(self, provider: str, song_id: str, answer: CachedMedia) -> None:
        del provider, song_id, answer
        raise RuntimeError("the disk is full")


def found(name: str, **changes: object) -> FoundMedia:
    fields: dict[str, object] = {
        "track_id": "1",
        "page_url": f"https://{name}/page",
        "cover_url": f"https://{name}/cover",
        "preview_url": f"https://{name}/preview",
    }
    return FoundMedia(**fields | changes)  # type: ignore[arg-type]


def finder_of(
    *providers: MediaProvider,
    cache: InMemoryMediaCache | None = None,
    clock: Callable[[], float] = lambda: NOW,
    deadline_s: float = 1.5,
) -> SongMediaFinder:
    cache = cache or InMemoryMediaCache()
    return SongMediaFinder(providers, cache, FakeCovers(), deadline_s=deadline_s, clock=clock)


async def test_the_preferred_provider_is_shown_and_named() -> None:
    finder = finder_of(FakeProvider("one", found("one")), FakeProvider("two", found("two")))

    (media,) = await finder.media_for([a_song()])

    assert media == SongMedia(
        "song0",
        "https://open.spotify.com/track/song0",
        cover_url="https://one/cover",
        cover=b"https://one/cover",
        preview_url="https://one/preview",
        attributions=(Attribution("Courtesy of one", "https://one/page"),),
    )


async def test_what_one_provider_lacks_another_fills_in_and_both_are_named() -> None:
    finder = finder_of(
        FakeProvider("one", found("one", preview_url=None)), FakeProvider("two", found("two"))
    )

    (media,) = await finder.media_for([a_song()])

    assert (media.cover_url, media.preview_url) == ("https://one/cover", "https://two/preview")
    assert [credit.url for credit in media.attributions] == ["https://one/page", "https://two/page"]


async def test_what_the_catalogue_knows_comes_first_and_needs_no_credit() -> None:
    song = a_song(cover_url="https://own/cover", preview_url="https://own/preview")

    (media,) = await finder_of(FakeProvider("one", found("one"))).media_for([song])

    assert (media.cover, media.preview_url) == (b"https://own/cover", "https://own/preview")
    assert media.attributions == ()


async def test_songs_keep_their_order() -> None:
    songs = [a_song(number) for number in range(7)]

    media = await finder_of(FakeProvider("one", found("one"))).media_for(songs)

    assert [one.song_id for one in media] == [song.id for song in songs]


async def test_no_songs_have_no_media() -> None:
    assert await finder_of(FakeProvider("one", found("one"))).media_for([]) == []


@pytest.mark.looptime
async def test_a_slow_provider_is_not_waited_for_beyond_the_deadline() -> None:
    finder = finder_of(FakeProvider("slow", found("slow"), delay_s=60), deadline_s=3)
    started_s = asyncio.get_running_loop().time()

    (media,) = await finder.media_for([a_song()])

    assert asyncio.get_running_loop().time() - started_s <= 3
    assert media == SongMedia("song0", "https://open.spotify.com/track/song0")
    await finder.close()


@pytest.mark.looptime
async def test_a_slow_provider_is_not_waited_for_when_another_has_all() -> None:
    finder = finder_of(
        FakeProvider("slow", found("slow"), delay_s=60), FakeProvider("quick", found("quick"))
    )
    started_s = asyncio.get_running_loop().time()

    (media,) = await finder.media_for([a_song()])

    assert asyncio.get_running_loop().time() == started_s
    assert media.cover == b"https://quick/cover"
    await finder.close()


async def test_an_answer_that_comes_late_is_there_the_next_time() -> None:
    provider = FakeProvider("slow", found("slow"), delay_s=0.3)
    finder = finder_of(provider, deadline_s=0.15)
    await finder.media_for([a_song()])
    await asyncio.sleep(0.4)

    (media,) = await finder.media_for([a_song()])

    assert media.cover == b"https://slow/cover"
    assert len(provider.asked) == 1


async def test_a_song_asked_for_twice_at_once_is_looked_up_once() -> None:
    provider = FakeProvider("one", found("one"), delay_s=0.05)
    finder = finder_of(provider)

    await asyncio.gather(finder.media_for([a_song()]), finder.media_for([a_song(), a_song()]))

    assert len(provider.asked) == 1


async def test_nothing_is_remembered_for_hours_only() -> None:
    now = [NOW]
    provider = FakeProvider("one", None)
    finder = finder_of(provider, clock=lambda: now[0])
    await finder.media_for([a_song()])
    now[0] += NOTHING_EXPIRY_S - 1
    await finder.media_for([a_song()])
    assert len(provider.asked) == 1

    now[0] += 2
    await finder.media_for([a_song()])
    assert len(provider.asked) == 2


async def test_a_refusal_is_never_remembered_as_nothing() -> None:
    provider = FakeProvider("one", ProviderRefusedError("one: status 403, it limits us"))
    finder = finder_of(provider)
    await finder.media_for([a_song()])
    provider.answer = found("one")

    (media,) = await finder.media_for([a_song()])

    assert media.cover_url == "https://one/cover"


async def test_a_preview_about_to_expire_is_fetched_again_with_what_is_known() -> None:
    now = [NOW]
    first = found("one", preview_expires_at=NOW + 900)
    provider = FakeProvider("one", first)
    finder = finder_of(provider, clock=lambda: now[0])
    await finder.media_for([a_song()])
    now[0] += 850
    provider.answer = found("one", preview_url="https://one/new", preview_expires_at=NOW + 1800)

    (media,) = await finder.media_for([a_song()])

    assert media.preview_url == "https://one/new"
    assert provider.asked == [None, first]


async def test_an_expired_preview_that_cannot_be_renewed_is_left_out_but_the_cover_stays() -> None:
    now = [NOW]
    provider = FakeProvider("one", found("one", preview_expires_at=NOW + 900))
    finder = finder_of(provider, clock=lambda: now[0])
    await finder.media_for([a_song()])
    now[0] += 1000
    provider.answer = ProviderRefusedError("one: our own limit of requests is reached")

    (media,) = await finder.media_for([a_song()])

    assert media.preview_url is None
    assert media.cover == b"https://one/cover"


async def test_a_cover_that_cannot_be_had_leaves_the_rest() -> None:
    finder = finder_of(FakeProvider("one", found("one", cover_url="https://missing")))

    (media,) = await finder.media_for([a_song()])

    assert media.cover is None
    assert media.preview_url == "https://one/preview"


async def test_a_broken_cache_is_told_and_costs_only_the_media(
    caplog: pytest.LogCaptureFixture,
) -> None:
    finder = SongMediaFinder([FakeProvider("one", found("one"))], BrokenCache(), FakeCovers())

    (media,) = await finder.media_for([a_song()])

    assert media == SongMedia("song0", "https://open.spotify.com/track/song0")
    assert "looking for media failed" in caplog.text


async def test_the_memory_forgets_the_oldest() -> None:
    cache = InMemoryMediaCache(max_answers=2)
    for number in range(3):
        await cache.put("one", str(number), CachedMedia(None, NOW))

    kept = [await cache.get("one", str(number)) for number in range(3)]

    assert kept == [None, CachedMedia(None, NOW), CachedMedia(None, NOW)]


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    async with MediaServer.running(a_song(0), a_song(1)) as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with media_client() as shared:
        yield shared


def real_finder(client: httpx.AsyncClient, url: str, deadline_s: float = 1.5) -> SongMediaFinder:
    providers: list[MediaProvider] = [
        DeezerProvider(client, f"{url}/deezer"),
        ItunesProvider(client, f"{url}/itunes"),
        SpotifyProvider(client, f"{url}/spotify"),
    ]
    covers = CoverDownloader(client, allow_loopback_http=True)
    return SongMediaFinder(providers, InMemoryMediaCache(), covers, deadline_s=deadline_s)


async def test_the_real_providers_give_covers_and_sound(
    server: MediaServer, client: httpx.AsyncClient
) -> None:
    finder = real_finder(client, server.url)

    first, second, unknown = await finder.media_for([a_song(0), a_song(1), a_song(9)])

    assert all(one.cover and one.preview_url and one.attributions for one in (first, second))
    assert unknown == SongMedia("song9", "https://open.spotify.com/track/song9")
    await finder.close()


async def test_when_all_hang_the_answer_still_comes_in_time(
    server: MediaServer, client: httpx.AsyncClient
) -> None:
    for name in ("deezer", "itunes", "spotify"):
        server.faults[name] = Fault(delay_s=60.0)
    finder = real_finder(client, server.url, deadline_s=0.4)
    started_s = time.monotonic()

    media = await finder.media_for([a_song(number) for number in range(5)])

    # Without the deadline it would be the client's own limit of 4 s, at the least.
    assert time.monotonic() - started_s < 3.5
    assert [one.cover for one in media] == [None] * 5
    await finder.close()


async def test_without_any_network_songs_still_have_their_pages(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    finder = real_finder(client, "http://127.0.0.1:9")

    (media,) = await finder.media_for([a_song(0, title="A Private Title")])

    assert media == SongMedia("song0", "https://open.spotify.com/track/song0")
    assert "song0" in caplog.text
    assert "private" not in caplog.text.lower()
    await finder.close()
