import json

import httpx
import pytest

from bot.songs.media import FoundMedia
from bot.songs.providers.deezer import DeezerProvider
from bot.songs.providers.errors import (
    MediaError,
    ProviderAnswerError,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from tests.support.media_servers import Fault, MediaServer, a_song


@pytest.fixture
def provider(client: httpx.AsyncClient, server: MediaServer) -> DeezerProvider:
    return DeezerProvider(client, f"{server.url}/deezer")


def error_body(code: int) -> bytes:
    return json.dumps({"error": {"type": "Exception", "message": "x", "code": code}}).encode()


async def test_a_song_has_a_cover_and_a_preview_with_its_end(
    provider: DeezerProvider, server: MediaServer
) -> None:
    server.preview_expires_at = 1_900_000_000

    found = await provider.find(a_song(1))

    assert found is not None
    assert found.track_id == "2001"
    assert found.cover_url == f"{server.url}/covers/deezer1.jpg"
    assert found.preview_url is not None
    assert found.preview_url.startswith("https://cdnt-preview.dzcdn.net/")
    assert found.preview_expires_at == 1_900_000_000
    assert found.page_url == "https://www.deezer.com/track/2001"


async def test_a_known_song_is_fetched_by_its_id_with_a_new_signature(
    provider: DeezerProvider, server: MediaServer
) -> None:
    known = await provider.find(a_song(1))
    server.preview_expires_at = 1_950_000_000
    server.queries.clear()

    again = await provider.find(a_song(1), known)

    assert again is not None
    assert again.preview_expires_at == 1_950_000_000
    assert server.queries == [{}]


async def test_a_known_song_that_is_gone_is_searched_for(provider: DeezerProvider) -> None:
    gone = FoundMedia(track_id="999999", page_url="https://www.deezer.com/track/999999")

    found = await provider.find(a_song(1), gone)

    assert found is not None
    assert found.track_id == "2001"


async def test_an_id_that_is_no_number_is_never_put_in_an_address(
    provider: DeezerProvider, server: MediaServer
) -> None:
    await provider.find(a_song(1), FoundMedia(track_id="../user/me", page_url="https://x"))

    assert "q" in server.queries[0]


async def test_a_song_that_it_lacks_is_nothing(provider: DeezerProvider) -> None:
    assert await provider.find(a_song(title="Unheard Of")) is None


@pytest.mark.parametrize(
    ("code", "error"),
    [(4, ProviderRefusedError), (700, ProviderUnavailableError), (600, ProviderAnswerError)],
)
async def test_its_errors_come_with_status_200_and_are_not_nothing(
    provider: DeezerProvider, server: MediaServer, code: int, error: type[MediaError]
) -> None:
    server.faults["deezer"] = Fault(body=error_body(code))

    with pytest.raises(error, match=str(code)):
        await provider.find(a_song())


async def test_no_data_is_nothing(provider: DeezerProvider, server: MediaServer) -> None:
    server.faults["deezer"] = Fault(body=error_body(800))

    assert await provider.find(a_song()) is None


@pytest.mark.parametrize("preview", ["", None, 5, "javascript:alert(1)"])
async def test_a_preview_that_is_no_address_is_left_out(
    provider: DeezerProvider, server: MediaServer, preview: object
) -> None:
    track = {
        "id": 7,
        "title": "Blue Window 0",
        "artist": {"name": "Ada Wells"},
        "album": {"cover_xl": None},
        "preview": preview,
    }
    server.faults["deezer"] = Fault(body=json.dumps({"data": [track]}).encode())

    found = await provider.find(a_song())

    assert found == FoundMedia(track_id="7", page_url="https://www.deezer.com/track/7")
