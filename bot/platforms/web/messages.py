"""What stands in a chat: kept in memory while the program runs, and nowhere else."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.conversation.replies import Rows
from inference.moods import Mood

_ID_BYTES = 9


def new_message_id() -> str:
    """Return an id that no message had before, not even before a restart."""
    return secrets.token_urlsafe(_ID_BYTES)


@dataclass(frozen=True)
class ShownPicture:
    """A picture in a message: the path of its file, and what it shows."""

    path: str
    alt: str


@dataclass(frozen=True)
class ShownFile:
    """A file to keep: its path, and its name."""

    path: str
    name: str


@dataclass(frozen=True)
class ShownSound:
    """A piece of sound that plays in a message.

    Attributes:
        path: Of the sound.
        cover_path: Of a square picture, or None.
        song_id: Of the song.
        title: Of the song.
        performer: Its artists.
    """

    path: str
    cover_path: str | None
    song_id: str
    title: str
    performer: str


@dataclass(frozen=True)
class ShownSong:
    """A song in an answer.

    Attributes:
        number: From 1.
        song_id: Of the song.
        title: As released.
        artist: All artists.
        page_url: Where it can be heard in full.
        cover_path: Of a square picture.
        action: What plays it, or None.
    """

    number: int
    song_id: str
    title: str
    artist: str
    page_url: str
    cover_path: str
    action: str | None


@dataclass(eq=False)
class Message:
    """One message, as it stands now.

    Attributes:
        id: Never used again.
        is_own: Whether the person sent it.
        at: When.
        html: Its text, safe in a page.
        foot_html: The end of it, below the songs.
        buttons: Below it.
        picture: Above the text.
        songs: Of an answer.
        mood: That the songs are for.
        sound: To play.
        document: To keep.
        photo_id: Of a photo that the person sent: only their browser has it.
        replies: Messages that stand within this one: a song's sound, on its card.
    """

    id: str = field(default_factory=new_message_id)
    is_own: bool = False
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    html: str = ""
    foot_html: str = ""
    buttons: Rows = ()
    picture: ShownPicture | None = None
    songs: tuple[ShownSong, ...] = ()
    mood: Mood | None = None
    sound: ShownSound | None = None
    document: ShownFile | None = None
    photo_id: str | None = None
    replies: list["Message"] = field(default_factory=list)

    def has_song(self, song_id: str) -> bool:
        """Tell whether a song's card stands in it."""
        return any(song.song_id == song_id for song in self.songs)

    def take_sound(self, reply: "Message") -> list["Message"]:
        """Put a song's sound on its card; return what stood there before."""
        song_id = reply.sound and reply.sound.song_id
        before = [one for one in self.replies if one.sound and one.sound.song_id == song_id]
        self.replies = [one for one in self.replies if one not in before] + [reply]
        return before

    def actions(self) -> frozenset[str]:
        """Return what its buttons do."""
        on_cards = {song.action for song in self.songs if song.action is not None}
        return frozenset({button.action for row in self.buttons for button in row} | on_cards)

    def files(self) -> list[str]:
        """Return the paths of all files that it shows."""
        paths = [song.cover_path for song in self.songs]
        paths += [shown.path for shown in (self.picture, self.sound, self.document) if shown]
        if self.sound is not None and self.sound.cover_path is not None:
            paths.append(self.sound.cover_path)
        for reply in self.replies:
            paths += reply.files()
        return paths
