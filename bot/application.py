"""Composition root: the only place that picks concrete classes."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module

import httpx

from bot.conversation.conversation import Conversation
from bot.conversation.services import Services
from bot.errors import SettingsError
from bot.pictures.studio import ProcessPictureStudio
from bot.platforms.service import PlatformService
from bot.retraining import ProcessRetrainer
from bot.settings import AnalysisSettings, Settings, SongSettings, StorageSettings
from bot.songs.catalogue import Catalogue
from bot.songs.live_catalogue import LiveCatalogue
from bot.songs.media import CoverFetcher, MediaCache, MediaProvider, SongMediaFinder
from bot.songs.providers.deezer import DeezerProvider
from bot.songs.providers.downloads import CoverDownloader, PreviewDownloader
from bot.songs.providers.gateway import media_client
from bot.songs.providers.itunes import ItunesProvider
from bot.songs.providers.spotify import SpotifyProvider
from bot.songs.stored_media import StoredMediaCache
from bot.storage.keys import load_keys
from bot.storage.storage import open_storage
from bot.texts.texts import Texts
from inference.factory import AnalyzerSpec
from inference.pool import AnalyzerPool
from inference.retrained import present_catalogue

_PROVIDERS = {"itunes": ItunesProvider, "deezer": DeezerProvider, "spotify": SpotifyProvider}
_SEED_BITS = 32
# Whoever waits for a photo or picture has been answered or given up by then.
_CLOSE_DEADLINE_S = 2.0


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Open everything that answers are made with, ready for the first photo.

    Raises:
        BotError: Storage, the catalogue or another part cannot be opened.
        InferenceError: The models cannot be loaded.
    """
    async with AsyncExitStack() as stack:
        catalogue = LiveCatalogue(_load_catalogue(settings))
        storage = await open_storage(settings.storage)
        stack.push_async_callback(storage.close)
        studio, analyzer = ProcessPictureStudio(), _pool(settings.analysis)
        stack.push_async_callback(studio.close, _CLOSE_DEADLINE_S)
        stack.push_async_callback(analyzer.close, _CLOSE_DEADLINE_S)
        loaded = asyncio.to_thread(_load_platforms, settings)
        await _all_ready(studio.ready(), analyzer.ready(), loaded)
        client = await stack.enter_async_context(media_client())
        cache = StoredMediaCache(storage.media)
        stack.push_async_callback(cache.close)
        covers = CoverDownloader(client, studio.normalize_cover)
        media = _media_finder(settings.songs, client, cache, covers)
        stack.push_async_callback(media.close)
        retrainer = ProcessRetrainer(
            catalogue, settings.storage.data_dir, source=settings.songs.catalogue
        )
        stack.push_async_callback(retrainer.close)
        yield Services(
            storage=storage,
            texts=Texts.load(),
            catalogue=catalogue,
            media=media,
            previews=PreviewDownloader(client),
            analyzer=analyzer,
            studio=studio,
            retrainer=retrainer,
            limits=settings.limits,
            unsure_threshold=settings.analysis.unsure_threshold,
            operator=settings.privacy.operator,
            now=_now,
            new_seed=_new_seed,
        )


def build_conversation(services: Services, settings: Settings) -> Conversation:
    """Return who answers on all platforms."""
    admins = {
        "telegram": settings.telegram.admin_ids,
        "discord": settings.discord.discord_admin_ids,
    }
    return Conversation(
        services, [(name, str(one)) for name, admin_ids in admins.items() for one in admin_ids]
    )


def build_platforms(
    services: Services, settings: Settings, conversation: Conversation
) -> list[PlatformService]:
    """Return every platform that is set, not connected yet; the web chat where none has a token.

    Raises:
        SettingsError: There is none.
    """
    platforms = list(_platforms(services, settings, conversation))
    if not platforms:
        raise SettingsError(
            "no platform has a token, expected TELEGRAM_BOT_TOKEN (@BotFather gives one) or "
            "DISCORD_BOT_TOKEN in the environment or in .env, or MOODRING_WEB=on"
        )
    return platforms


async def rotate_keys(settings: StorageSettings) -> int:
    """Encrypt everything stored with the first key; return how many rows were changed.

    Raises:
        StorageError: Storage cannot be opened or changed.
    """
    storage = await open_storage(settings)
    try:
        return await storage.rotate_keys()
    finally:
        await storage.close()


def _platforms(
    services: Services, settings: Settings, conversation: Conversation
) -> Iterator[PlatformService]:
    # Each brings a library of its own: who does not use it need not wait for it.
    if settings.telegram.telegram_bot_token is not None:
        from bot.platforms.telegram.service import TelegramService  # noqa: PLC0415

        yield TelegramService(
            settings.telegram, conversation, services.texts, services.storage.media
        )
    if settings.discord.discord_bot_token is not None:
        from bot.platforms.discord.service import DiscordService  # noqa: PLC0415

        yield DiscordService(settings.discord, conversation, services.texts)
    if settings.serves_web:
        from bot.platforms.web.service import WebService  # noqa: PLC0415

        yield WebService(settings.web, conversation, services.texts, load_keys(settings.storage))


def _load_catalogue(settings: Settings) -> Catalogue:
    return Catalogue.load(present_catalogue(settings.storage.data_dir, settings.songs.catalogue))


def _pool(settings: AnalysisSettings) -> AnalyzerPool:
    return AnalyzerPool(
        AnalyzerSpec(settings.device, settings.yunet_path),
        workers=settings.analysis_workers,
        max_queue_size=settings.analysis_queue_size,
        deadline_s=settings.analysis_deadline_s,
    )


def _media_finder(
    settings: SongSettings, client: httpx.AsyncClient, cache: MediaCache, covers: CoverFetcher
) -> SongMediaFinder:
    providers: list[MediaProvider] = [_PROVIDERS[name](client) for name in settings.providers]
    return SongMediaFinder(providers, cache, covers, deadline_s=settings.providers_deadline_s)


def _load_platforms(settings: Settings) -> None:
    """Import the slowest of them while the workers start: it takes most of a second."""
    if settings.serves_web:
        import_module("bot.platforms.web.service")


async def _all_ready(*starts: Awaitable[None]) -> None:
    """Start parts at once; all have started or failed before a failure is raised."""
    for failure in await asyncio.gather(*starts, return_exceptions=True):
        if failure is not None:
            raise failure


def _now() -> datetime:
    return datetime.now(UTC)


def _new_seed() -> int:
    return secrets.randbits(_SEED_BITS)
