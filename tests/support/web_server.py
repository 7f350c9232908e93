"""The chat in the browser, served by a process of its own, as people get it.

Everything is real but the providers of sound, which need a network: `python -m
tests.support.web_server FOLDER` prints the address as its first line, then what it opens for
writing, one path a line, and ends with SIGTERM.
"""

import asyncio
import itertools
import math
import os
import signal
import struct
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.conversation.conversation import Conversation
from bot.conversation.services import Services
from bot.pictures.studio import ProcessPictureStudio
from bot.platforms.web.service import WebService
from bot.settings import LimitSettings, Settings, load_settings
from bot.songs.catalogue import Catalogue, Song
from bot.songs.live_catalogue import LiveCatalogue
from bot.songs.media import Attribution, SongMedia
from bot.storage.keys import load_keys
from bot.storage.storage import open_storage
from bot.texts.texts import Texts
from inference.factory import AnalyzerSpec
from inference.pool import AnalyzerPool
from tests.support.conversations import FakeRetrainer

_RATE_HZ = 8_000


def a_tone(seconds: float = 4.0) -> bytes:
    """Return a sound file that any browser plays."""
    count = int(seconds * _RATE_HZ)
    samples = (int(12_000 * math.sin(index / 3)) for index in range(count))
    data = struct.pack(f"<{count}h", *samples)
    head = struct.pack("<IHHIIHH", 16, 1, 1, _RATE_HZ, _RATE_HZ * 2, 2, 16)
    size = struct.pack("<I", 36 + len(data))
    return b"RIFF" + size + b"WAVEfmt " + head + b"data" + struct.pack("<I", len(data)) + data


class ToneMedia:
    """Has the same preview for every song, and no cover: they are drawn."""

    async def media_for(self, songs: Sequence[Song]) -> list[SongMedia]:
        return [
            SongMedia(
                song.id,
                song.audio_url,
                preview_url="https://previews.example/tone",
                attributions=(Attribution("Deezer", f"https://www.deezer.com/{song.id}"),),
            )
            for song in songs
        ]

    async def fetch_preview(self, url: str) -> bytes:  # noqa: ARG002
        return a_tone()


def _settings(folder: Path) -> Settings:
    settings = load_settings(env_file=None)
    storage = settings.storage.model_copy(
        update={"data_dir": folder / "data", "key_file": folder / "keys" / "key"}
    )
    web = settings.web.model_copy(update={"web_port": int(os.environ.get("PORT", "0"))})
    return replace(settings, storage=storage, web=web)


def _tell_writing(event: str, arguments: tuple[object, ...]) -> None:
    if event != "open":
        return
    path, mode, flags = arguments
    writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
    if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
        os.write(1, f"wrote {path}\n".encode())


async def _serve(settings: Settings) -> None:
    stop, media = asyncio.Event(), ToneMedia()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        storage = await open_storage(settings.storage)
        stack.push_async_callback(storage.close)
        studio, analyzer = ProcessPictureStudio(workers=1), AnalyzerPool(AnalyzerSpec(), workers=1)
        stack.push_async_callback(studio.close, 1)
        stack.push_async_callback(analyzer.close, 1)
        await asyncio.gather(studio.ready(), analyzer.ready())
        seeds = itertools.count()
        services = Services(
            storage=storage,
            texts=Texts.load(strict=True),
            catalogue=LiveCatalogue(Catalogue.load()),
            media=media,
            previews=media,
            analyzer=analyzer,
            studio=studio,
            retrainer=FakeRetrainer(),
            limits=LimitSettings(selfies_per_minute=0, selfies_per_day=0),
            unsure_threshold=settings.analysis.unsure_threshold,
            operator="Ada <ada@example.org>",
            now=lambda: datetime.now(UTC),
            new_seed=lambda: next(seeds),
        )
        conversation = Conversation(services)
        keys = load_keys(settings.storage)
        service = WebService(settings.web, conversation, services.texts, keys)
        await service.connect()
        await conversation.answer_owed([service.platform])
        await service.start()
        os.write(1, f"{service.address}\n".encode())
        await stop.wait()
        await service.finish(5.0)


if __name__ == "__main__":
    sys.addaudithook(_tell_writing)
    asyncio.run(_serve(_settings(Path(sys.argv[1]))))
