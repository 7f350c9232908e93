"""Whole bots on the emulator, in process: real storage, songs, models and pictures.

    async with answering_bot(telegram, tmp_path, workers) as bot:
        ada.send_photo(PORTRAIT)
        ...

A second bot on the same folder is the first one started again.
"""

import asyncio
import functools
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from bot.application import build_conversation, build_platforms
from bot.conversation.services import PhotoAnalyzer, PictureStudio, Services
from bot.pictures.studio import ProcessPictureStudio
from bot.serving import run_platforms
from bot.settings import (
    AnalysisSettings,
    DiscordSettings,
    LimitSettings,
    LogSettings,
    PrivacySettings,
    Settings,
    SongSettings,
    StorageSettings,
    WebSettings,
)
from bot.single_answer import demo_portrait
from bot.storage.storage import Storage, open_storage
from inference.factory import AnalyzerSpec
from inference.pool import AnalyzerPool
from tests.support.bot_api import BotApiEmulator
from tests.support.conversations import FakeMedia, make_services
from tests.support.photos import encoded
from tests.support.telegram_bots import telegram_settings

ADMIN_ID = 99


@functools.cache
def portrait() -> bytes:
    """Return a JPEG of the astronaut, whose face the bot finds."""
    return encoded(_astronaut(), "JPEG", quality=90)


@functools.cache
def two_portraits() -> bytes:
    """Return a JPEG with two faces."""
    left = _astronaut()
    both = Image.new("RGB", (2 * left.width, left.height))
    both.paste(left, (0, 0))
    both.paste(ImageOps.mirror(left), (left.width, 0))
    return encoded(both, "JPEG", quality=90)


@functools.cache
def nobody() -> bytes:
    """Return a JPEG without a face."""
    return encoded(Image.linear_gradient("L").convert("RGB").resize((600, 400)), "JPEG")


@dataclass(frozen=True)
class Workers:
    """Processes that take seconds to start: one set serves many bots.

    Attributes:
        analyzer: Of photos, with the models that are shipped.
        studio: Of pictures.
    """

    analyzer: PhotoAnalyzer
    studio: PictureStudio


@asynccontextmanager
async def started_workers() -> AsyncIterator[Workers]:
    """Start one process for photos and one for pictures."""
    analyzer = AnalyzerPool(AnalyzerSpec("cpu"), workers=1, deadline_s=30.0)
    async with analyzer, ProcessPictureStudio(workers=1, deadline_s=30.0) as studio:
        yield Workers(analyzer, studio)


@dataclass(frozen=True)
class AnsweringBot:
    """A bot that runs.

    Attributes:
        services: What it answers with.
        settings: Of whoever hosts it.
    """

    services: Services
    settings: Settings

    @property
    def storage(self) -> Storage:
        return self.services.storage

    @property
    def media(self) -> FakeMedia:
        media = self.services.media
        if not isinstance(media, FakeMedia):
            raise TypeError(f"the media are of {type(media).__name__}")
        return media


@asynccontextmanager
async def answering_bot(
    telegram: BotApiEmulator, folder: Path, workers: Workers, **changes: Any
) -> AsyncIterator[AnsweringBot]:
    """Run a bot while the context is open; stop it as SIGTERM does.

    Args:
        telegram: The emulator.
        folder: For its data and key.
        workers: Real ones.
        changes: Services in place of the usual ones.
    """
    settings = bot_settings(telegram, folder)
    storage = await open_storage(settings.storage)
    services = _services(storage, settings, workers, changes)
    conversation = build_conversation(services, settings)
    stop = asyncio.Event()
    platforms = build_platforms(services, settings, conversation)
    running = asyncio.create_task(run_platforms(platforms, conversation, stop))
    try:
        yield AnsweringBot(services, settings)
    finally:
        stop.set()
        await running
        await storage.close()


def bot_settings(telegram: BotApiEmulator, folder: Path) -> Settings:
    """Return settings without limits on selfies; the admin is `ADMIN_ID`."""
    return Settings(
        telegram=telegram_settings(telegram, admin_ids=(ADMIN_ID,)),
        discord=DiscordSettings(),
        web=WebSettings(web="off"),
        storage=StorageSettings(
            data_dir=folder / "data", key_file=folder / "keys" / "key", busy_timeout_s=0.2
        ),
        analysis=AnalysisSettings(),
        limits=LimitSettings(selfies_per_minute=0, selfies_per_day=0),
        songs=SongSettings(providers=()),
        privacy=PrivacySettings(),
        log=LogSettings(),
    )


def _services(
    storage: Storage, settings: Settings, workers: Workers, changes: dict[str, Any]
) -> Services:
    real = {
        "analyzer": workers.analyzer,
        "studio": workers.studio,
        "limits": settings.limits,
        "unsure_threshold": 0.0,
        "operator": None,
        "now": lambda: datetime.now(UTC),
    }
    return make_services(storage, {**real, **changes})


def _astronaut() -> Image.Image:
    with Image.open(io.BytesIO(demo_portrait())) as image:
        return image.convert("RGB")
