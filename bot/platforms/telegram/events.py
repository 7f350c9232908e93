"""What a person did, as an update tells it: pure, without a call."""

from collections.abc import Collection
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.constants import ChatType

from bot.conversation.people import OtherContent, SentPhoto, Speaker
from bot.platforms.telegram.addressing import Addressing, Command
from bot.platforms.telegram.files import is_photo, photo_file_id
from bot.platforms.telegram.places import Place, Target
from bot.storage.records import MessageRef

PLATFORM_NAME = "telegram"

# Kinds of media with a hint of their own; an animation counts as a document as well.
_HINTS = (
    ("animation", OtherContent.VIDEO),
    ("sticker", OtherContent.STICKER),
    ("video", OtherContent.VIDEO),
    ("video_note", OtherContent.VIDEO),
    ("voice", OtherContent.VOICE),
    ("audio", OtherContent.VOICE),
    ("document", OtherContent.DOCUMENT),
)


@dataclass(frozen=True)
class Press:
    """A pressed button.

    Attributes:
        action: What stands behind it.
        query: To answer.
    """

    action: str
    query: CallbackQuery


Deed = SentPhoto | Command | Press | OtherContent


@dataclass(frozen=True)
class Event:
    """Something that a person did, and where.

    Attributes:
        speaker: Who.
        place: Where to answer.
        deed: What.
    """

    speaker: Speaker
    place: Place
    deed: Deed


class EventReader:
    """Reads updates; leaves out what is not meant for the bot."""

    def __init__(self, me: User, commands: Collection[str]) -> None:
        """Take who the bot is, and the commands that it knows."""
        self._addressing = Addressing(me, frozenset(commands))

    def read(self, update: Update) -> Event | None:
        """Return what a person did; None for edits, service messages, bots and other people."""
        if update.callback_query is not None:
            return _press(update.callback_query)
        if update.message is not None:
            return self._message(update.message)
        return None

    def _message(self, message: Message) -> Event | None:
        user = message.from_user
        if user is None or user.is_bot or message.chat.type == ChatType.CHANNEL:
            return None
        if not self._addressing.concerns_me(message):
            return None
        deed = self._deed(message)
        if deed is None:
            return None
        return Event(_speaker(user, message.chat), _place(user, message), deed)

    def _deed(self, message: Message) -> Deed | None:
        command = self._addressing.command_of(message)
        if command is not None:
            return command
        file_id = _photo_of(message) or self._photo_pointed_at(message)
        if file_id is not None:
            return SentPhoto(file_id, _ref(message))
        return _other_content(message)

    def _photo_pointed_at(self, message: Message) -> str | None:
        """Return the photo of one's own that somebody mentions the bot below.

        Other people's photos are left alone: they have not agreed.
        """
        earlier = message.reply_to_message
        if earlier is None or earlier.from_user != message.from_user:
            return None
        return _photo_of(earlier) if self._addressing.mentions_me(message) else None


def _press(query: CallbackQuery) -> Event | None:
    if query.data is None or query.message is None:
        return None
    message = query.message
    # An inaccessible one tells no more than its ids.
    pressed = None
    if isinstance(message, Message):
        has_media = message.text is None
        pressed = Target(message.chat.id, message.message_id, has_media=has_media)
    is_group = _is_group(message.chat)
    place = Place(
        chat_id=message.chat.id,
        person_chat_id=query.from_user.id,
        is_group=is_group,
        reply_to=message.message_id if is_group else None,
        pressed=pressed,
    )
    return Event(_speaker(query.from_user, message.chat), place, Press(query.data, query))


def _place(user: User, message: Message) -> Place:
    is_group = _is_group(message.chat)
    reply_to = message.message_id if is_group else None
    return Place(message.chat.id, user.id, is_group=is_group, reply_to=reply_to)


def _photo_of(message: Message) -> str | None:
    if message.photo:
        return photo_file_id(message.photo)
    if message.document is not None and not message.animation and is_photo(message.document):
        return message.document.file_id
    return None


def _other_content(message: Message) -> OtherContent | None:
    for attribute, content in _HINTS:
        if getattr(message, attribute) is not None:
            return content
    # A place, a contact and the like are spoken to like words; what is left are notes of
    # Telegram's own, such as that somebody joined.
    has_words = message.text is not None or message.effective_attachment is not None
    return OtherContent.TEXT if has_words else None


def _speaker(user: User, chat: Chat) -> Speaker:
    return Speaker(PLATFORM_NAME, str(user.id), user.language_code, _is_group(chat))


def _ref(message: Message) -> MessageRef:
    return MessageRef(str(message.chat.id), str(message.message_id))


def _is_group(chat: Chat) -> bool:
    return chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
