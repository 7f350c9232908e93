import httpx
import pytest

from bot.songs.providers.errors import ProviderRefusedError
from bot.songs.providers.itunes import ItunesProvider
from tests.support.media_servers import Fault, MediaServer, a_song


@pytest.fixture
def provider(client: httpx.AsyncClient, server: MediaServer) -> ItunesProvider:
    return ItunesProvider(client, f"{server.url}/itunes")


async def test_a_song_has_a_large_cover_a_preview_and_its_page(
    provider: ItunesProvider, server: MediaServer
) -> None:
    found = await provider.find(a_song(1))

    assert found is not None
    assert found.cover_url == f"{server.url}/covers/itunes1/600x600bb.jpg"
    assert found.preview_url == "https://audio-ssl.itunes.apple.com/1.m4a"
    assert found.preview_expires_at is None
    assert found.page_url == "https://music.apple.com/us/album/1"


async def test_it_asks_for_songs_as_apple_documents(
    provider: ItunesProvider, server: MediaServer
) -> None:
    await provider.find(a_song(0, title="Blue Window 0 (feat. Someone) - Remastered"))

    (query,) = server.queries
    assert query["term"] == "blue window 0 ada wells"
    assert (query["media"], query["entity"], query["country"]) == ("music", "song", "US")


async def test_a_song_that_the_store_lacks_is_nothing(provider: ItunesProvider) -> None:
    assert await provider.find(a_song(title="Unheard Of")) is None


async def test_another_artists_song_of_the_same_name_is_not_taken(
    provider: ItunesProvider, server: MediaServer
) -> None:
    server.songs = [a_song(title="Hello Ada Wells", artist="The Cover Kids")]

    assert await provider.find(a_song(title="Hello")) is None


@pytest.mark.parametrize("status", [403, 429])
async def test_its_limit_is_a_refusal_and_never_nothing(
    provider: ItunesProvider, server: MediaServer, status: int
) -> None:
    server.faults["itunes"] = Fault(status, body=b'{"resultCount":0,"results":[]}')

    with pytest.raises(ProviderRefusedError, match=f"status {status}"):
        await provider.find(a_song())
    assert server.requests["itunes"] == 1


async def test_no_more_than_twenty_are_asked_for_at_once(
    provider: ItunesProvider, server: MediaServer
) -> None:
    for _ in range(20):
        await provider.find(a_song())

    with pytest.raises(ProviderRefusedError, match="our own limit"):
        await provider.find(a_song())
    assert server.requests["itunes"] == 20
