"""The person's side: what a test does in a chat, and waiting for the bot."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tests.support.bot_api.accounts import Account
from tests.support.bot_api.chats import Chat, ChatMessage, MessageContent
from tests.support.bot_api.entities import FormattedText, detect_entities
from tests.support.bot_api.keyboards import Button
from tests.support.bot_api.media import Media, MediaKind
from tests.support.bot_api.memberships import membership_change
from tests.support.bot_api.photos import photo_size_px, photo_sizes
from tests.support.bot_api.profile import Command
from tests.support.bot_api.world import CallbackQuery, World

REPLY_TIMEOUT_S = 30.0


@dataclass(frozen=True)
class OtherMedium:
    """What a kind of medium looks like that the bot need not understand."""

    mime_type: str
    file_name: str
    width: int | None = None
    height: int | None = None
    duration_s: int | None = None


_OTHER_MEDIA: dict[MediaKind, OtherMedium] = {
    "sticker": OtherMedium("image/webp", "sticker.webp", 512, 512),
    "voice": OtherMedium("audio/ogg", "voice.oga", duration_s=3),
    "video": OtherMedium("video/mp4", "video.mp4", 640, 360, 5),
    "animation": OtherMedium("video/mp4", "animation.mp4", 320, 240, 2),
}


class Participant:
    """A person in one chat."""

    def __init__(self, world: World, account: Account, chat: Chat) -> None:
        self.account = account
        self.chat = chat
        self._world = world
        self._seen = 0

    @property
    def id(self) -> int:
        return self.account.id

    def send_text(self, text: str, *, reply_to: ChatMessage | None = None) -> ChatMessage:
        """Send words; commands, mentions and links in them become entities."""
        return self._send(MessageContent(text=text, entities=detect_entities(text)), reply_to)

    def send_command(
        self, command: str, argument: str = "", *, reply_to: ChatMessage | None = None
    ) -> ChatMessage:
        """Send a command without its slash, such as "start" or "mood@the_bot"."""
        return self.send_text(f"/{command} {argument}".strip(), reply_to=reply_to)

    def send_photo(
        self, content: bytes, *, caption: str = "", reply_to: ChatMessage | None = None
    ) -> ChatMessage:
        """Send a picture as a photo: upright, scaled down, without EXIF."""
        return self._send(self._photo(content, caption), reply_to)

    def send_document(  # noqa: PLR0913 - each is a part of the message
        self,
        content: bytes,
        mime_type: str,
        *,
        file_name: str = "file.bin",
        caption: str = "",
        declared_bytes: int | None = None,
        reply_to: ChatMessage | None = None,
    ) -> ChatMessage:
        """Send a file as it is; `declared_bytes` makes it pass for a larger one."""
        document = self._document(content, mime_type, file_name, declared_bytes)
        return self._send(self._content(document, caption), reply_to)

    def send_album(
        self, contents: Sequence[bytes], *, caption: str = "", as_documents: bool = False
    ) -> list[ChatMessage]:
        """Send pictures as one album, the caption under the first: an update for each."""
        group_id = self._world.new_id()
        captions = [caption, *[""] * (len(contents) - 1)]
        album = [
            self._content(self._document(content, "image/jpeg", "photo.jpg"), words)
            if as_documents
            else self._photo(content, words)
            for content, words in zip(contents, captions, strict=True)
        ]
        return [self._send(content, None, group_id) for content in album]

    def send_sticker(self, emoji: str = "🎵") -> ChatMessage:
        return self._send_other("sticker", emoji=emoji)

    def send_voice(self) -> ChatMessage:
        return self._send_other("voice")

    def send_video(self) -> ChatMessage:
        return self._send_other("video")

    def send_animation(self) -> ChatMessage:
        return self._send_other("animation")

    def edit_text(self, message: ChatMessage, text: str) -> None:
        """Change an own message's words."""
        content = replace(message.content, text=text, entities=detect_entities(text))
        message.replace_content(content, self._world.now_s())
        self.chat.changes.notify()
        if self._world.bot_sees(self.chat, message):
            self._world.updates.push("edited_message", message.to_json())

    def press(self, message: ChatMessage, button: Button | str) -> CallbackQuery:
        """Press a button, named by its label or callback data.

        A `Button` can be pressed even when an edit has taken it away meanwhile.

        Raises:
            LookupError: The message has no such button with callback data.
        """
        found = button if isinstance(button, Button) else _find_button(message, button)
        if found.callback_data is None:
            raise LookupError(f"the button {found.text!r} sends nothing to the bot")
        query = CallbackQuery(
            self._world.new_id(),
            self.account,
            self.chat,
            message,
            found.callback_data,
            time.monotonic(),
        )
        self._world.queries[query.id] = query
        self._seen = len(self.chat.messages)
        self._world.updates.push("callback_query", query.to_json())
        return query

    async def wait_for_reply(self, timeout_s: float = REPLY_TIMEOUT_S) -> ChatMessage:
        """Return the bot's next message since this person last did something.

        Raises:
            TimeoutError: It stays silent.
        """
        await self.chat.wait_until(lambda _: self._next_reply() is not None, timeout_s)
        position = self._next_reply() or 0
        self._seen = position + 1
        return self.chat.messages[position]

    async def wait_for_answer(
        self, query: CallbackQuery, timeout_s: float = REPLY_TIMEOUT_S
    ) -> CallbackQuery:
        """Return the query as soon as the bot has answered it.

        Raises:
            TimeoutError: It has not.
        """
        await self.chat.wait_until(lambda _: query.answer is not None, timeout_s)
        return query

    async def wait_for_edit(
        self, message: ChatMessage, timeout_s: float = REPLY_TIMEOUT_S, *, edits: int = 1
    ) -> ChatMessage:
        """Return the message as soon as it has been edited so often.

        Raises:
            TimeoutError: It has not.
        """
        await self.chat.wait_until(lambda _: len(message.edits) >= edits, timeout_s)
        return message

    async def wait_until(
        self, holds: Callable[[Chat], bool], timeout_s: float = REPLY_TIMEOUT_S
    ) -> None:
        """Return as soon as the chat fulfils the condition.

        Raises:
            TimeoutError: It does not.
        """
        await self.chat.wait_until(holds, timeout_s)

    def visible_commands(self) -> list[Command]:
        """Return the commands in this chat's menu for this person's language."""
        return self._world.profile.visible_commands(
            self.chat.id, self.account.language_code or "", is_private=self.chat.is_private
        )

    def _next_reply(self) -> int | None:
        messages = self.chat.messages
        later = range(self._seen, len(messages))
        return next((i for i in later if messages[i].sender.is_bot), None)

    def _send(
        self, content: MessageContent, reply_to: ChatMessage | None, group_id: str | None = None
    ) -> ChatMessage:
        message = self._world.receive(self.chat, self.account, content, reply_to, group_id)
        self._seen = len(self.chat.messages)
        return message

    def _content(self, media: Media, caption: str) -> MessageContent:
        words = FormattedText(caption, detect_entities(caption))
        return MessageContent(caption=caption or None, entities=words.entities, media=media)

    def _photo(self, content: bytes, caption: str) -> MessageContent:
        sizes = tuple(
            self._world.files.add(
                "photo",
                partial(bytes, scaled.content),
                declared_bytes=len(scaled.content),
                width=scaled.width,
                height=scaled.height,
            )
            for scaled in photo_sizes(content)
        )
        return self._content(self._world.files.remember(Media("photo", sizes)), caption)

    def _document(
        self, content: bytes, mime_type: str, file_name: str, declared_bytes: int | None = None
    ) -> Media:
        stored = self._world.files.add(
            "document",
            partial(bytes, content),
            file_name=file_name,
            declared_bytes=declared_bytes,
        )
        thumbnail = None
        if declared_bytes is None and photo_size_px(content) is not None:
            small = photo_sizes(content)[0]
            thumbnail = self._world.files.add(
                "photo", partial(bytes, small.content), width=small.width, height=small.height
            )
        media = Media("document", (stored,), mime_type, file_name, thumbnail=thumbnail)
        return self._world.files.remember(media)

    def _send_other(self, kind: MediaKind, emoji: str | None = None) -> ChatMessage:
        other = _OTHER_MEDIA[kind]
        stored = self._world.files.add(
            kind,
            partial(bytes, kind.encode()),
            file_name=other.file_name,
            width=other.width,
            height=other.height,
        )
        media = Media(kind, (stored,), other.mime_type, duration_s=other.duration_s, emoji=emoji)
        return self._send(MessageContent(media=self._world.files.remember(media)), None)


class Person(Participant):
    """A person in the private chat with the bot; `Group.participant` leads to a group."""

    def block_bot(self) -> None:
        """Block the bot: what it sends is answered 403, and it is told."""
        self.chat.refusal = "bot was blocked by the user"
        self._tell_membership("member", "kicked")

    def unblock_bot(self) -> None:
        self.chat.refusal = None
        self._tell_membership("kicked", "member")

    def _tell_membership(self, old: str, new: str) -> None:
        change = membership_change(self._world, self.chat, self.account, old, new)
        self._world.updates.push("my_chat_member", change)


def _find_button(message: ChatMessage, name: str) -> Button:
    buttons = [button for row in message.keyboard for button in row]
    for button in buttons:
        if name in {button.text, button.callback_data}:
            return button
    raise LookupError(f"no button {name!r}; there are {[button.text for button in buttons]}")
