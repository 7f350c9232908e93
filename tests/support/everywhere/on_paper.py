"""A platform that nobody has heard of: all that a fourth one needs, in one module.

It is written against what the conversation asks of a platform (`bot.conversation.people`) and
nothing else: where it brings the same replies as the others, adding one changes nothing outside
of its own folder but the line that composes it.
"""

import html
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.conversation.people import OtherContent, SentPhoto, Speaker
from bot.conversation.replies import Button, Delivery, Reply
from bot.storage.records import MessageRef, Person
from tests.support.everywhere.seen import Kind, Seen, Sight, seen
from tests.support.everywhere.stage import WatchedConversation, open_everywhere

_NAME = "paper"
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r'href="([^"]*)"')


class PaperOutlet:
    """Writes replies down; an `Outlet`."""

    def __init__(self, platform: "PaperPlatform", pressed: str | None = None) -> None:
        self._platform = platform
        self._pressed = pressed

    def acknowledge(self) -> None:
        return

    async def show_activity(self) -> None:
        return

    async def send(self, reply: Reply) -> MessageRef | None:
        if reply.audio is not None:
            await reply.audio.load()
        if reply.delivery is Delivery.NOTICE and self._pressed is not None:
            self._platform.notes.append(_plain(reply))
            return None
        standing = reply.replaces.message_id if reply.replaces else self._pressed
        if reply.delivery is Delivery.MESSAGE or standing is None:
            standing = self._platform.new_id()
        if reply.delivery is Delivery.BUTTONS and standing in self._platform.written:
            self._platform.buttons[standing] = reply.buttons
        else:
            self._platform.written[standing] = reply
            self._platform.buttons[standing] = reply.buttons
        return MessageRef(_NAME, standing)


class PaperPlatform:
    """Keeps one person's chat; a `Platform`."""

    name = _NAME

    def __init__(self) -> None:
        self.photos: dict[str, bytes] = {}
        self.written: dict[str, Reply] = {}
        self.buttons: dict[str, tuple[tuple[Button, ...], ...]] = {}
        self.notes: list[str] = []
        self._numbers = itertools.count(1)

    async def fetch_photo(self, photo: SentPhoto) -> bytes:
        return self.photos[photo.file_id]

    def outlet_for(self, person: Person, message: MessageRef) -> PaperOutlet:  # noqa: ARG002
        return PaperOutlet(self)

    def new_id(self) -> str:
        return str(next(self._numbers))


class OnPaper:
    """A `Somebody`."""

    def __init__(self, conversation: WatchedConversation) -> None:
        self._conversation = conversation
        self._platform = PaperPlatform()
        self._speaker = Speaker(_NAME, "ada", "en")

    async def command(self, name: str, *words: str) -> None:
        outlet = PaperOutlet(self._platform)
        await self._conversation.receive_command(self._platform, self._speaker, outlet, name, words)

    async def say(self, words: str) -> None:  # noqa: ARG002 - hinted at, whatever it is
        outlet = PaperOutlet(self._platform)
        await self._conversation.receive_other(
            self._platform, self._speaker, outlet, OtherContent.TEXT
        )

    async def send_photo(self, data: bytes) -> None:
        file_id = self._platform.new_id()
        self._platform.photos[file_id] = data
        photo = SentPhoto(file_id, MessageRef(_NAME, file_id))
        outlet = PaperOutlet(self._platform)
        await self._conversation.receive_photo(self._platform, self._speaker, outlet, photo)

    async def press(self, label: str) -> None:
        for message_id, rows in reversed(self._platform.buttons.items()):
            for button in itertools.chain(*rows):
                if button.label.startswith(label):
                    outlet = PaperOutlet(self._platform, message_id)
                    await self._conversation.receive_press(
                        self._platform, self._speaker, outlet, button.action
                    )
                    return
        raise LookupError(f"no button {label!r}")

    async def look(self) -> Sight:
        written, buttons = self._platform.written, self._platform.buttons
        return Sight(
            tuple(_seen(reply, buttons[number]) for number, reply in written.items()),
            tuple(self._platform.notes),
        )


@asynccontextmanager
async def on_paper(folder: Path) -> AsyncIterator[OnPaper]:
    """Run a bot on paper, and let somebody come."""
    async with open_everywhere(folder) as (_, conversation):
        yield OnPaper(conversation)


def _seen(reply: Reply, rows: tuple[tuple[Button, ...], ...]) -> Seen:
    kinds = {
        kind
        for kind, part in (
            (Kind.PICTURE, reply.picture),
            (Kind.SOUND, reply.audio),
            (Kind.FILE, reply.document),
        )
        if part is not None
    }
    return seen(
        _plain(reply),
        [(button.label, button.action) for button in itertools.chain(*rows)],
        kinds,
        map(html.unescape, _ADDRESS.findall(reply.text)),
        None if reply.document is None else reply.document.name,
    )


def _plain(reply: Reply) -> str:
    return html.unescape(_TAG.sub("", reply.text))
