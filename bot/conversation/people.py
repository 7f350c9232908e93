"""Who speaks with the bot, and the ways to answer them: what a platform must bring."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.conversation.replies import Reply
from bot.storage.records import MessageRef, Person


@dataclass(frozen=True)
class Speaker:
    """Whoever did something, as the platform tells it. Names stay with the platform.

    Attributes:
        platform: Such as "telegram".
        platform_id: The platform's id of the person.
        language_code: BCP 47, or None where the platform does not tell.
        is_in_group: Whether others read along.
        can_whisper: Whether, in a group, private replies reach this person alone.
        prefers_dark: Whether pictures had better be dark; False where the platform cannot tell.
        photo_command: The command that takes a photo, where one alone does not reach the bot.
    """

    platform: str
    platform_id: str
    language_code: str | None = None
    is_in_group: bool = False
    can_whisper: bool = False
    prefers_dark: bool = False
    photo_command: str | None = None

    @property
    def is_overheard(self) -> bool:
        """Whether others would read even a private reply."""
        return self.is_in_group and not self.can_whisper


@dataclass(frozen=True)
class SentPhoto:
    """A photo that somebody sent, not fetched yet.

    Attributes:
        file_id: What the platform finds the photo by, also after a restart.
        message: That brought it.
    """

    file_id: str
    message: MessageRef


class OtherContent(StrEnum):
    """What people send that is no photo; each has a hint in the texts."""

    TEXT = "text"
    STICKER = "sticker"
    VIDEO = "video"
    VOICE = "voice"
    DOCUMENT = "document"


class Outlet(Protocol):
    """The way back to one person, in one chat, from one thing they did."""

    def acknowledge(self) -> None:
        """Note that what the person did is written down: it need not be delivered again."""
        ...

    async def show_activity(self) -> None:
        """Show that an answer is being made, where the platform can; never fails."""
        ...

    async def send(self, reply: Reply) -> MessageRef | None:
        """Deliver a reply, retried as the platform asks.

        Returns:
            The message it stands in, or None where there is none (a notice).

        Raises:
            PlatformError: It could not be delivered.
            MediaError: The sound of `reply.audio` could not be had; nothing was sent.
        """
        ...


class Platform(Protocol):
    """A place where people speak with the bot."""

    @property
    def name(self) -> str:
        """As in `Speaker.platform`."""
        ...

    async def fetch_photo(self, photo: SentPhoto) -> bytes:
        """Return a photo's bytes, in memory only.

        Raises:
            ImageTooLargeError: The platform does not hand out files of this size.
            PhotoGoneError: The platform does not have it any more.
            PlatformError: It could not be fetched.
        """
        ...

    def outlet_for(self, person: Person, message: MessageRef) -> Outlet:
        """Return the way back to a message of earlier, also after a restart."""
        ...
