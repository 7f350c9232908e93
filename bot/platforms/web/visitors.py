"""People in the browser: their chat, their open pages and the photos on their way, in memory."""

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from bot.platforms.web.messages import Message
from bot.platforms.web.shelf import FileShelf

_ID_BYTES = 16
_MAX_MESSAGES = 80
# Photos wait here for the tap that agrees; the bot looks at them at once otherwise.
_MAX_PHOTOS = 4
_PHOTO_LIFETIME_S = 3_600.0


class View(Protocol):
    """An open page that shows a chat."""

    def add(self, message: Message) -> None:
        """Show a new message."""
        ...

    def change(self, message: Message) -> None:
        """Show a message as it is now."""
        ...

    def replace_all(self) -> None:
        """Show the chat anew."""
        ...

    def show_activity(self, *, is_active: bool) -> None:
        """Show whether an answer is being made."""
        ...

    def check_language(self) -> None:
        """Load the page anew if the person has chosen another language."""
        ...

    def notify(self, text: str) -> None:
        """Show a passing note."""
        ...

    def renew_cookie(self) -> None:
        """Let the browser fetch the person's new id."""
        ...


def new_visitor_id() -> str:
    """Return an id that says nothing of the person."""
    return secrets.token_urlsafe(_ID_BYTES)


@dataclass
class _Photo:
    data: bytes
    at_s: float


@dataclass(eq=False)
class Visitor:
    """One person in one browser.

    Attributes:
        id: Stands in their cookie, and is all that the bot knows of them.
        language_code: That their browser prefers, or None.
        prefers_dark: Whether their page is dark.
        messages: Of the chat, oldest first.
        views: Their open pages.
        is_greeted: Whether the bot has spoken first.
    """

    id: str
    language_code: str | None = None
    prefers_dark: bool = False
    messages: list[Message] = field(default_factory=list)
    views: set[View] = field(default_factory=set)
    is_greeted: bool = False
    _activities: int = 0
    _photos: OrderedDict[str, _Photo] = field(default_factory=OrderedDict)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being made, or a page is open."""
        return bool(self._activities or self.views)

    @property
    def is_active(self) -> bool:
        """Whether an answer is being made."""
        return self._activities > 0

    def find(self, message_id: str) -> Message | None:
        """Return a message, also one within another."""
        for message in self.messages:
            for one in (message, *message.replies):
                if one.id == message_id:
                    return one
        return None

    def place_of(self, message: Message) -> Message:
        """Return the message that a message stands in: itself, or the one around it."""
        return next((one for one in self.messages if message in one.replies), message)

    def add(self, message: Message) -> list[Message]:
        """Add a message; return those that are too many now."""
        self.messages.append(message)
        gone, self.messages[:-_MAX_MESSAGES] = self.messages[:-_MAX_MESSAGES], []
        for view in set(self.views):
            view.add(message)
        return gone

    def show_change(self, message: Message) -> None:
        """Show everywhere what became of a message."""
        for view in set(self.views):
            view.change(self.place_of(message))

    def begin_activity(self) -> None:
        """Show that an answer is being made."""
        self._activities += 1
        self._show_activity()

    def end_activity(self) -> None:
        """Show that one answer less is being made."""
        self._activities -= 1
        self._show_activity()

    def keep_photo(self, data: bytes) -> str:
        """Keep a photo until it is asked for once; return what it is found by."""
        self._photos[handle := secrets.token_urlsafe(_ID_BYTES)] = _Photo(data, time.monotonic())
        while len(self._photos) > _MAX_PHOTOS:
            self._photos.popitem(last=False)
        return handle

    def take_photo(self, handle: str) -> bytes | None:
        """Return a photo, and keep it no longer."""
        self.drop_old_photos()
        photo = self._photos.pop(handle, None)
        return None if photo is None else photo.data

    def drop_old_photos(self) -> None:
        """Let go of photos that nobody agreed to have looked at."""
        oldest = time.monotonic() - _PHOTO_LIFETIME_S
        while self._photos and next(iter(self._photos.values())).at_s < oldest:
            self._photos.popitem(last=False)

    def drop_photos(self) -> None:
        """Let go of all photos."""
        self._photos.clear()

    def _show_activity(self) -> None:
        for view in set(self.views):
            view.show_activity(is_active=self.is_active)


class Visitors:
    """Everybody whose chat is in memory; beyond the limit, who was away longest goes."""

    def __init__(self, shelf: FileShelf, max_visitors: int) -> None:
        """Know nobody.

        Args:
            shelf: Of the files in the chats.
            max_visitors: Who is remembered; people with an open page always are.
        """
        self._shelf = shelf
        self._max_visitors = max_visitors
        self._visitors: OrderedDict[str, Visitor] = OrderedDict()
        # An id that was given up -> the one in its place, until the browser has fetched it.
        self._renamed: OrderedDict[str, str] = OrderedDict()

    def current_id(self, visitor_id: str) -> str:
        """Return the id that a person has now."""
        return self._renamed.get(visitor_id, visitor_id)

    def of(self, visitor_id: str) -> Visitor:
        """Return a person, as somebody new if need be."""
        visitor_id = self.current_id(visitor_id)
        visitor = self._visitors.setdefault(visitor_id, Visitor(visitor_id))
        self._visitors.move_to_end(visitor_id)
        self._make_room()
        return visitor

    def find(self, visitor_id: str) -> Visitor | None:
        """Return a person whose chat is in memory."""
        return self._visitors.get(self.current_id(visitor_id))

    def give_new_id(self, visitor: Visitor, keep: Message) -> None:
        """Make somebody new of a person: one message stays of their chat.

        Args:
            visitor: Who has asked to be forgotten.
            keep: That says so.
        """
        old_id, visitor.id = visitor.id, new_visitor_id()
        self._visitors.pop(old_id, None)
        self._visitors[visitor.id] = visitor
        self._rename(old_id, visitor.id)
        visitor.drop_photos()
        self.drop_files([message for message in visitor.messages if message is not keep])
        visitor.messages[:] = [keep]
        for view in set(visitor.views):
            view.replace_all()
            view.renew_cookie()

    def drop_files(self, messages: list[Message]) -> None:
        """Forget the files of messages that are shown no more."""
        for message in messages:
            self._shelf.drop(message.files())

    def drop_old_photos(self) -> None:
        """Let go of photos that nobody agreed to have looked at in time."""
        for visitor in self._visitors.values():
            visitor.drop_old_photos()

    def _rename(self, old_id: str, new_id: str) -> None:
        for earlier, now in self._renamed.items():
            if now == old_id:
                self._renamed[earlier] = new_id
        self._renamed[old_id] = new_id
        while len(self._renamed) > self._max_visitors:
            self._renamed.popitem(last=False)

    def _make_room(self) -> None:
        spare = len(self._visitors) - self._max_visitors
        idle = [one for one in self._visitors.values() if not one.is_busy]
        for visitor in idle[: max(spare, 0)]:
            del self._visitors[visitor.id]
            self.drop_files(visitor.messages)
