"""The Discord bot as a whole: connects, takes events through the gateway, and stops."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from functools import partial

import aiohttp
import discord
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential

from bot.errors import BotError, SettingsError
from bot.platforms.discord.calls import CALL_ERRORS, is_outage, own_error
from bot.platforms.discord.client import DiscordClient
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.service import Listener
from bot.settings import DiscordSettings
from bot.texts.texts import Texts

logger = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 30.0
# discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
_AUTHENTICATION_FAILED = 4004


class DiscordService:
    """Runs the bot on Discord; a `PlatformService`."""

    def __init__(
        self,
        settings: DiscordSettings,
        listener: Listener,
        texts: Texts,
        make_connector: Callable[[], aiohttp.BaseConnector | None] = lambda: None,
    ) -> None:
        """Set up; nothing is asked of Discord before `connect`.

        Args:
            settings: With a token.
            listener: That answers.
            texts: Of the commands.
            make_connector: Gives another way to Discord than the usual one; for tests.

        Raises:
            SettingsError: There is no token.
        """
        self._token = settings.token
        with_admins = bool(settings.discord_admin_ids)
        self._make_client = partial(DiscordClient, listener, texts, with_admins=with_admins)
        self._make_connector = make_connector
        self._client = self._make_client()
        self._connection: asyncio.Task[None] | None = None

    @property
    def platform(self) -> DiscordPlatform:
        """The way back to people; another before `connect` has returned."""
        return self._client.platform

    async def connect(self) -> None:
        """Log in and publish the commands, again and again until Discord answers.

        Raises:
            SettingsError: Discord does not accept the token.
            PlatformError: It does not accept the bot for another reason.
        """
        attempts = AsyncRetrying(
            wait=wait_exponential(max=_LONGEST_PAUSE_S),
            retry=retry_if_exception(is_outage),
            before_sleep=_tell_outage,
        )
        try:
            await attempts(self._log_in)
        except CALL_ERRORS as error:
            refusal = _own_refusal(error)
        else:
            return
        # Not from within: frames further down hold the token.
        raise refusal

    async def start(self) -> None:
        """Begin to take events."""
        self._connection = asyncio.create_task(self._client.connect())
        logger.info("answering on Discord as %s", self._client.user)

    async def run(self) -> None:
        """Go on until cancelled.

        Raises:
            SettingsError: Discord does not accept the token any more.
            PlatformError: It has shut the bot out for another reason.
        """
        if self._connection is None:
            raise RuntimeError("the service was not started")
        try:
            await asyncio.shield(self._connection)
        except CALL_ERRORS as error:
            refusal = _own_refusal(error)
        else:
            return
        raise refusal

    async def finish(self, deadline_s: float) -> None:
        """Take no more events, and finish those begun.

        Args:
            deadline_s: Seconds after which answers being made are given up.
        """
        if self._connection is not None:
            self._connection.cancel()
            with contextlib.suppress(asyncio.CancelledError, *CALL_ERRORS):
                await self._connection
        await self._client.receiver.finish(deadline_s)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    def is_alive(self) -> bool:
        """Tell whether events are taken, or a lost connection is being made anew."""
        return self._connection is not None and not self._connection.done()

    async def _log_in(self) -> None:
        """Try once, with a client of its own: the library's cannot try twice."""
        await self._client.close()
        self._client = self._make_client(connector=self._make_connector())
        try:
            await self._client.login(self._token.get_secret_value())
        except BaseException:
            await self._client.close()
            raise


def _own_refusal(error: Exception) -> BotError:
    is_refused = (
        isinstance(error, discord.ConnectionClosed) and error.code == _AUTHENTICATION_FAILED
    )
    if is_refused or isinstance(error, discord.LoginFailure):
        return SettingsError(
            "Discord does not accept DISCORD_BOT_TOKEN, expected the token of the developer "
            "portal's page “Bot”; “Reset Token” there gives a new one"
        )
    return own_error(error, "go on with Discord")


def _tell_outage(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    pause_s = state.next_action.sleep if state.next_action else 0.0
    reason = type(error).__name__
    logger.warning("cannot reach Discord, trying again in %.0f s: %s", pause_s, reason)
