"""Everything that the emulated Telegram knows; methods and people act on it."""

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.support.bot_api.accounts import Account
from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.chats import Chat, ChatMessage, MessageContent
from tests.support.bot_api.errors import ApiError, bad_request, forbidden
from tests.support.bot_api.media import FileStore
from tests.support.bot_api.profile import BotProfile
from tests.support.bot_api.updates import UpdateQueue


@dataclass(frozen=True)
class QueryAnswer:
    """What the bot answered to a pressed button."""

    text: str | None = None
    show_alert: bool = False
    url: str | None = None


@dataclass
class CallbackQuery:
    """A press of a button; `answer` stays None until the bot answers."""

    id: str
    sender: Account
    chat: Chat
    message: ChatMessage
    data: str
    pressed_at_s: float
    answer: QueryAnswer | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "from": self.sender.to_json(),
            "message": self.message.to_json(),
            "chat_instance": str(self.chat.id),
            "data": self.data,
        }


@dataclass(frozen=True)
class WebPage:
    """What is found under a web address that a bot sends instead of a file."""

    mime_type: str
    content: bytes = field(repr=False)


@dataclass
class Webhook:
    """Where updates are posted to, and how that went."""

    url: str
    secret_token: str | None = None
    max_connections: int = 40
    allowed_updates: list[str] | None = None
    last_error_date_s: int | None = None
    last_error: str | None = None


class World:
    """Accounts, chats, files, updates and callback queries around one bot."""

    def __init__(
        self,
        bot: Account,
        *,
        privacy_mode: bool,
        callback_timeout_s: float,
        keeps_uploads: bool,
    ) -> None:
        """Start with a bot that nobody has written to.

        Args:
            bot: Its account.
            privacy_mode: Whether it sees only what concerns it in groups.
            callback_timeout_s: How long a callback query can be answered.
            keeps_uploads: Whether the bytes of what the bot sends are kept.
        """
        self.bot = bot
        self.privacy_mode = privacy_mode
        self.callback_timeout_s = callback_timeout_s
        self.keeps_uploads = keeps_uploads
        self.profile = BotProfile()
        self.files = FileStore()
        self.updates = UpdateQueue()
        self.chats: dict[int, Chat] = {}
        self.members: dict[int, dict[int, Account]] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.web_pages: dict[str, WebPage] = {}
        self.webhook: Webhook | None = None
        self.private_message_ids = itertools.count(1)
        self._ids = itertools.count(7_000_001)

    def new_id(self) -> str:
        return str(next(self._ids))

    def now_s(self) -> int:
        """Return the time as messages carry it: whole seconds since 1970."""
        return int(time.time())

    def chat(self, chat_id: Any) -> Chat:
        """Find a chat by its id or a supergroup's @name.

        Raises:
            ApiError: 400 "chat not found".
        """
        for chat in self._candidates(str(chat_id)):
            return chat
        raise bad_request("chat not found" if chat_id else "chat_id is empty")

    def chat_to_send_to(self, call: ApiCall) -> Chat:
        """Find the chat of a call that sends.

        Raises:
            ApiError: 400 when there is none, 403 when the bot may not write to it.
        """
        chat = self.chat(call.text("chat_id"))
        if chat.refusal is not None:
            raise forbidden(chat.refusal)
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def message(self, call: ApiCall, missing: str) -> tuple[Chat, ChatMessage]:
        """Find the chat and message of a call.

        Raises:
            ApiError: 400 with `missing` when there is no such message.
        """
        chat = self.chat_to_send_to(call)
        message = chat.message(call.integer("message_id"))
        if message is None:
            raise bad_request(missing)
        return chat, message

    def receive(
        self,
        chat: Chat,
        sender: Account,
        content: MessageContent,
        reply_to: ChatMessage | None = None,
        media_group_id: str | None = None,
    ) -> ChatMessage:
        """Add a person's message to a chat and queue it for the bot if it may see it."""
        message = chat.add(sender, content, self.now_s(), reply_to, media_group_id)
        chat.started = True
        if self.bot_sees(chat, message):
            self.updates.push("message", message.to_json())
        return message

    def bot_sees(self, chat: Chat, message: ChatMessage) -> bool:
        """Tell whether the bot is given a message: in groups, only what concerns it.

        References:
            https://core.telegram.org/bots/features#privacy-mode
        """
        if chat.refusal is not None:
            return False
        if chat.is_private or not self.privacy_mode or message.content.service:
            return True
        if message.reply_to is not None and message.reply_to.sender.id == self.bot.id:
            return True
        name = f"@{self.bot.username}".lower()
        marked = [(e.type, e.of(message.words).lower()) for e in message.entities]
        return ("mention", name) in marked or any(
            kind == "bot_command" and ("@" not in word or word.endswith(name))
            for kind, word in marked
        )

    def take_query(self, query_id: str) -> CallbackQuery:
        """Return a callback query that can still be answered.

        Raises:
            ApiError: 400 when it is unknown, answered or too old.
        """
        query = self.queries.pop(query_id, None)
        if query is None or time.monotonic() - query.pressed_at_s > self.callback_timeout_s:
            raise ApiError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        return query

    def _candidates(self, chat_id: str) -> list[Chat]:
        if chat_id.startswith("@"):
            name = chat_id[1:].lower()
            return [
                chat
                for chat in self.chats.values()
                if not chat.is_private and chat.description.get("username", "").lower() == name
            ]
        number = int(chat_id) if chat_id.lstrip("-").isdigit() else 0
        return [self.chats[number]] if number in self.chats else []
