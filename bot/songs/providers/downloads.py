"""Downloads of covers and previews: only https, only what it should be, only so many bytes."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx

from bot.pictures.cover_files import CoverFileError, normalize_cover
from bot.songs.providers.errors import DownloadError

MAX_FILE_BYTES = 2 * 1024 * 1024
DEADLINE_S = 8.0
_TIMEOUT = httpx.Timeout(4.0, connect=2.0)
# Pictures and sound are compressed already: whatever else is packed would only hide its size.
_HEADERS = {"Accept-Encoding": "identity"}
_COVER_TYPES = ("image/jpeg", "image/png", "image/webp")

# Covers shown lately, of 200 kB at most, and previews heard lately, mostly of 500 kB.
_COVERS_KEPT_BYTES = 24 * 1024 * 1024
_PREVIEWS_KEPT_BYTES = 24 * 1024 * 1024
# Covers at once: decoding takes a core.
_MAX_AT_ONCE = 8

CoverNormalizer = Callable[[bytes], Awaitable[bytes]]


class CoverDownloader:
    """Downloads and checks covers; keeps those shown lately in memory."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        normalize: CoverNormalizer | None = None,
        *,
        allow_loopback_http: bool = False,
    ) -> None:
        """Take the shared client.

        Args:
            client: Which must not follow redirects by itself.
            normalize: Does what `normalize_cover` does; by default a thread.
            allow_loopback_http: Whether http is allowed to 127.0.0.1, for tests.
        """
        self._files = _FileDownloader(client, DEADLINE_S, allow_loopback_http=allow_loopback_http)
        self._normalize = normalize or _normalize_in_a_thread
        self._kept = _RecentFiles(_COVERS_KEPT_BYTES)
        self._places = asyncio.Semaphore(_MAX_AT_ONCE)

    async def fetch_cover(self, url: str) -> bytes:
        """Return a cover as `normalize_cover` makes it.

        Raises:
            DownloadError: No such file, no picture, too large, too slow, or not https.
        """
        cover = self._kept.get(url)
        if cover is None:
            async with self._places:
                data = await self._files.fetch(url, _COVER_TYPES)
                try:
                    cover = await self._normalize(data)
                except CoverFileError as error:
                    raise DownloadError(f"not a cover: {error}") from error
            self._kept.add(url, cover)
        return cover


class PreviewDownloader:
    """Downloads pieces of sound; keeps those heard lately in memory."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        deadline_s: float = DEADLINE_S,
        allow_loopback_http: bool = False,
    ) -> None:
        """Take the shared client.

        Args:
            client: Which must not follow redirects by itself.
            deadline_s: Of one download from its first to its last byte.
            allow_loopback_http: Whether http is allowed to 127.0.0.1, for tests.
        """
        self._files = _FileDownloader(client, deadline_s, allow_loopback_http=allow_loopback_http)
        self._kept = _RecentFiles(_PREVIEWS_KEPT_BYTES)

    async def fetch_preview(self, url: str) -> bytes:
        """Return a piece of sound: an MP3, MPEG-4 or Ogg file's bytes, as they came.

        Raises:
            DownloadError: No such file, no sound, too large, too slow, or not https.
        """
        sound = self._kept.get(url)
        if sound is None:
            sound = await self._files.fetch(url)
            if not is_sound(sound):
                raise DownloadError(f"the {len(sound)} bytes are no MP3, MPEG-4 or Ogg file")
            self._kept.add(url, sound)
        return sound


def is_sound(data: bytes) -> bool:
    """Tell by its first bytes whether a file is MP3, MPEG-4 or Ogg.

    References:
        ISO/IEC 11172-3 2.4.2.3: an MPEG audio frame begins with 11 or 12 set bits, layer III
        is 01. ISO/IEC 14496-12 4.3: a file begins with a box "ftyp". RFC 3533: "OggS".
    """
    is_frame = len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2  # noqa: PLR2004
    return is_frame or data.startswith((b"ID3", b"OggS")) or data[4:8] == b"ftyp"


class _FileDownloader:
    """Downloads files of strangers."""

    def __init__(
        self, client: httpx.AsyncClient, deadline_s: float, *, allow_loopback_http: bool
    ) -> None:
        self._client = client
        self._deadline_s = deadline_s
        self._allow_loopback_http = allow_loopback_http

    async def fetch(self, url: str, types: tuple[str, ...] = ()) -> bytes:
        """Return a file's bytes.

        Args:
            url: Its address.
            types: Media types that the server may name; any if empty.

        Raises:
            DownloadError: No such file, too large, too slow, another type, or not https.
        """
        self._check_address(url)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._download(url, types)
        except TimeoutError as error:
            raise DownloadError(f"not here within {self._deadline_s:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DownloadError(f"the download failed: {type(error).__name__}") from error

    def _check_address(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError as error:
            raise DownloadError("not an address") from error
        is_loopback = parts.scheme == "http" and host == "127.0.0.1"
        if not host or not (parts.scheme == "https" or (is_loopback and self._allow_loopback_http)):
            raise DownloadError(f"the address starts with {parts.scheme}:, expected https:")

    async def _download(self, url: str, types: tuple[str, ...]) -> bytes:
        data = bytearray()
        async with self._client.stream("GET", url, timeout=_TIMEOUT, headers=_HEADERS) as response:
            _check_head(response, types)
            async for chunk in response.aiter_raw():
                data += chunk
                if len(data) > MAX_FILE_BYTES:
                    raise DownloadError(f"over {MAX_FILE_BYTES} bytes")
        return bytes(data)


class _RecentFiles:
    """Files by address, the least recently used given up beyond so many bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._free_bytes = max_bytes

    def get(self, url: str) -> bytes | None:
        if url in self._files:
            self._files.move_to_end(url)
        return self._files.get(url)

    def add(self, url: str, data: bytes) -> None:
        if url in self._files:
            return
        self._files[url] = data
        self._free_bytes -= len(data)
        while self._free_bytes < 0:
            self._free_bytes += len(self._files.popitem(last=False)[1])


async def _normalize_in_a_thread(data: bytes) -> bytes:
    return await asyncio.to_thread(normalize_cover, data)


def _check_head(response: httpx.Response, types: tuple[str, ...]) -> None:
    if response.status_code != httpx.codes.OK:
        raise DownloadError(f"status {response.status_code}, expected 200")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if types and kind not in types:
        raise DownloadError(f"content type {kind!r}, expected one of {', '.join(types)}")
