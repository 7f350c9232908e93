import io

import httpx
import pytest
from PIL import Image

from bot.songs.providers.downloads import CoverDownloader
from bot.songs.providers.errors import DownloadError
from tests.support.media_servers import Fault, MediaServer, cover_file


@pytest.fixture
def downloader(client: httpx.AsyncClient) -> CoverDownloader:
    return CoverDownloader(client, allow_loopback_http=True)


async def test_a_cover_comes_as_a_jpeg_and_is_fetched_once(
    downloader: CoverDownloader, server: MediaServer
) -> None:
    url = f"{server.url}/covers/a.png"
    server.files["a.png"] = ("image/png", cover_file(900, "PNG"))

    cover = await downloader.fetch_cover(url)

    with Image.open(io.BytesIO(cover)) as image:
        assert (image.format, image.size) == ("JPEG", (600, 600))
    assert await downloader.fetch_cover(url) == cover
    assert server.requests["covers"] == 1


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("text/html", cover_file(), "content type"),
        ("image/svg+xml", b"<svg/>", "content type"),
        ("image/jpeg", b"", "0 bytes"),
        ("image/jpeg", b"not a picture", "no JPEG"),
        ("image/jpeg", cover_file()[:900], "cannot be read"),
        ("image/jpeg", b"\xff" * (2 * 1024 * 1024 + 1), "over 2097152 bytes"),
    ],
)
async def test_what_is_no_cover_is_told(
    downloader: CoverDownloader, server: MediaServer, kind: str, body: bytes, told: str
) -> None:
    server.files["bad"] = (kind, body)

    with pytest.raises(DownloadError, match=told):
        await downloader.fetch_cover(f"{server.url}/covers/bad")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/a.jpg",
        "file:///etc/passwd",
        "ftp://x/a",
        "https://",
        "a.jpg",
        "http://[::",
    ],
)
async def test_only_https_is_fetched(client: httpx.AsyncClient, url: str) -> None:
    with pytest.raises(DownloadError, match="address"):
        await CoverDownloader(client).fetch_cover(url)


async def test_a_redirect_is_not_followed(downloader: CoverDownloader, server: MediaServer) -> None:
    server.faults["covers"] = Fault(status=301)

    with pytest.raises(DownloadError, match="status 301"):
        await downloader.fetch_cover(f"{server.url}/covers/a.jpg")
