"""iTunes Search: covers and previews of 30 seconds.

References:
    Apple, "iTunes Search API" (developer.apple.com/library/archive/documentation/AudioVideo/
    Conceptual/iTuneSearchAPI): `previewUrl`, `artworkUrl100`, about 20 calls a minute; previews
    and artwork only to promote store content, and next to a link to the store. Over the limit
    it answers 403 with an empty list.
"""

import re

import httpx

from bot.songs.catalogue import Song
from bot.songs.media import FoundMedia
from bot.songs.providers.answers import mapping, mappings, text, web_address
from bot.songs.providers.gateway import ProviderGateway, RateLimit
from bot.songs.providers.matching import is_same_song, search_terms

ITUNES_URL = "https://itunes.apple.com"

_LIMIT = RateLimit(20, 60)
_CANDIDATES = 10
# The artwork's size stands in its file name, ".../100x100bb.jpg"; any other may be asked for.
_ARTWORK_SIZE = re.compile(r"/100x100bb(?=\.|-)")
_LARGER = "/600x600bb"


class ItunesProvider:
    """Looks songs up in the iTunes Store."""

    name = "itunes"
    credit = "Preview provided courtesy of iTunes"

    def __init__(
        self, client: httpx.AsyncClient, base_url: str = ITUNES_URL, country: str = "US"
    ) -> None:
        """Take the shared client, and the store's country (two letters)."""
        self._gateway = ProviderGateway(self.name, base_url, client, _LIMIT)
        self._country = country

    async def find(self, song: Song, known: FoundMedia | None = None) -> FoundMedia | None:
        """Search for a song; see `MediaProvider.find`. Its previews do not expire."""
        del known
        parameters: dict[str, str | int] = {
            "term": search_terms(song.title, song.artist),
            "country": self._country,
            "media": "music",
            "entity": "song",
            "limit": _CANDIDATES,
        }
        answer = await self._gateway.get_json("/search", parameters)
        for track in mappings(mapping(answer).get("results")):
            found = text(track.get("trackName")), text(track.get("artistName"))
            page_url = web_address(track.get("trackViewUrl"))
            if page_url and is_same_song(song.title, song.artist, *found):
                artwork = web_address(track.get("artworkUrl100"))
                return FoundMedia(
                    track_id=str(track.get("trackId", "")),
                    page_url=page_url,
                    cover_url=artwork and _ARTWORK_SIZE.sub(_LARGER, artwork),
                    preview_url=web_address(track.get("previewUrl")),
                )
        return None
