"""The Telegram bot as a whole: connects, takes updates by polling or a webhook, and stops."""

import asyncio
import logging
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode, UpdateType
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, Defaults, ExtBot, TypeHandler
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential

from bot.errors import SettingsError
from bot.platforms.service import Listener
from bot.platforms.telegram.events import EventReader
from bot.platforms.telegram.intake import Intake, IntakeProcessor, UpdateQueue
from bot.platforms.telegram.limiter import ChatRateLimiter
from bot.platforms.telegram.menus import publish_menus
from bot.platforms.telegram.platform import TelegramPlatform
from bot.platforms.telegram.receiver import UpdateReceiver
from bot.platforms.telegram.requests import PollRequest, TokenRequest
from bot.platforms.telegram.transport import STAND_IN
from bot.settings import TelegramSettings
from bot.storage.media import MediaRepository
from bot.texts.texts import REFERENCE, Texts

logger = logging.getLogger(__name__)

_MAX_CONCURRENT_UPDATES = 256
_UPDATE_KINDS = (UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY)
_POLL_TIMEOUT = timedelta(seconds=20)
# A poll, and the library's longest pause after one that failed, with room to spare.
_ALIVE_FOR_S = 90.0
_LONGEST_PAUSE_S = 30.0

_Application = Application[Any, Any, Any, Any, Any, Any]


class TelegramService:
    """Runs the bot on Telegram; a `PlatformService`."""

    def __init__(
        self,
        settings: TelegramSettings,
        listener: Listener,
        texts: Texts,
        media: MediaRepository,
    ) -> None:
        """Set up; nothing is asked of Telegram before `connect`.

        Args:
            settings: With a token.
            listener: That answers.
            texts: For the menus.
            media: Where file ids of previews are remembered.

        Raises:
            SettingsError: There is no token.
        """
        self._settings = settings
        self._listener = listener
        self._texts = texts
        self._intake = Intake()
        self._processor = IntakeProcessor(self._intake, _MAX_CONCURRENT_UPDATES)
        self._calls = TokenRequest(settings.token, str(settings.telegram_api_url))
        self._polls = PollRequest(settings.token, str(settings.telegram_api_url), self._intake)
        self._application = self._build()
        self._platform = TelegramPlatform(self._bot, media)
        self._menus: asyncio.Task[None] | None = None

    @property
    def platform(self) -> TelegramPlatform:
        """The way back to people."""
        return self._platform

    async def connect(self) -> None:
        """Ask who the bot is, again and again until Telegram answers.

        Raises:
            SettingsError: Telegram does not accept the token.
        """
        attempts = AsyncRetrying(
            wait=wait_exponential(max=_LONGEST_PAUSE_S),
            retry=retry_if_exception(_is_outage),
            before_sleep=_tell_outage,
        )
        try:
            await attempts(self._application.initialize)
        except InvalidToken:
            refusal = _refused()
        else:
            return
        raise refusal

    async def start(self) -> None:
        """Begin to take updates."""
        entries = self._listener.menu(self._texts.for_language(REFERENCE), for_admin=True)
        reader = EventReader(self._bot.bot, [entry.name for entry in entries])
        receiver = UpdateReceiver(self._listener, self._platform, reader)

        async def receive(update: Update, _context: object) -> None:
            await receiver.receive(update, lambda: self._intake.settle(update))

        self._application.add_handler(TypeHandler(Update, receive))
        await self._application.start()
        await self._take_updates()
        self._menus = asyncio.create_task(
            publish_menus(self._bot, self._listener, self._texts, self._settings.admin_ids)
        )
        logger.info("answering on Telegram as @%s", self._bot.username)

    async def run(self) -> None:
        """Go on until cancelled.

        Raises:
            SettingsError: Telegram does not accept the token any more.
        """
        await self._polls.refused.wait()
        raise _refused()

    async def finish(self, deadline_s: float) -> None:
        """Take no more updates, and finish those begun.

        Args:
            deadline_s: Seconds after which updates being handled are given up.
        """
        if self._menus is not None:
            self._menus.cancel()
        ends_at = asyncio.get_running_loop().time() + deadline_s
        updater = self._application.updater
        if updater is not None and updater.running:
            # Confirms what is safe; what is not by then comes again after the next start.
            with suppress(TimeoutError, InvalidToken):
                async with asyncio.timeout_at(ends_at):
                    await updater.stop()
        if not self._application.running:
            return
        stopping = asyncio.create_task(self._application.stop())
        _, late = await asyncio.wait(
            {stopping}, timeout=ends_at - asyncio.get_running_loop().time()
        )
        if late:
            logger.warning("answers were given up after %g s", deadline_s)
            self._processor.give_up()
        await stopping

    async def close(self) -> None:
        """Close all connections."""
        await self._application.shutdown()
        # Which closes none where the bot has never been connected.
        for request in (self._calls, self._polls):
            await request.shutdown()

    def is_alive(self) -> bool:
        """Tell whether updates are being asked for, or waited for with a webhook."""
        updater = self._application.updater
        if updater is None or not updater.running:
            return False
        if self._settings.webhook_url is not None:
            return True
        return time.monotonic() - self._polls.polled_at_s < _ALIVE_FOR_S

    @property
    def _bot(self) -> ExtBot[Any]:
        bot: ExtBot[Any] = self._application.bot
        return bot

    def _build(self) -> _Application:
        settings = self._settings
        api_url = str(settings.telegram_api_url).rstrip("/")
        builder = (
            Application.builder()
            .token(STAND_IN)
            .base_url(f"{api_url}/bot")
            .base_file_url(f"{api_url}/file/bot")
            .request(self._calls)
            .get_updates_request(self._polls)
            .defaults(_defaults())
            .concurrent_updates(self._processor)
            .update_queue(UpdateQueue(self._intake, waits=settings.webhook_url is not None))
            .job_queue(None)
        )
        if settings.telegram_rate_limit:
            builder = builder.rate_limiter(ChatRateLimiter())
        application: _Application = builder.build()
        application.add_error_handler(_log_failure)
        return application

    async def _take_updates(self) -> None:
        updater = self._application.updater
        if updater is None:
            raise RuntimeError("the application was built without an updater")
        if self._settings.webhook_url is None:
            await updater.start_polling(
                poll_interval=0,
                timeout=_POLL_TIMEOUT,
                bootstrap_retries=-1,
                allowed_updates=_UPDATE_KINDS,
                error_callback=_tell_failed_poll,
            )
            return
        url = str(self._settings.webhook_url)
        secret = self._settings.webhook_secret
        await updater.start_webhook(
            listen=self._settings.webhook_host,
            port=self._settings.webhook_port,
            url_path=urlsplit(url).path,
            webhook_url=url,
            secret_token=None if secret is None else secret.get_secret_value(),
            bootstrap_retries=-1,
            allowed_updates=_UPDATE_KINDS,
        )


def _defaults() -> Defaults:
    return Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _refused() -> SettingsError:
    return SettingsError(
        "Telegram does not accept TELEGRAM_BOT_TOKEN, expected the token that @BotFather gives "
        "(/mybots shows it again); check MOODRING_TELEGRAM_API_URL too, if it is set"
    )


def _is_outage(error: BaseException) -> bool:
    return isinstance(error, TelegramError) and not isinstance(error, InvalidToken)


def _tell_outage(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    pause_s = state.next_action.sleep if state.next_action else 0.0
    logger.warning("cannot reach Telegram, trying again in %.0f s: %s", pause_s, error)


def _tell_failed_poll(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        logger.error("another program takes this bot's updates: %s", error.message)
    else:
        logger.warning("cannot ask Telegram for updates, trying again: %s", error.message)


async def _log_failure(_update: object, context: Any) -> None:
    logger.error("an update was not handled", exc_info=context.error)
