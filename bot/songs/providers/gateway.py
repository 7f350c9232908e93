"""The way to one provider: rate-limited, retried, and cut off while the provider fails."""

import functools
import json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from aiolimiter import AsyncLimiter
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from bot.songs.providers.errors import (
    ProviderAnswerError,
    ProviderRefusedError,
    ProviderUnavailableError,
)

# Providers' answers have some kilobytes a song.
_MAX_ANSWER_BYTES = 512 * 1024
_ATTEMPTS = 2
# Of one attempt. Longer than an answer may take: what comes too late for this answer is
# remembered for the next.
_TIMEOUT = httpx.Timeout(4.0, connect=2.0)

_FAILURES_UNTIL_CUT_OFF = 5
_CUT_OFF_S = 60

_NOT_FOUND = (404, 410)
_REFUSED = (401, 403, 429)


def media_client() -> httpx.AsyncClient:
    """Return a client for all providers and downloads to share; it follows no redirects.

    It also silences httpx's own log, which tells each request's address with a song's title.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=20)
    return httpx.AsyncClient(
        limits=limits, timeout=_TIMEOUT, headers={"User-Agent": "Moodring"}, verify=_tls_context()
    )


@functools.cache
def _tls_context() -> ssl.SSLContext:
    """Return the usual context; reading the certificates takes a quarter of a second."""
    return httpx.create_ssl_context()


@dataclass(frozen=True)
class RateLimit:
    """So many requests in so many seconds."""

    requests: float
    period_s: float


class ProviderGateway:
    """Asks one provider for JSON."""

    def __init__(
        self, name: str, base_url: str, client: httpx.AsyncClient, limit: RateLimit
    ) -> None:
        """Take the shared client.

        Args:
            name: Of the provider, for messages.
            base_url: Which paths are appended to.
            client: Shared by all providers; closed by whoever made it.
            limit: Of the provider; what is over it is refused at once rather than queued.
        """
        self._name = name
        self._base_url = base_url.rstrip("/")
        self._client = client
        self._limiter = AsyncLimiter(limit.requests, limit.period_s)
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=_FAILURES_UNTIL_CUT_OFF,
            default_ttl=_CUT_OFF_S,
            exclude=[ProviderAnswerError],
        )

    async def get_json(self, path: str, parameters: Mapping[str, str | int]) -> Any | None:
        """Ask for JSON.

        Returns:
            What the answer holds; None if the provider answered that there is no such thing.

        Raises:
            ProviderUnavailableError: No connection, too slow, or a server's error, twice.
            ProviderRefusedError: The provider's limit, ours, or an open circuit.
            ProviderAnswerError: No JSON, or too much of it.
        """
        attempts = AsyncRetrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.1, max=0.4),
            retry=retry_if_exception_type(ProviderUnavailableError),
            reraise=True,
        )
        return await attempts(self._attempt, path, parameters)

    async def _attempt(self, path: str, parameters: Mapping[str, str | int]) -> Any | None:
        if not self._limiter.has_capacity():
            raise ProviderRefusedError(f"{self._name}: our own limit of requests is reached")
        await self._limiter.acquire()
        try:
            async with await self._breakers.get_breaker(self._name):
                return await self._ask(path, parameters)
        except OpenedState as error:
            # One instance is raised again and again: without this its traceback would grow.
            error.with_traceback(None)
            raise ProviderRefusedError(
                f"{self._name}: it failed {_FAILURES_UNTIL_CUT_OFF} times, asked again "
                f"after {_CUT_OFF_S} s"
            ) from None

    async def _ask(self, path: str, parameters: Mapping[str, str | int]) -> Any | None:
        url = self._base_url + path
        try:
            async with self._client.stream(
                "GET", url, params=parameters, timeout=_TIMEOUT
            ) as response:
                if response.status_code in _NOT_FOUND:
                    return None
                self._check(response)
                return await self._json(response)
        except httpx.HTTPError as error:
            raise ProviderUnavailableError(f"{self._name}: {type(error).__name__}") from error

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in _REFUSED:
            raise ProviderRefusedError(f"{self._name}: status {status}, it limits us")
        if response.is_server_error:
            raise ProviderUnavailableError(f"{self._name}: status {status}")
        if not response.is_success:
            raise ProviderAnswerError(f"{self._name}: status {status}, expected 200")

    async def _json(self, response: httpx.Response) -> Any:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > _MAX_ANSWER_BYTES:
                raise ProviderAnswerError(f"{self._name}: over {_MAX_ANSWER_BYTES} bytes of JSON")
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise ProviderAnswerError(f"{self._name}: no JSON in {len(body)} bytes") from error
