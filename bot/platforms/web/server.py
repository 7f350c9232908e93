"""uvicorn within our own event loop, whose signals stay ours."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SettingsError
from bot.settings import WebSettings

_START_DEADLINE_S = 30.0
# Pages keep their sockets open: they are closed after this.
_GRACE_S = 1


class WebServer(uvicorn.Server):
    """Serves until it is stopped."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        """Take what to serve, and where."""
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
                ws_max_size=1_000_000,
            )
        )
        self._settings = settings
        self._socket: socket.socket | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """The address to open in a browser, once it listens."""
        if self._socket is None:
            raise RuntimeError("the server does not listen yet")
        port = self._socket.getsockname()[1]
        host = self._settings.web_host
        shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104
        return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"

    def listen(self) -> None:
        """Take the address.

        Raises:
            SettingsError: It cannot be had.
        """
        host, port = self._settings.web_host, self._settings.web_port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = socket.create_server((host, port), family=family, backlog=2_048)
        except OSError as error:
            raise SettingsError(
                f"cannot serve the chat on {host}:{port}: {error.strerror}; set "
                "MOODRING_WEB_HOST and MOODRING_WEB_PORT to an address that is free"
            ) from error

    async def start(self) -> None:
        """Begin to answer; returns when it does."""
        if self._socket is None:
            self.listen()
        self._task = asyncio.create_task(self.serve([self._socket] if self._socket else None))
        async with asyncio.timeout(_START_DEADLINE_S):
            # uvicorn has no event for it.
            while not self.started and not self._task.done():  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        if self._task.done():
            self._task.result()

    async def wait(self) -> None:
        """Return when it has stopped."""
        if self._task is not None:
            await asyncio.shield(self._task)

    async def stop(self) -> None:
        """Answer nobody any more."""
        self.should_exit = True
        if self._task is not None:
            await asyncio.wait({self._task})
        elif self._socket is not None:
            self._socket.close()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to whoever runs all platforms."""
        yield
