"""What people do in the browser, told to the conversation; the platform's edge."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from markupsafe import escape

from bot.conversation.people import OtherContent, SentPhoto, Speaker
from bot.errors import PersonUnreachableError
from bot.platforms.web.listener import WebListener
from bot.platforms.web.messages import Message
from bot.platforms.web.outlet import Origin, WebOutlet
from bot.platforms.web.platform import PLATFORM_NAME, WebPlatform
from bot.platforms.web.visitors import View, Visitor, Visitors
from bot.storage.records import MessageRef
from bot.texts.texts import Language
from inference.errors import QueueFullError

logger = logging.getLogger(__name__)

MAX_WORDS_CHARACTERS = 2_000
# Of one person at once; more are told that the bot is busy.
_MAX_TURNS = 8

_Work = Callable[[Speaker, WebOutlet], Awaitable[None]]


async def _refuse(_speaker: Speaker, _outlet: WebOutlet) -> None:
    raise QueueFullError(
        f"the bot is stopping, or {_MAX_TURNS} things that one person did are being answered"
    )


class Receiver:
    """Answers what people do, each thing in a task of its own."""

    def __init__(self, listener: WebListener, platform: WebPlatform, visitors: Visitors) -> None:
        """Take who answers, and whom."""
        self._listener = listener
        self._platform = platform
        self._visitors = visitors
        self._tasks: dict[asyncio.Task[None], Visitor] = {}
        self._is_closing = False

    def greet(self, visitor: Visitor) -> None:
        """Speak first, to whoever has not been spoken to."""
        if not visitor.is_greeted:
            visitor.is_greeted = True
            self._begin_command(visitor, Origin(), "start", ())

    def receive_words(self, visitor: Visitor, words: str, view: View | None) -> None:
        """Answer what was typed: a command, or anything else."""
        words = words.strip()[:MAX_WORDS_CHARACTERS]
        if not words:
            return
        self._show_own(visitor, Message(is_own=True, html=str(escape(words))))
        if words.startswith("/"):
            name, *rest = words.removeprefix("/").split() or [""]
            self._begin_command(visitor, Origin(view=view), name.lower(), tuple(rest))
        else:
            self.receive_other(visitor, OtherContent.TEXT, view)

    def receive_other(self, visitor: Visitor, content: OtherContent, view: View | None) -> None:
        """Answer what is neither a photo nor a command."""

        async def work(speaker: Speaker, outlet: WebOutlet) -> None:
            await self._listener.receive_other(self._platform, speaker, outlet, content)

        self._begin(visitor, Origin(view=view), work)

    def receive_press(
        self, visitor: Visitor, message_id: str, action: str, view: View | None
    ) -> None:
        """Answer a pressed button; what no button does is left alone."""
        message = visitor.find(message_id)
        if message is None or action not in message.actions():
            return

        async def work(speaker: Speaker, outlet: WebOutlet) -> None:
            await self._listener.receive_press(self._platform, speaker, outlet, action)

        self._begin(visitor, Origin(message, view), work)

    async def receive_photo(self, visitor: Visitor, data: bytes, photo_id: str) -> None:
        """Answer a photo; returns once it is written down, or was answered."""
        message = Message(is_own=True, photo_id=photo_id)
        self._show_own(visitor, message)
        sent = SentPhoto(visitor.keep_photo(data), MessageRef(visitor.id, message.id))
        is_safe = asyncio.Event()

        async def work(speaker: Speaker, outlet: WebOutlet) -> None:
            await self._listener.receive_photo(self._platform, speaker, outlet, sent)

        task = self._begin(visitor, Origin(on_acknowledge=is_safe.set), work)
        task.add_done_callback(lambda _: is_safe.set())
        await is_safe.wait()

    def refuse_photo(self, visitor: Visitor, error: Exception, photo_id: str) -> None:
        """Say why a photo was not taken."""
        self._show_own(visitor, Message(is_own=True, photo_id=photo_id))

        async def work(_speaker: Speaker, _outlet: WebOutlet) -> None:
            raise error

        self._begin(visitor, Origin(), work)

    async def finish(self, deadline_s: float) -> None:
        """Begin nothing more, wait for what was begun, and give up what takes longer."""
        self._is_closing = True
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=deadline_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def language_of(self, visitor: Visitor) -> Language:
        """Return the language that a person is spoken to in."""
        return await self._listener.language_of(self.speaker(visitor))

    def speaker(self, visitor: Visitor) -> Speaker:
        """Return a person as the conversation knows them."""
        return Speaker(
            PLATFORM_NAME, visitor.id, visitor.language_code, prefers_dark=visitor.prefers_dark
        )

    def _show_own(self, visitor: Visitor, message: Message) -> None:
        self._visitors.drop_files(visitor.add(message))

    def _begin_command(
        self, visitor: Visitor, origin: Origin, name: str, words: tuple[str, ...]
    ) -> None:
        async def work(speaker: Speaker, outlet: WebOutlet) -> None:
            await self._listener.receive_command(self._platform, speaker, outlet, name, words)

        self._begin(visitor, origin, work)

    def _begin(self, visitor: Visitor, origin: Origin, work: _Work) -> asyncio.Task[None]:
        if self._is_closing or list(self._tasks.values()).count(visitor) >= _MAX_TURNS:
            work = _refuse
        task = asyncio.create_task(self._answer(visitor, origin, work))
        self._tasks[task] = visitor
        task.add_done_callback(self._tasks.pop)
        return task

    async def _answer(self, visitor: Visitor, origin: Origin, work: _Work) -> None:
        speaker, outlet = self.speaker(visitor), self._platform.open_outlet(visitor, origin)
        try:
            await work(speaker, outlet)
        except PersonUnreachableError:
            logger.info("somebody left before they were answered")
        except Exception as error:  # noqa: BLE001 - the platform's edge
            await self._apologize(error, speaker, outlet)
        finally:
            outlet.close()
            for view in set(visitor.views):
                view.check_language()

    async def _apologize(self, error: Exception, speaker: Speaker, outlet: WebOutlet) -> None:
        try:
            await self._listener.apologize(error, speaker, outlet)
        except Exception:
            logger.exception("an apology was not delivered")
