import httpx
import pytest

from bot.songs.providers.spotify import SpotifyProvider
from tests.support.media_servers import Fault, MediaServer, a_song


@pytest.fixture
def provider(client: httpx.AsyncClient, server: MediaServer) -> SpotifyProvider:
    return SpotifyProvider(client, f"{server.url}/spotify")


async def test_a_song_has_a_cover_but_no_sound(
    provider: SpotifyProvider, server: MediaServer
) -> None:
    found = await provider.find(a_song(1))

    assert found is not None
    assert found.cover_url == f"{server.url}/covers/spotify1.jpg"
    assert found.preview_url is None
    assert found.page_url == "https://open.spotify.com/track/song1"


async def test_a_song_that_was_removed_is_nothing(provider: SpotifyProvider) -> None:
    assert await provider.find(a_song(9)) is None


async def test_a_song_that_links_elsewhere_is_not_asked_for(
    provider: SpotifyProvider, server: MediaServer
) -> None:
    assert await provider.find(a_song(audio_url="https://example.org/a.mp3")) is None
    assert not server.requests


async def test_a_missing_thumbnail_is_no_cover(
    provider: SpotifyProvider, server: MediaServer
) -> None:
    server.faults["spotify"] = Fault(body=b'{"type": "rich", "thumbnail_url": null}')

    found = await provider.find(a_song())

    assert found is not None
    assert found.cover_url is None
