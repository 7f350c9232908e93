"""The way to the chat's page: who comes, in which language, and a page that fits them."""

import secrets
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.platforms.web.guard import content_policy
from bot.platforms.web.identity import Identity
from bot.platforms.web.languages import preferred_language
from bot.platforms.web.visitors import Visitor, Visitors, new_visitor_id

# In the scope of a request, for the page.
VISITOR_KEY = "moodring.visitor"
CHAT_PATH = "/chat/"


class Entrance:
    """Gives everybody who opens the chat an id and the page of their language; ASGI."""

    def __init__(
        self,
        app: ASGIApp,
        identity: Identity,
        visitors: Visitors,
        language_code_of: Callable[[Visitor], Awaitable[str]],
        has_room: Callable[[], bool],
    ) -> None:
        """Take what stands behind, who tells a person's language, and if there is room."""
        self.app = app
        self._identity = identity
        self._visitors = visitors
        self._language_code_of = language_code_of
        self._has_room = has_room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead to the page; let everything else pass."""
        if scope["type"] == "http" and scope["path"] == "/":
            await self._enter(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._has_room():
            busy = PlainTextResponse("Too many pages are open.", 503, {"Retry-After": "60"})
            await busy(scope, receive, send)
            return
        headers = Headers(scope=scope)
        visitor = self._visitors.of(
            self._identity.visitor_id(headers.get("cookie", "")) or new_visitor_id()
        )
        visitor.language_code = preferred_language(headers.get("accept-language", ""))
        code = await self._language_code_of(visitor)
        scope = {**scope, VISITOR_KEY: visitor, "path": CHAT_PATH + code, "raw_path": None}
        cookie = self._identity.visitor_cookie(visitor.id, is_secure=scope["scheme"] == "https")
        await self.app(scope, receive, _with_cookie(send, cookie))


class PageScripts:
    """Marks the scripts of a page as its own, so that no other runs; ASGI.

    NiceGUI writes its scripts into the page: without a nonce the policy would have to allow any.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take what makes the page."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Mark pages; let everything else pass."""
        if scope["type"] != "http" or not scope["path"].startswith(CHAT_PATH):
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await _send_marked(send, start, bytes(body))

        await self.app(scope, receive, collect)


async def _send_marked(send: Send, start: Message, body: bytes) -> None:
    nonce = secrets.token_urlsafe(16)
    # NiceGUI escapes "<" in whatever is shown: only its own tags begin so.
    body = body.replace(b"<script", f'<script nonce="{nonce}"'.encode())
    headers = MutableHeaders(scope=start)
    headers["Content-Length"] = str(len(body))
    headers["Content-Security-Policy"] = content_policy(nonce)
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _with_cookie(send: Send, cookie: str) -> Send:
    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("Set-Cookie", cookie)
        await send(message)

    return send_with_cookie
