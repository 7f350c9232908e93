"""Telegram bots on the emulator: the real service, with settings as whoever hosts it has them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import HttpUrl, SecretStr

from bot.platforms.service import Listener
from bot.platforms.telegram.service import TelegramService
from bot.settings import TelegramSettings
from bot.storage.media import MediaRepository
from bot.texts.texts import Texts
from tests.support.bot_api import BotApiEmulator

FINISH_S = 5.0


def telegram_settings(telegram: BotApiEmulator, **changes: Any) -> TelegramSettings:
    """Return the settings of a bot that talks to the emulator, its messages not spaced."""
    values = {
        "telegram_bot_token": SecretStr(telegram.token),
        "telegram_api_url": HttpUrl(telegram.base_url.removesuffix("/bot")),
        "telegram_rate_limit": False,
    }
    return TelegramSettings.model_construct(**{**values, **changes})


@asynccontextmanager
async def running_service(
    settings: TelegramSettings, listener: Listener, media: MediaRepository
) -> AsyncIterator[TelegramService]:
    """Run the bot while the context is open."""
    service = TelegramService(settings, listener, Texts.load(strict=True), media)
    await service.connect()
    await service.start()
    try:
        yield service
    finally:
        await service.finish(FINISH_S)
        await service.close()
