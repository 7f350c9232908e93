"""What a person sees, whatever the platform."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import unquote

_NUMBERED = re.compile(r"\d+\. ")
# Discord cannot show square brackets in a link.
_BRACKETS = str.maketrans("[]", "()")


class Kind(StrEnum):
    """What a message is beside its words."""

    PICTURE = "picture"
    SOUND = "sound"
    FILE = "file"


@dataclass(frozen=True)
class Seen:
    """A message of the bot's, as it stands now.

    Attributes:
        words: Without markup, and without the list of songs.
        songs: Of an answer, numbered, or the one that plays.
        links: Where its words and songs lead.
        buttons: Labels, each with the name of what stands behind it.
        kinds: What it is beside its words.
        file_name: Of a file to keep.
    """

    words: str
    songs: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    buttons: tuple[tuple[str, str], ...] = ()
    kinds: frozenset[Kind] = frozenset()
    file_name: str | None = None


@dataclass(frozen=True)
class Sight:
    """All that a person sees.

    Attributes:
        messages: Of the bot's, the oldest first.
        notes: That passed by, the oldest first.
    """

    messages: tuple[Seen, ...]
    notes: tuple[str, ...] = ()

    @property
    def last(self) -> "Sight":
        """The last message alone."""
        return Sight(self.messages[-1:], self.notes)


class Somebody(Protocol):
    """A person who chats with the bot; each call returns when the bot has answered."""

    async def command(self, name: str, *words: str) -> None:
        """Give a command."""
        ...

    async def say(self, words: str) -> None:
        """Write words."""
        ...

    async def send_photo(self, data: bytes) -> None:
        """Send a photo."""
        ...

    async def press(self, label: str) -> None:
        """Press the newest button whose label begins so."""
        ...

    async def look(self) -> Sight:
        """Return all that is seen now."""
        ...


def seen(
    text: str,
    buttons: Iterable[tuple[str, str]],
    kinds: Iterable[Kind],
    links: Iterable[str] = (),
    file_name: str | None = None,
) -> Seen:
    """Return a message whose songs, if it has any, stand in its text.

    Args:
        text: Without markup.
        buttons: Each label with its action.
        kinds: What it is beside its words.
        links: Where its words lead.
        file_name: Of a file to keep.
    """
    lines = text.translate(_BRACKETS).split("\n")
    found = frozenset(kinds)
    songs: list[str] = []
    if Kind.SOUND in found:
        songs = lines[:1]
    elif Kind.PICTURE in found:
        songs = [line for line in lines if _NUMBERED.match(line)]
    return Seen(
        words=_joined(line for line in lines if line not in songs),
        songs=tuple(songs),
        # A song that plays stands on its card or has a link of its own.
        links=frozenset() if Kind.SOUND in found else frozenset(map(unquote, links)),
        buttons=tuple((label, action.partition(":")[0]) for label, action in buttons),
        kinds=found,
        file_name=file_name,
    )


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line.strip())
