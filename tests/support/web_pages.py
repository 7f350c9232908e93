"""A browser on the web chat: the system's Chromium, headless, and the page as a person uses it."""

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright

REPOSITORY = Path(__file__).parents[2]
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_START_TIMEOUT_S = 60.0
# Of anything that a page waits for; other tests may keep the machine busy.
TIMEOUT_MS = 30_000
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera that shows a test picture, and no question whether it may be used.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


def chromium_path() -> str:
    """Return the system's Chromium; skips the test where there is none, or fails if it must be."""
    for name in _CHROMIUM:
        if path := shutil.which(name):
            return path
    if os.environ.get("MOODRING_REQUIRE_BROWSER"):
        pytest.fail("no Chromium is installed, and MOODRING_REQUIRE_BROWSER is set")
    pytest.skip("no Chromium is installed: the web chat's pages are not tested")


@dataclass
class RunningServer:
    """The chat, served by another process.

    Attributes:
        address: To open.
        process: That serves.
        written_at_start: Files that it has opened for writing before it served.
        written: The same since then.
    """

    address: str
    process: subprocess.Popen[str]
    written_at_start: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


@contextmanager
def running_server(folder: Path, **environment: str) -> Iterator[RunningServer]:
    """Serve the chat with data in a folder, and more variables in the environment."""
    settings = {
        name: value for name, value in os.environ.items() if not name.startswith("MOODRING_")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.web_server", str(folder)],
        cwd=REPOSITORY,
        env=settings | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    server = RunningServer("", process)
    reader = threading.Thread(target=_read, args=(server,))
    try:
        _wait(server)
        reader.start()
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_START_TIMEOUT_S)
        if reader.is_alive():
            reader.join()
        if process.stdout is not None:
            process.stdout.close()


def _wait(server: RunningServer) -> None:
    for line in server.process.stdout or ():
        if line.startswith("http"):
            server.address = line.strip()
            return
        server.written_at_start.append(line.strip())
    raise RuntimeError(f"the server ended with {server.process.wait()} before it served")


def _read(server: RunningServer) -> None:
    server.written.extend(line.strip() for line in server.process.stdout or ())


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Start the system's Chromium."""
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


class Chat:
    """A page of the chat, and short ways to do what people do on it.

    Attributes:
        page: The page.
        foreign: Addresses at other hosts that it asked for.
        problems: What the page complained of.
    """

    def __init__(self, page: Page, address: str) -> None:
        page.set_default_timeout(TIMEOUT_MS)
        self.page = page
        self.foreign: list[str] = []
        self.problems: list[str] = []
        self._address = address
        page.on("request", lambda request: self._note(request.url))
        page.on("websocket", lambda socket: self._note(socket.url))
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    @property
    def messages(self) -> Locator:
        """All messages, oldest first."""
        return self.page.locator(".log .message")

    @property
    def last(self) -> Locator:
        return self.messages.last

    @property
    def answers(self) -> Locator:
        """The messages with songs."""
        return self.page.locator(".message.songs")

    async def open(self) -> None:
        """Open the chat, and wait until something was said in it."""
        await self.page.goto(self._address)
        await self.messages.first.wait_for()

    async def agree(self) -> None:
        """Open the chat and agree."""
        await self.open()
        await self.press("I agree")
        await self.said("Now send me a selfie")

    async def press(self, label: str) -> None:
        """Press the newest button whose label has these words."""
        await self.page.get_by_role("button", name=label).last.click()

    async def say(self, words: str) -> None:
        """Type something and send it."""
        await self.page.fill("#words", words)
        await self.page.keyboard.press("Enter")

    async def said(self, words: str) -> Locator:
        """Wait for a message of the bot with these words, and return it."""
        found = self.page.locator(".message:not(.own)", has_text=re.compile(words)).last
        await found.wait_for()
        return found

    async def choose(self, data: bytes, name: str = "me.png", kind: str = "image/png") -> None:
        """Choose a file with the file picker."""
        async with self.page.expect_file_chooser() as chosen:
            await self.page.get_by_role("button", name="Choose a photo").click()
        chooser = await chosen.value
        await chooser.set_files({"name": name, "mimeType": kind, "buffer": data})

    async def drop(self, data: bytes) -> None:
        """Drop a file into the page."""
        transfer = await self.page.evaluate_handle(
            """(text) => {
                const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                const transfer = new DataTransfer();
                transfer.items.add(new File([bytes], "me.png", { type: "image/png" }));
                return transfer;
            }""",
            base64.b64encode(data).decode(),
        )
        for event in ("dragenter", "dragover", "drop"):
            await self.page.dispatch_event("#scroll", event, {"dataTransfer": transfer})

    def _note(self, url: str) -> None:
        own = (self._address, self._address.replace("http", "ws"), "data:", "blob:")
        if not url.startswith(own):
            self.foreign.append(url)


@asynccontextmanager
async def new_chat(browser: Browser, server: RunningServer, **options: Any) -> AsyncIterator[Chat]:
    """Open a page in a browser of its own, which nobody has used before."""
    context: BrowserContext = await browser.new_context(**({"locale": "en-GB"} | options))
    try:
        yield Chat(await context.new_page(), server.address)
    finally:
        await context.close()
