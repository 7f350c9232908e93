"""Spotify oEmbed: the cover of a song whose page at Spotify is known.

References:
    Spotify for Developers, "oEmbed API" (developer.spotify.com/documentation/embeds):
    `thumbnail_url`, nullable, 300 px. "Design & Branding Guidelines": artwork is shown whole,
    nothing laid over it, its corners rounded, with the name Spotify and a link back.
"""

import httpx

from bot.songs.catalogue import Song
from bot.songs.media import FoundMedia
from bot.songs.providers.answers import mapping, web_address
from bot.songs.providers.gateway import ProviderGateway, RateLimit

SPOTIFY_URL = "https://open.spotify.com"

# No limit is documented.
_LIMIT = RateLimit(60, 30)
_TRACK_PAGE = "https://open.spotify.com/track/"


class SpotifyProvider:
    """Looks up the covers of songs that the catalogue links to at Spotify."""

    name = "spotify"
    credit = "Spotify"

    def __init__(self, client: httpx.AsyncClient, base_url: str = SPOTIFY_URL) -> None:
        """Take the shared client."""
        self._gateway = ProviderGateway(self.name, base_url, client, _LIMIT)

    async def find(self, song: Song, known: FoundMedia | None = None) -> FoundMedia | None:
        """Look up a song's page; see `MediaProvider.find`. There is no sound."""
        del known
        if not song.audio_url.startswith(_TRACK_PAGE):
            return None
        answer = await self._gateway.get_json("/oembed", {"url": song.audio_url})
        if answer is None:
            return None
        cover_url = web_address(mapping(answer).get("thumbnail_url"))
        track_id = song.audio_url.removeprefix(_TRACK_PAGE)
        return FoundMedia(track_id, song.audio_url, cover_url=cover_url)
