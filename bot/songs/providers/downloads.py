"""Downloads of covers: only https, only pictures, only so many bytes."""

import asyncio
from collections import OrderedDict
from urllib.parse import urlsplit

import httpx

from bot.pictures.cover_files import CoverFileError, normalize_cover
from bot.songs.providers.errors import DownloadError

MAX_COVER_FILE_BYTES = 2 * 1024 * 1024
_COVER_TYPES = ("image/jpeg", "image/png", "image/webp")
_TIMEOUT = httpx.Timeout(4.0, connect=2.0)
# Pictures are compressed already: whatever else is packed would only hide its size.
_HEADERS = {"Accept-Encoding": "identity"}

# Covers shown lately, at most 200 kB each.
_COVERS_KEPT = 200
# At once: decoding takes a thread and a core.
_MAX_AT_ONCE = 8


class CoverDownloader:
    """Downloads and checks covers; keeps those shown lately in memory."""

    def __init__(self, client: httpx.AsyncClient, *, allow_loopback_http: bool = False) -> None:
        """Take the shared client.

        Args:
            client: Which must not follow redirects by itself.
            allow_loopback_http: Whether http is allowed to 127.0.0.1, for tests.
        """
        self._client = client
        self._allow_loopback_http = allow_loopback_http
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._places = asyncio.Semaphore(_MAX_AT_ONCE)

    async def fetch_cover(self, url: str) -> bytes:
        """Return a cover as `normalize_cover` makes it.

        Raises:
            DownloadError: No such file, no picture, too large, or not https.
        """
        if url in self._kept:
            self._kept.move_to_end(url)
            return self._kept[url]
        self._check_address(url)
        async with self._places:
            data = await self._download(url)
            try:
                cover = await asyncio.to_thread(normalize_cover, data)
            except CoverFileError as error:
                raise DownloadError(f"not a cover: {error}") from error
        self._kept[url] = cover
        if len(self._kept) > _COVERS_KEPT:
            self._kept.popitem(last=False)
        return cover

    def _check_address(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError as error:
            raise DownloadError("not an address") from error
        is_loopback = parts.scheme == "http" and host == "127.0.0.1"
        if not host or not (parts.scheme == "https" or (is_loopback and self._allow_loopback_http)):
            raise DownloadError(f"the address starts with {parts.scheme}:, expected https:")

    async def _download(self, url: str) -> bytes:
        data = bytearray()
        try:
            async with self._client.stream(
                "GET", url, timeout=_TIMEOUT, headers=_HEADERS
            ) as response:
                _check_head(response)
                async for chunk in response.aiter_raw():
                    data += chunk
                    if len(data) > MAX_COVER_FILE_BYTES:
                        raise DownloadError(f"over {MAX_COVER_FILE_BYTES} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DownloadError(f"the download failed: {type(error).__name__}") from error
        return bytes(data)


def _check_head(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise DownloadError(f"status {response.status_code}, expected 200")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _COVER_TYPES:
        raise DownloadError(f"content type {kind!r}, expected one of {', '.join(_COVER_TYPES)}")
