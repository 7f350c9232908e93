"""Where an answer goes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A message of the bot's own that may be changed.

    Attributes:
        chat_id: Of its chat.
        message_id: In that chat.
        has_media: Whether it shows a picture or the like, and its words are a caption.
    """

    chat_id: int
    message_id: int
    has_media: bool


@dataclass(frozen=True)
class Place:
    """A chat, and what in it is answered to.

    Attributes:
        chat_id: Of the chat.
        person_chat_id: Of the person's private chat with the bot.
        is_group: Whether others read along.
        reply_to: The message that an answer refers to, in groups.
        pressed: The message whose button was pressed, where it can still be changed.
    """

    chat_id: int
    person_chat_id: int
    is_group: bool = False
    reply_to: int | None = None
    pressed: Target | None = None
