"""Who may ask the server for what: hosts, origins, paths, logins; and headers on all it says."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.platforms.web.identity import Identity

LOGIN_PATH = "/login"
STATIC_PATH = "/static/"
_OPEN_PATHS = (LOGIN_PATH, STATIC_PATH)
_PATHS = ("/_nicegui/", "/_nicegui_ws/", "/files/", *_OPEN_PATHS)
_EXACT_PATHS = frozenset({"/", "/favicon.ico", "/photos", "/session", LOGIN_PATH})
_SAFE_METHODS = frozenset({"GET", "HEAD"})

_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # With "no-referrer", browsers would post the login form with the origin "null".
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}


def content_policy(nonce: str | None = None) -> str:
    """Return what a page may load: with a nonce, the chat, whose Vue compiles its templates."""
    scripts = "" if nonce is None else f" 'nonce-{nonce}' 'unsafe-eval'"
    return _POLICY.format(scripts=scripts)


class Guard:
    """Lets through what comes from the chat's own pages, by a name that is known; ASGI."""

    def __init__(self, app: ASGIApp, identity: Identity, allowed_hosts: Collection[str]) -> None:
        """Take what to guard.

        Args:
            app: Behind the guard.
            identity: Knows who has logged in.
            allowed_hosts: Names beside localhost. Any other name is that of an attacker, whose
                page would pass for the chat's own (DNS rebinding); a number is nobody's name.
        """
        self.app = app
        self._identity = identity
        self._allowed_hosts = frozenset({"localhost", *(host.lower() for host in allowed_hosts)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the app answer."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            _forget_prefix(scope)
            await self.app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        if not self._is_known_host(headers.get("host", "")):
            hint = "Unknown host name: add it to MOODRING_WEB_ALLOWED_HOSTS."
            return PlainTextResponse(hint, status_code=421)
        if not _is_own_origin(scope, headers):
            return PlainTextResponse("Wrong origin.", status_code=403)
        if path not in _EXACT_PATHS and not path.startswith(_PATHS):
            return PlainTextResponse("Not found.", status_code=404)
        if not path.startswith(_OPEN_PATHS) and not self._may_enter(headers):
            if path == "/":
                return RedirectResponse(LOGIN_PATH, status_code=303)
            return PlainTextResponse("Log in first.", status_code=401)
        return None

    def _may_enter(self, headers: Headers) -> bool:
        return self._identity.is_logged_in(headers.get("cookie", ""))

    def _is_known_host(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._allowed_hosts or _is_number(name)


def _is_own_origin(scope: Scope, headers: Headers) -> bool:
    """Tell whether a request comes from the chat's own page, or changes nothing."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host")
    if scope["type"] == "websocket":
        return False
    return scope["method"] in _SAFE_METHODS or headers.get("sec-fetch-site") == "same-origin"


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _forget_prefix(scope: Scope) -> None:
    """Take out a header that NiceGUI would believe, and put before each address in the page."""
    scope["headers"] = [
        (name, value) for name, value in scope["headers"] if name != b"x-forwarded-prefix"
    ]


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", content_policy())
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_with_headers
