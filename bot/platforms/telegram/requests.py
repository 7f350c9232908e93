"""The library's HTTP client with the bot's transport, and the polls for updates."""

import asyncio
import time
from http import HTTPStatus
from typing import Any

from pydantic import SecretStr
from telegram.request import HTTPXRequest

from bot.platforms.telegram.intake import Intake
from bot.platforms.telegram.transport import TokenTransport

_CONNECT_TIMEOUT_S = 5.0
_READ_TIMEOUT_S = 10.0
_WRITE_TIMEOUT_S = 10.0
_UPLOAD_TIMEOUT_S = 30.0
# Waiting for a connection is waiting for Telegram: as long as it takes others.
_POOL_TIMEOUT_S = 30.0


class TokenRequest(HTTPXRequest):
    """Calls of the Bot API."""

    def __init__(self, token: SecretStr, api_url: str) -> None:
        """Take the token, which only the transport sees."""
        super().__init__(
            connect_timeout=_CONNECT_TIMEOUT_S,
            read_timeout=_READ_TIMEOUT_S,
            write_timeout=_WRITE_TIMEOUT_S,
            pool_timeout=_POOL_TIMEOUT_S,
            media_write_timeout=_UPLOAD_TIMEOUT_S,
            httpx_kwargs={"transport": TokenTransport(token, api_url)},
        )


class PollRequest(TokenRequest):
    """Polls for updates; each confirms the updates before it, and so waits for them.

    Attributes:
        polled_at_s: When the last poll began or ended, in seconds of the monotonic clock.
        refused: Set when Telegram does not accept the token any more.
    """

    def __init__(self, token: SecretStr, api_url: str, intake: Intake) -> None:
        """Take the token, and what knows which updates may be confirmed."""
        super().__init__(token, api_url)
        self._intake = intake
        self.polled_at_s = time.monotonic()
        self.refused = asyncio.Event()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Poll; see `HTTPXRequest.do_request`."""
        self.polled_at_s = time.monotonic()
        await self._intake.settled()
        status, payload = await super().do_request(*args, **kwargs)
        self.polled_at_s = time.monotonic()
        if status == HTTPStatus.UNAUTHORIZED:
            self.refused.set()
        return status, payload
