import io

import httpx
import pytest
from PIL import Image

from bot.pictures.cover_files import CoverFileError
from bot.songs.providers.downloads import CoverDownloader, PreviewDownloader
from bot.songs.providers.errors import DownloadError
from tests.support.media_servers import SOUND, Fault, MediaServer, cover_file


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
    with pytest.raises(DownloadError, match="address"):
        await PreviewDownloader(client).fetch_preview(url)


async def test_a_redirect_is_not_followed(downloader: CoverDownloader, server: MediaServer) -> None:
    server.faults["covers"] = Fault(status=301)

    with pytest.raises(DownloadError, match="status 301"):
        await downloader.fetch_cover(f"{server.url}/covers/a.jpg")


async def test_covers_are_decoded_where_the_bot_says(
    client: httpx.AsyncClient, server: MediaServer
) -> None:
    async def normalize(data: bytes) -> bytes:
        if data == b"bad":
            raise CoverFileError("no cover")
        return b"normal"

    downloader = CoverDownloader(client, normalize, allow_loopback_http=True)
    server.files["bad"] = ("image/jpeg", b"bad")

    assert await downloader.fetch_cover(f"{server.url}/covers/a.jpg") == b"normal"
    with pytest.raises(DownloadError, match="not a cover: no cover"):
        await downloader.fetch_cover(f"{server.url}/covers/bad")


@pytest.mark.parametrize(
    "sound",
    [
        SOUND,
        b"\xff\xf3\x90\x64" + bytes(100),
        b"ID3\x04" + bytes(100),
        b"\x00\x00\x00\x1cftypM4A " + bytes(100),
        b"OggS" + bytes(100),
    ],
)
async def test_a_preview_comes_as_it_is_and_is_fetched_once(
    client: httpx.AsyncClient, server: MediaServer, sound: bytes
) -> None:
    previews = PreviewDownloader(client, allow_loopback_http=True)
    url = f"{server.url}/previews/a"
    server.files["a"] = ("application/octet-stream", sound)

    assert await previews.fetch_preview(url) == sound
    assert await previews.fetch_preview(url) == sound
    assert server.requests["previews"] == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "the 0 bytes are no MP3"),
        (b"<html>", "no MP3, MPEG-4 or Ogg"),
        (cover_file(), "no MP3"),
        (b"RIFF\x00\x00\x00\x00WAVE", "no MP3"),
        (SOUND.ljust(2 * 1024 * 1024 + 1), "over 2097152 bytes"),
    ],
)
async def test_what_is_no_preview_is_told(
    client: httpx.AsyncClient, server: MediaServer, body: bytes, told: str
) -> None:
    server.files["a"] = ("audio/mpeg", body)

    with pytest.raises(DownloadError, match=told):
        await PreviewDownloader(client, allow_loopback_http=True).fetch_preview(
            f"{server.url}/previews/a"
        )


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(status=302), "status 302"),
        (Fault(status=403), "status 403"),
        (Fault(status=0), "the download failed"),
        (Fault(delay_s=5.0), r"not here within 0\.2 s"),
    ],
)
async def test_a_preview_that_cannot_be_had_is_told(
    client: httpx.AsyncClient, server: MediaServer, fault: Fault, told: str
) -> None:
    previews = PreviewDownloader(client, deadline_s=0.2, allow_loopback_http=True)
    server.faults["previews"] = fault

    with pytest.raises(DownloadError, match=told):
        await previews.fetch_preview(f"{server.url}/previews/a")


async def test_previews_take_a_limited_amount_of_memory(
    client: httpx.AsyncClient, server: MediaServer
) -> None:
    previews = PreviewDownloader(client, allow_loopback_http=True)
    for name in map(str, range(20)):
        server.files[name] = ("audio/mpeg", SOUND.ljust(2 * 1024 * 1024))
    urls = [f"{server.url}/previews/{name}" for name in range(20)]
    for url in urls:
        await previews.fetch_preview(url)
    asked = server.requests["previews"]

    await previews.fetch_preview(urls[-1])
    assert server.requests["previews"] == asked
    await previews.fetch_preview(urls[0])
    assert server.requests["previews"] == asked + 1
