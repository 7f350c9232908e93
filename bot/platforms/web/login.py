"""The page that asks for the password, where there is one."""

from collections import OrderedDict
from urllib.parse import parse_qs

from aiolimiter import AsyncLimiter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.platforms.web.identity import Identity
from bot.platforms.web.languages import preferred_language
from bot.platforms.web.templates import render
from bot.texts.texts import Texts

# Guesses in a minute, of one address and of all together.
_GUESSES = 5
_GUESSES_OF_ALL = 60
_PERIOD_S = 60.0
_MAX_ADDRESSES = 1_000
_MAX_FORM_BYTES = 4_096


class LoginEndpoint:
    """Asks for the password."""

    def __init__(self, identity: Identity, texts: Texts) -> None:
        """Take who knows the password."""
        self._identity = identity
        self._texts = texts
        self._of_all = AsyncLimiter(_GUESSES_OF_ALL, _PERIOD_S)
        self._of_each: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def show(self, request: Request) -> Response:
        """Answer with the form, or lead on where no password is needed."""
        if self._identity.is_logged_in(request.headers.get("cookie", "")):
            return RedirectResponse("/", status_code=303)
        return self._page(request, None)

    async def enter(self, request: Request) -> Response:
        """Let in whoever knows the password."""
        if not await self._may_guess(request):
            return self._page(request, "web-password-wait", status_code=429)
        if not self._identity.is_password(await _password(request)):
            return self._page(request, "web-password-wrong", status_code=401)
        cookie = self._identity.login_cookie(is_secure=request.url.scheme == "https")
        return RedirectResponse("/", status_code=303, headers={"Set-Cookie": cookie})

    async def _may_guess(self, request: Request) -> bool:
        address = request.client.host if request.client else ""
        limiter = self._of_each.setdefault(address, AsyncLimiter(_GUESSES, _PERIOD_S))
        self._of_each.move_to_end(address)
        if len(self._of_each) > _MAX_ADDRESSES:
            self._of_each.popitem(last=False)
        if not (limiter.has_capacity() and self._of_all.has_capacity()):
            return False
        await limiter.acquire()
        await self._of_all.acquire()
        return True

    def _page(
        self, request: Request, message_id: str | None, *, status_code: int = 200
    ) -> Response:
        code = preferred_language(request.headers.get("accept-language", ""))
        language = self._texts.for_language(code)
        html = render("login.html", language, message_id=message_id)
        return HTMLResponse(html, status_code=status_code)


async def _password(request: Request) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM_BYTES:
            return ""
    values = parse_qs(body.decode(errors="replace")).get("password", [""])
    return values[0]
