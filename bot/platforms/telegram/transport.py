"""The one place that knows the token: it enters a request's address on the way out.

Everything above, python-telegram-bot included, works with a stand-in, so that no log line, no
error and no traceback with its local variables can hold the token.
"""

import functools
import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from pydantic import SecretStr

# Has no meaning, and not the shape of a token either.
STAND_IN = "withheld"

_CONNECTIONS = httpx.Limits(max_connections=256, max_keepalive_connections=64)


class TokenTransport(httpx.AsyncBaseTransport):
    """Replaces the stand-in in addresses by the token, then sends over HTTP."""

    def __init__(self, token: SecretStr, api_url: str) -> None:
        """Take the token.

        Args:
            token: Of the bot.
            api_url: The Bot API's address, to find the proxy for it.
        """
        self._token = token
        self._http = httpx.AsyncHTTPTransport(
            verify=_tls_context(), limits=_CONNECTIONS, proxy=_proxy_for(api_url)
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request.

        Raises:
            httpx.TransportError: As `AsyncHTTPTransport` raises, less what led there.
        """
        outcome = await self._send(request)
        if isinstance(outcome, httpx.Response):
            return outcome
        raise outcome

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def _send(self, request: httpx.Request) -> httpx.Response | httpx.TransportError:
        """Return an error rather than raise it: frames further down hold the full address."""
        try:
            return await self._http.handle_async_request(self._with_token(request))
        except httpx.TransportError as error:
            return type(error)(str(error), request=request)

    def _with_token(self, request: httpx.Request) -> httpx.Request:
        path = request.url.raw_path.replace(
            f"/bot{STAND_IN}/".encode(), f"/bot{self._token.get_secret_value()}/".encode(), 1
        )
        return httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )


@functools.cache
def _tls_context() -> ssl.SSLContext:
    """Return the usual context; reading the certificates takes a quarter of a second."""
    return httpx.create_ssl_context()


def _proxy_for(api_url: str) -> str | None:
    """Return the proxy that the environment sets for an address, as httpx itself would."""
    parts = urlsplit(api_url)
    if proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")
