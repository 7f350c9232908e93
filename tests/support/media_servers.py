"""A local server that answers as iTunes Search, Deezer and Spotify oEmbed document."""

import asyncio
import io
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from aiohttp import web
from PIL import Image

from bot.songs.catalogue import Song
from inference.moods import Mood


def a_song(number: int = 0, **changes: Any) -> Song:
    """Return a song of the catalogue, without cover and preview."""
    fields: dict[str, Any] = {
        "id": f"song{number}",
        "title": f"Blue Window {number}",
        "artist": "Ada Wells",
        "album": "Windows",
        "genre": "rock",
        "popularity": 50,
        "explicit": False,
        "duration_ms": 200_000,
        "mood": Mood.SAD,
        "audio_url": f"https://open.spotify.com/track/song{number}",
        "cover_url": None,
        "preview_url": None,
    }
    return Song(**fields | changes)


def cover_file(side_px: int = 320, kind: str = "JPEG") -> bytes:
    """Return a picture file with some detail."""
    shades = np.random.default_rng(1).integers(0, 255, (8, 8, 3)).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(shades).resize((side_px, side_px)).save(stream, format=kind)
    return stream.getvalue()


# The head of an MP3 frame, and silence enough for one.
SOUND = b"\xff\xfb\x90\x64" + bytes(413)


@dataclass
class Fault:
    """How a path misbehaves.

    Attributes:
        status: Of the answer; 0 drops the connection.
        body: In place of the documented one.
        delay_s: Before the answer.
        times: How often; afterwards it behaves.
    """

    status: int = 200
    body: bytes | None = None
    delay_s: float = 0.0
    times: int = 1_000_000


@dataclass
class MediaServer:
    """The providers' songs, and what was asked.

    Attributes:
        songs: What all three know.
        preview_expires_at: Of Deezer's signed previews, in seconds since 1970.
        faults: By first part of the path: itunes, deezer, spotify, covers, previews.
        requests: How often each first part of the path was asked.
        queries: The parameters of each request.
    """

    songs: list[Song] = field(default_factory=list)
    preview_expires_at: int = 4_000_000_000
    faults: dict[str, Fault] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    queries: list[dict[str, str]] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    url: str = ""

    @classmethod
    @asynccontextmanager
    async def running(cls, *songs: Song) -> AsyncIterator[Self]:
        """Serve on a free port of 127.0.0.1."""
        server = cls(list(songs))
        app = web.Application(middlewares=[server._misbehave])
        app.router.add_get("/itunes/search", server._itunes)
        app.router.add_get("/deezer/search", server._deezer_search)
        app.router.add_get("/deezer/track/{id}", server._deezer_track)
        app.router.add_get("/spotify/oembed", server._spotify)
        app.router.add_get("/covers/{name}", server._cover)
        app.router.add_get("/previews/{name}", server._preview)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield server
        finally:
            await runner.cleanup()

    @web.middleware
    async def _misbehave(self, request: web.Request, handler: Any) -> web.StreamResponse:
        provider = request.path.split("/")[1]
        self.requests[provider] += 1
        self.queries.append(dict(request.query))
        fault = self.faults.get(provider)
        if fault is None or fault.times <= 0:
            answer: web.StreamResponse = await handler(request)
            return answer
        fault.times -= 1
        await asyncio.sleep(fault.delay_s)
        if fault.status == 0 and request.transport:
            request.transport.close()
        if fault.body is None and fault.status == 200:
            late: web.StreamResponse = await handler(request)
            return late
        return web.Response(status=fault.status or 500, body=fault.body or b"")

    def _matching(self, terms: str) -> list[tuple[int, Song]]:
        words = terms.lower().split()
        return [
            (number, song)
            for number, song in enumerate(self.songs)
            if all(word in f"{song.title} {song.artist}".lower() for word in words)
        ]

    async def _itunes(self, request: web.Request) -> web.Response:
        results = [
            {
                "wrapperType": "track",
                "kind": "song",
                "trackId": 1000 + number,
                "trackName": song.title,
                "artistName": song.artist,
                "trackViewUrl": f"https://music.apple.com/us/album/{number}",
                "previewUrl": f"https://audio-ssl.itunes.apple.com/{number}.m4a",
                "artworkUrl100": f"{self.url}/covers/itunes{number}/100x100bb.jpg",
            }
            for number, song in self._matching(request.query["term"])
        ]
        # iTunes names its JSON as a script.
        body = json.dumps({"resultCount": len(results), "results": results})
        return web.Response(text=body, content_type="text/javascript")

    async def _deezer_search(self, request: web.Request) -> web.Response:
        tracks = [self._track(*found) for found in self._matching(request.query["q"])]
        return web.json_response({"data": tracks, "total": len(tracks)})

    async def _deezer_track(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"]) - 2000
        if not 0 <= number < len(self.songs):
            no_data = {"type": "DataException", "message": "no data", "code": 800}
            return web.json_response({"error": no_data})
        return web.json_response(self._track(number, self.songs[number]))

    def _track(self, number: int, song: Song) -> dict[str, Any]:
        signature = f"hdnea=exp={self.preview_expires_at}~acl=/api/1/1/{number}.mp3*~hmac=ab"
        return {
            "id": 2000 + number,
            "title": song.title,
            "link": f"https://www.deezer.com/track/{2000 + number}",
            "preview": f"https://cdnt-preview.dzcdn.net/api/1/1/{number}.mp3?{signature}",
            "artist": {"id": 1, "name": song.artist},
            "album": {"id": 2, "cover_xl": f"{self.url}/covers/deezer{number}.jpg"},
            "type": "track",
        }

    async def _spotify(self, request: web.Request) -> web.Response:
        pages = [song.audio_url for song in self.songs]
        if request.query["url"] not in pages:
            raise web.HTTPNotFound
        number = pages.index(request.query["url"])
        return web.json_response(
            {
                "html": "<iframe></iframe>",
                "version": "1.0",
                "provider_name": "Spotify",
                "type": "rich",
                "title": self.songs[number].title,
                "thumbnail_url": f"{self.url}/covers/spotify{number}.jpg",
                "thumbnail_width": 300,
                "thumbnail_height": 300,
            }
        )

    async def _cover(self, request: web.Request) -> web.Response:
        kind, body = self.files.get(request.match_info["name"], ("image/jpeg", cover_file()))
        return web.Response(body=body, content_type=kind)

    async def _preview(self, request: web.Request) -> web.Response:
        kind, body = self.files.get(request.match_info["name"], ("audio/mpeg", SOUND))
        return web.Response(body=body, content_type=kind)
