"""A person in the browser, below the page: their chat as the server keeps it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from bot.conversation.conversation import COMMANDS
from bot.platforms.web.markup import PageMarkup
from bot.platforms.web.messages import Message, ShownSong
from bot.platforms.web.outlet import Stage as WebStage
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.receiver import Receiver
from bot.platforms.web.shelf import FileShelf
from bot.platforms.web.visitors import Visitors
from tests.support.everywhere.seen import Kind, Seen, Sight, seen
from tests.support.everywhere.stage import WatchedConversation, open_everywhere

_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r'href="([^"]*)"')
_FINISH_S = 5.0


class Page:
    """An open page, of which only the notes matter."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def notify(self, text: str) -> None:
        self.notes.append(text)

    def add(self, message: Message) -> None: ...
    def change(self, message: Message) -> None: ...
    def replace_all(self) -> None: ...
    def show_activity(self, *, is_active: bool) -> None: ...
    def check_language(self) -> None: ...
    def renew_cookie(self) -> None: ...


class OnWeb:
    """A `Somebody`."""

    def __init__(
        self, receiver: Receiver, visitors: Visitors, conversation: WatchedConversation
    ) -> None:
        self._receiver = receiver
        self._visitor = visitors.of("ada")
        self._conversation = conversation
        self._page = Page()

    async def command(self, name: str, *words: str) -> None:
        await self.say(" ".join([f"/{name}", *words]))

    async def say(self, words: str) -> None:
        self._receiver.receive_words(self._visitor, words, self._page)
        await self._conversation.answered()

    async def send_photo(self, data: bytes) -> None:
        await self._receiver.receive_photo(self._visitor, data, "photo")
        await self._conversation.answered()

    async def press(self, label: str) -> None:
        for message in reversed(self._messages()):
            for button in (one for row in message.buttons for one in row):
                if button.label.startswith(label):
                    visitor, page = self._visitor, self._page
                    self._receiver.receive_press(visitor, message.id, button.action, page)
                    await self._conversation.answered()
                    return
        raise LookupError(f"no button {label!r}")

    async def look(self) -> Sight:
        return Sight(tuple(map(_seen, self._messages())), tuple(self._page.notes))

    def _messages(self) -> list[Message]:
        """Return the bot's messages in the order in which they came, those on cards too."""
        messages = [one for one in self._visitor.messages if not one.is_own]
        return sorted((one for each in messages for one in (each, *each.replies)), key=_came_at)


@asynccontextmanager
async def on_web(folder: Path) -> AsyncIterator[OnWeb]:
    """Run a bot for the browser, and let somebody come."""
    async with open_everywhere(folder) as (_, conversation):
        shelf = FileShelf(2**24)
        visitors = Visitors(shelf, 10)
        platform = WebPlatform(WebStage(visitors, shelf, PageMarkup(tuple(COMMANDS))))
        receiver = Receiver(conversation, platform, visitors)
        yield OnWeb(receiver, visitors, conversation)
        await receiver.finish(_FINISH_S)


def _seen(message: Message) -> Seen:
    kinds = {
        kind
        for kind, holds in (
            # Cards show what the picture of an answer does.
            (Kind.PICTURE, message.picture or message.songs),
            (Kind.SOUND, message.sound),
            (Kind.FILE, message.document),
        )
        if holds
    }
    html = f"{message.html}\n{message.foot_html}"
    lines = [_plain(html)]
    if message.sound is not None:
        lines.insert(0, f"{message.sound.title} – {message.sound.performer}")  # noqa: RUF001
    links = [Markup(one).unescape() for one in _ADDRESS.findall(html)]  # noqa: S704
    return seen(
        "\n".join([*lines, *map(_line, message.songs)]),
        [(one.label, one.action) for row in message.buttons for one in row],
        kinds,
        [*links, *(song.page_url for song in message.songs)],
        None if message.document is None else message.document.name,
    )


def _line(song: ShownSong) -> str:
    return f"{song.number}. {song.title} – {song.artist}"  # noqa: RUF001


def _plain(html: str) -> str:
    return Markup(_TAG.sub("", html)).unescape()  # noqa: S704 - compared, not shown


def _came_at(message: Message) -> datetime:
    return message.at
