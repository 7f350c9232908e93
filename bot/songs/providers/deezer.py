"""Deezer: covers, and previews of 30 seconds under addresses that expire.

References:
    Deezer for Developers (developers.deezer.com/api): `/search`, `/track/{id}`, `preview`,
    `album.cover_xl`; 50 requests in 5 seconds. Errors come with status 200 and an object
    `error` (code 4: quota, 700: busy, 800: no data). A preview's address is signed and holds
    its end, `?hdnea=exp=<seconds since 1970>~acl=…`.
"""

import re
from collections.abc import Mapping
from typing import Any

import httpx

from bot.songs.catalogue import Song
from bot.songs.media import FoundMedia
from bot.songs.providers.answers import mapping, mappings, text, web_address
from bot.songs.providers.errors import (
    ProviderAnswerError,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from bot.songs.providers.gateway import ProviderGateway, RateLimit
from bot.songs.providers.matching import is_same_song, search_terms

DEEZER_URL = "https://api.deezer.com"

_LIMIT = RateLimit(40, 5)
_CANDIDATES = 10
_QUOTA, _BUSY, _NO_DATA = 4, 700, 800
_EXPIRY = re.compile(r"[?&~]?exp=(\d{9,11})\b")


class DeezerProvider:
    """Looks songs up at Deezer."""

    name = "deezer"
    credit = "Deezer"

    def __init__(self, client: httpx.AsyncClient, base_url: str = DEEZER_URL) -> None:
        """Take the shared client."""
        self._gateway = ProviderGateway(self.name, base_url, client, _LIMIT)

    async def find(self, song: Song, known: FoundMedia | None = None) -> FoundMedia | None:
        """Search for a song, or fetch a known one again; see `MediaProvider.find`."""
        if known is not None and known.track_id.isdecimal():
            track = _checked(await self._gateway.get_json(f"/track/{known.track_id}", {}))
            if track is not None:
                return _found(track)
        parameters: dict[str, str | int] = {
            "q": search_terms(song.title, song.artist),
            "limit": _CANDIDATES,
        }
        answer = _checked(await self._gateway.get_json("/search", parameters))
        for track in mappings(answer.get("data")) if answer else []:
            artist = text(mapping(track.get("artist")).get("name"))
            if is_same_song(song.title, song.artist, text(track.get("title")), artist):
                return _found(track)
        return None


def _checked(answer: Any) -> Mapping[str, Any] | None:
    """Return an answer's object, or None where it says that there is no data."""
    if answer is None:
        return None
    content = mapping(answer)
    if not content.get("error"):
        return content
    code = mapping(content["error"]).get("code")
    if code == _NO_DATA:
        return None
    if code == _QUOTA:
        raise ProviderRefusedError("deezer: error 4, it limits us")
    if code == _BUSY:
        raise ProviderUnavailableError("deezer: error 700, it is busy")
    raise ProviderAnswerError(f"deezer: error {code}")


def _found(track: Mapping[str, Any]) -> FoundMedia:
    track_id = str(track.get("id", ""))
    # Empty where the country has no preview.
    preview = web_address(track.get("preview"))
    expiry = _EXPIRY.search(preview) if preview else None
    return FoundMedia(
        track_id=track_id,
        page_url=web_address(track.get("link")) or f"https://www.deezer.com/track/{track_id}",
        cover_url=web_address(mapping(track.get("album")).get("cover_xl")),
        preview_url=preview,
        preview_expires_at=float(expiry[1]) if expiry else None,
    )
