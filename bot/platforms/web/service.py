"""The chat in the browser as a whole: a server, the people on it, and how it starts and stops."""

import asyncio
import logging
from collections.abc import Sequence

from fastapi import FastAPI
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from bot.conversation.conversation import COMMANDS
from bot.platforms.web.browser import open_browser
from bot.platforms.web.entrance import Entrance
from bot.platforms.web.files import FileEndpoint
from bot.platforms.web.guard import Guard
from bot.platforms.web.identity import Identity
from bot.platforms.web.listener import WebListener
from bot.platforms.web.login import LoginEndpoint
from bot.platforms.web.markup import PageMarkup
from bot.platforms.web.outlet import Stage
from bot.platforms.web.page import ChatPages, add_nicegui, build_application, has_room
from bot.platforms.web.photos import PhotoEndpoint
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.receiver import Receiver
from bot.platforms.web.server import WebServer
from bot.platforms.web.shelf import FileShelf
from bot.platforms.web.visitors import Visitor, Visitors
from bot.settings import WebSettings
from bot.texts.texts import Texts

logger = logging.getLogger(__name__)

_MAX_VISITORS = 300
_MAX_FILE_BYTES = 256 * 1024 * 1024
_TIDY_INTERVAL_S = 60.0


class WebService:
    """Runs the chat in the browser; a `PlatformService`, once in a process."""

    def __init__(
        self,
        settings: WebSettings,
        listener: WebListener,
        texts: Texts,
        keys: Sequence[SecretStr],
    ) -> None:
        """Set up; nothing is served before `start`.

        Args:
            settings: Where, and to whom.
            listener: That answers.
            texts: For the page.
            keys: That encrypt storage; those of the cookies are derived from them.
        """
        self._settings = settings
        self._identity = Identity(keys, settings.web_password)
        self._shelf = FileShelf(_MAX_FILE_BYTES)
        self._visitors = Visitors(self._shelf, _MAX_VISITORS)
        stage = Stage(self._visitors, self._shelf, PageMarkup(tuple(COMMANDS)))
        self._platform = WebPlatform(stage)
        self._receiver = Receiver(listener, self._platform, self._visitors)
        self._texts = texts
        ChatPages(self._receiver, listener, texts).register()
        self._server = WebServer(self._application(), settings)
        self._tidying: asyncio.Task[None] | None = None

    @property
    def platform(self) -> WebPlatform:
        """The way back to people."""
        return self._platform

    @property
    def address(self) -> str:
        """Where the chat is, once it was started."""
        return self._server.address

    async def connect(self) -> None:
        """Take the address, so that it is known at once whether it can be had.

        Raises:
            SettingsError: It cannot.
        """
        self._server.listen()

    async def start(self) -> None:
        """Begin to serve, and show the chat where there is a screen."""
        await self._server.start()
        self._tidying = asyncio.create_task(self._tidy())
        logger.info("answering in the browser at %s", self.address)
        if not self._identity.needs_login and not _is_loopback(self._settings.web_host):
            logger.warning(
                "everybody who reaches %s may chat: set MOODRING_WEB_PASSWORD", self.address
            )
        await open_browser(self.address)

    async def run(self) -> None:
        """Go on until cancelled."""
        await self._server.wait()

    async def finish(self, deadline_s: float) -> None:
        """Finish what was begun, then serve no more."""
        if self._tidying is not None:
            self._tidying.cancel()
        await self._receiver.finish(deadline_s)
        await self._server.stop()

    async def close(self) -> None:
        """Do nothing: all was let go of."""

    def is_alive(self) -> bool:
        """Tell whether pages are served."""
        return self._server.started and not self._server.should_exit

    def _application(self) -> ASGIApp:
        application = build_application()
        self._add_endpoints(application)
        add_nicegui(application)
        entrance = Entrance(
            application, self._identity, self._visitors, self._language_code_of, has_room
        )
        return Guard(entrance, self._identity, self._settings.web_allowed_hosts)

    def _add_endpoints(self, application: FastAPI) -> None:
        files = FileEndpoint(self._shelf, self._visitors, self._identity)
        photos = PhotoEndpoint(self._receiver, self._visitors, self._identity)
        login = LoginEndpoint(self._identity, self._texts)
        application.add_route("/files/{token}", files.send, ["GET"])
        application.add_route("/photos", photos.receive, ["POST"])
        application.add_route("/session", self._renew, ["POST"])
        application.add_route("/login", login.show, ["GET"])
        application.add_route("/login", login.enter, ["POST"])

    async def _renew(self, request: Request) -> Response:
        """Give a browser the id that its person has now."""
        visitor_id = self._identity.visitor_id(request.headers.get("cookie", ""))
        if visitor_id is None:
            return Response(status_code=403)
        cookie = self._identity.visitor_cookie(
            self._visitors.current_id(visitor_id), is_secure=request.url.scheme == "https"
        )
        return Response(status_code=204, headers={"Set-Cookie": cookie})

    async def _language_code_of(self, visitor: Visitor) -> str:
        return (await self._receiver.language_of(visitor)).code

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(_TIDY_INTERVAL_S)
            self._visitors.drop_old_photos()


def _is_loopback(host: str) -> bool:
    return host in {"127.0.0.1", "::1", "localhost"}
