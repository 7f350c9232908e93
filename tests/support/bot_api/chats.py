"""A chat as a person sees it: its messages in order, with every edit."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.support.bot_api.accounts import Account
from tests.support.bot_api.changes import Changes
from tests.support.bot_api.entities import Entity
from tests.support.bot_api.keyboards import Keyboard, buttons_of
from tests.support.bot_api.media import Media


@dataclass(frozen=True)
class MessageContent:
    """What an edit can change: words, medium and keyboard."""

    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    markup: dict[str, Any] | None = None
    service: dict[str, Any] | None = None


@dataclass
class ChatMessage:
    """A message; `edits` holds its former contents, oldest first."""

    id: int
    chat_json: dict[str, Any]
    sender: Account
    date_s: int
    content: MessageContent
    reply_to: "ChatMessage | None" = None
    media_group_id: str | None = None
    edits: list[MessageContent] = field(default_factory=list)
    edit_date_s: int | None = None
    deleted: bool = False
    reactions: tuple[str, ...] = ()

    @property
    def chat_id(self) -> int:
        return int(self.chat_json["id"])

    @property
    def text(self) -> str | None:
        return self.content.text

    @property
    def caption(self) -> str | None:
        return self.content.caption

    @property
    def words(self) -> str:
        """Return text or caption; empty when it has neither."""
        return self.content.text or self.content.caption or ""

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.content.entities

    @property
    def keyboard(self) -> Keyboard:
        """Return the rows of its inline keyboard."""
        return buttons_of(self.content.markup)

    @property
    def media(self) -> Media | None:
        return self.content.media

    @property
    def photo(self) -> Media | None:
        return self._media("photo")

    @property
    def audio(self) -> Media | None:
        return self._media("audio")

    @property
    def document(self) -> Media | None:
        return self._media("document")

    @property
    def photo_bytes(self) -> bytes | None:
        """Return the photo's largest size, as Telegram would show it."""
        return self.photo.file.content if self.photo else None

    @property
    def document_bytes(self) -> bytes | None:
        return self.document.file.content if self.document else None

    def links(self) -> dict[str, str]:
        """Return the words that are links, with where they lead."""
        return {
            entity.of(self.words): entity.url for entity in self.entities if entity.url is not None
        }

    def replace_content(self, content: MessageContent, date_s: int) -> None:
        """Edit the message and keep what it was."""
        self.edits.append(self.content)
        self.content = content
        self.edit_date_s = date_s

    def to_json(self, *, with_reply: bool = True) -> dict[str, Any]:
        """Return the Bot API's Message."""
        content = self.content
        message: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender.to_json(),
            "chat": self.chat_json,
            "date": self.date_s,
            "edit_date": self.edit_date_s,
            "media_group_id": self.media_group_id,
            "text": content.text,
            "caption": content.caption,
        }
        if content.media is not None:
            message[content.media.kind] = content.media.to_json()
        if content.entities:
            field_name = "entities" if content.text is not None else "caption_entities"
            message[field_name] = [entity.to_json() for entity in content.entities]
        if content.markup is not None and "inline_keyboard" in content.markup:
            message["reply_markup"] = content.markup
        if self.reply_to is not None and with_reply:
            message["reply_to_message"] = self.reply_to.to_json(with_reply=False)
        message |= content.service or {}
        return {name: value for name, value in message.items() if value is not None}

    def _media(self, kind: str) -> Media | None:
        media = self.content.media
        return media if media is not None and media.kind == kind else None


class Chat:
    """A private chat or a supergroup with the bot."""

    def __init__(
        self, description: dict[str, Any], message_ids: Iterator[int] | None = None
    ) -> None:
        """Start an empty chat.

        Args:
            description: The Bot API's Chat: id, type, title or name.
            message_ids: Shared by the private chats of a bot; a supergroup counts by itself.
        """
        self.description = description
        self.messages: list[ChatMessage] = []
        self.actions: list[str] = []
        self.changes = Changes()
        self.refusal: str | None = None
        self.started = False
        self._message_ids = message_ids or itertools.count(1)
        self._by_id: dict[int, ChatMessage] = {}

    @property
    def id(self) -> int:
        return int(self.description["id"])

    @property
    def is_private(self) -> bool:
        return str(self.description["type"]) == "private"

    @property
    def name(self) -> str:
        return str(self.description.get("title") or self.description.get("first_name"))

    @property
    def bot_messages(self) -> list[ChatMessage]:
        """Return what the bot has sent and not deleted."""
        return [m for m in self.messages if m.sender.is_bot and not m.deleted]

    def message(self, message_id: int) -> ChatMessage | None:
        """Return a message that is not deleted."""
        message = self._by_id.get(message_id)
        return None if message is None or message.deleted else message

    def add(
        self,
        sender: Account,
        content: MessageContent,
        date_s: int,
        reply_to: ChatMessage | None = None,
        media_group_id: str | None = None,
    ) -> ChatMessage:
        """Append a message under the next id."""
        message = ChatMessage(
            next(self._message_ids),
            self.description,
            sender,
            date_s,
            content,
            reply_to,
            media_group_id,
        )
        self.messages.append(message)
        self._by_id[message.id] = message
        self.changes.notify()
        return message

    async def wait_until(self, holds: "Callable[[Chat], bool]", timeout_s: float = 30.0) -> None:
        """Return as soon as the chat fulfils the condition.

        Raises:
            TimeoutError: It does not in time; the message tells what the chat holds.
        """
        try:
            await self.changes.wait_until(lambda: holds(self), timeout_s)
        except TimeoutError as error:
            raise TimeoutError(
                f"not within {timeout_s} s; the chat's last messages are {self.summary()}"
            ) from error

    def summary(self, last: int = 6) -> list[str]:
        """Describe the last messages in a line each."""
        return [
            f"#{m.id} {m.sender.first_name}: "
            f"{f'[{m.media.kind}] ' if m.media else ''}{m.words[:80]!r}"
            for m in self.messages[-last:]
        ]
