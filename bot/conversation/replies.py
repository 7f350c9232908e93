"""What the bot says, before any platform turns it into messages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from markupsafe import Markup

from bot.storage.records import MessageRef
from inference.moods import Mood

# The tightest platform decides: Telegram's callback_data (core.telegram.org/bots/api) holds 64
# bytes, its captions 1024 characters without the markup.
MAX_ACTION_BYTES = 64
MAX_CAPTION_CHARACTERS = 1024


class Delivery(StrEnum):
    """Where a reply goes."""

    MESSAGE = "message"
    """A message of its own."""
    EDIT = "edit"
    """In place of the message that the reply `replaces`, or else of the one whose button was
    pressed, or else a message of its own."""
    BUTTONS = "buttons"
    """Only the buttons of the message whose button was pressed."""
    NOTICE = "notice"
    """A passing note to whoever pressed a button, or else a message of its own."""


@dataclass(frozen=True)
class Button:
    """Something to press.

    Attributes:
        label: Plain text.
        action: What comes back when it is pressed; see `bot.conversation.actions`.
    """

    label: str
    action: str

    def __post_init__(self) -> None:
        """Check the action's size.

        Raises:
            ValueError: It does not fit into a button on every platform.
        """
        if not 0 < len(self.action.encode()) <= MAX_ACTION_BYTES:
            raise ValueError(
                f"action {self.action!r} has {len(self.action.encode())} bytes, "
                f"expected 1 to {MAX_ACTION_BYTES}"
            )


@dataclass(frozen=True)
class Picture:
    """A picture to show.

    Attributes:
        data: A JPEG or PNG file's bytes.
        alt: What it shows, in words, for those who cannot see it.
    """

    data: bytes
    alt: str


@dataclass(frozen=True)
class Audio:
    """A piece of sound that plays in the chat.

    Attributes:
        song_id: Of the song, to know it again where a platform keeps files.
        title: Of the song.
        performer: Its artists.
        cover: A square JPEG's bytes, or None.
        load: Fetches the sound (MP3 or M4A), when a platform needs it; raises MediaError where it
            cannot be had.
    """

    song_id: str
    title: str
    performer: str
    cover: bytes | None
    load: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True)
class Document:
    """A file to keep.

    Attributes:
        name: Of the file.
        data: Its bytes.
    """

    name: str
    data: bytes


@dataclass(frozen=True)
class SongCard:
    """A numbered song of an answer, for platforms that lay songs out themselves.

    Attributes:
        number: From 1, as on the picture and the buttons.
        song_id: Of the song.
        title: As released.
        artist: All artists.
        page_url: Where it can be heard in full.
        has_preview: Whether its button sends sound rather than a link.
        load_cover: Draws or fetches a square JPEG, for a platform that shows it; raises
            PictureError where it cannot be drawn.
        action: What plays it: that of one of the reply's buttons, which a platform may put on
            the card instead; None where nothing does.
    """

    number: int
    song_id: str
    title: str
    artist: str
    page_url: str
    has_preview: bool
    load_cover: Callable[[], Awaitable[bytes]]
    action: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Reply:
    """One thing the bot says.

    Attributes:
        text: With <b>, <i> and <a> as its only tags; at most `MAX_CAPTION_CHARACTERS` without
            them where there is a picture, sound or a file.
        delivery: Where it goes.
        buttons: Below it, in rows.
        picture: Above the text; it shows the songs too, so that a platform that lays out `songs`
            may leave it out.
        songs: Of an answer, in order.
        text_beside_songs: The text without the list of songs, for a platform that lays out
            `songs`; None where that is the text.
        mood: That the songs are for.
        audio: To play.
        document: To keep.
        is_private: Not for other members of a group, where a platform can do that.
        is_farewell: The bot knows nothing of the person any more: a platform that made an id up
            for them makes up another.
        replaces: For EDIT: a text of the bot's own, as `Outlet.send` returned it, whose place
            this text takes.
    """

    text: Markup
    delivery: Delivery = Delivery.MESSAGE
    buttons: Rows = ()
    picture: Picture | None = None
    songs: tuple[SongCard, ...] = ()
    mood: Mood | None = None
    audio: Audio | None = None
    document: Document | None = None
    is_private: bool = False
    replaces: MessageRef | None = None
    text_beside_songs: Markup | None = None
    is_farewell: bool = False

    def by(self, delivery: Delivery) -> Self:
        """Return the same to be delivered another way."""
        return replace(self, delivery=delivery)
