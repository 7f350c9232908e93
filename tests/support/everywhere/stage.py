"""The same bot for every platform: real but for the analysis, the drawing and the network."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from bot.conversation.conversation import Conversation
from inference.emotions import Emotion
from inference.selfie import FaceAnalysis
from tests.support.conversations import FakeStudio, Stage, a_face, open_stage

_PATIENCE_S = 30.0


class WatchedConversation(Conversation):
    """Lets a test wait until something that a person did has been answered."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._answered = asyncio.Semaphore(0)

    async def answered(self) -> None:
        """Return when one thing more has been answered."""
        async with asyncio.timeout(_PATIENCE_S):
            await self._answered.acquire()

    async def receive_photo(self, *arguments: Any) -> None:
        await self._watch(super().receive_photo(*arguments))

    async def receive_command(self, *arguments: Any) -> None:
        await self._watch(super().receive_command(*arguments))

    async def receive_press(self, *arguments: Any) -> None:
        await self._watch(super().receive_press(*arguments))

    async def receive_other(self, *arguments: Any) -> None:
        await self._watch(super().receive_other(*arguments))

    async def _watch(self, work: Awaitable[None]) -> None:
        try:
            await work
        finally:
            self._answered.release()


class HappyAnalyzer:
    """Sees the same happy face in every photo, whatever a platform makes of its bytes."""

    async def analyze(self, data: bytes) -> tuple[FaceAnalysis, ...]:  # noqa: ARG002
        return (a_face(Emotion.HAPPY, 0.8, surprise=0.1),)


class PlainStudio(FakeStudio):
    """Draws small pictures, as Telegram takes no bytes that are none."""

    def _draw(self, what: str) -> bytes:
        super()._draw(what)
        stream = io.BytesIO()
        is_chart = what.startswith("chart")
        Image.new("RGB", (32, 32)).save(stream, "PNG" if is_chart else "JPEG")
        return stream.getvalue()


@asynccontextmanager
async def open_everywhere(folder: Path) -> AsyncIterator[tuple[Stage, WatchedConversation]]:
    """Open a bot with data of its own; what it chooses by chance is the same in each."""
    async with open_stage(folder, analyzer=HappyAnalyzer(), studio=PlainStudio()) as stage:
        yield stage, WatchedConversation(stage.services)
