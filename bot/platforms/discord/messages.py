"""Replies as the parts of a Discord message: content, embed, files and buttons."""

import io
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import discord

from bot.conversation.replies import Audio, Button, Reply, Rows
from bot.pictures.palette import COLOURS
from bot.platforms.discord.markup import (
    MAX_CONTENT_CHARACTERS,
    MAX_DESCRIPTION_CHARACTERS,
    fitted,
    markdown,
)

logger = logging.getLogger(__name__)

# discord.com/developers/docs/components/reference
MAX_ROWS, MAX_IN_ROW, MAX_LABEL_CHARACTERS = 5, 5, 80
# discord.com/developers/docs/resources/message#attachment-object
MAX_ALT_CHARACTERS = 1024

_PICTURE_NAMES = {b"\x89PNG": "picture.png"}
_PICTURE_NAME = "picture.jpg"
_COVER_NAME = "cover.jpg"
# Of a file, where its mark begins and what it is; MP3 has several marks.
_SOUND_MARKS = ((4, b"ftyp", "m4a"), (0, b"OggS", "ogg"))
_MAX_NAME_CHARACTERS = 80
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True)
class Upload:
    """A file that goes along.

    Attributes:
        name: Of the file.
        data: Its bytes.
        alt: What it shows, in words.
    """

    name: str
    data: bytes
    alt: str | None = None

    def as_file(self) -> discord.File:
        """Return it to be sent once: sending reads it up."""
        return discord.File(io.BytesIO(self.data), self.name, description=self.alt)


@dataclass(frozen=True)
class MessageParts:
    """All that a message is made of.

    Attributes:
        content: In Markdown, or None where the words stand in the embed.
        embed: With words, picture and colour, or None.
        uploads: Files.
        rows: Of buttons, as many as Discord takes.
    """

    content: str | None
    embed: discord.Embed | None
    uploads: tuple[Upload, ...]
    rows: Rows

    def as_new(self) -> dict[str, Any]:
        """Return the arguments that send it, once."""
        parts: dict[str, Any] = {"files": [upload.as_file() for upload in self.uploads]}
        if self.content is not None:
            parts["content"] = self.content
        if self.embed is not None:
            parts["embed"] = self.embed
        if self.rows:
            parts["view"] = view_of(self.rows)
        return parts

    def as_edit(self) -> dict[str, Any]:
        """Return the arguments that put it in place of a message, once."""
        return {
            "content": self.content,
            "embeds": [] if self.embed is None else [self.embed],
            "attachments": [upload.as_file() for upload in self.uploads],
            "view": view_of(self.rows),
        }


async def parts_of(reply: Reply) -> MessageParts:
    """Return what a reply's message is made of.

    Raises:
        MediaError: The sound cannot be had.
    """
    uploads = tuple([upload async for upload in _uploads(reply)])
    rows = _fitting_rows(reply.buttons)
    if _stands_in_embed(reply):
        return MessageParts(None, _embed(reply, uploads), uploads, rows)
    return MessageParts(markdown(reply.text), None, uploads, rows)


def view_of(rows: Rows) -> discord.ui.View | None:
    """Return buttons as Discord takes them; None where there are none.

    The library need not remember them, as presses are answered by what stands behind a button,
    also after a restart: hence the view is stopped before it is sent.
    """
    rows = _fitting_rows(rows)
    if not rows:
        return None
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for button in row:
            view.add_item(_as_item(button, number))
    view.stop()
    return view


def _stands_in_embed(reply: Reply) -> bool:
    has_look = reply.picture is not None or reply.audio is not None or reply.mood is not None
    return has_look or len(markdown(reply.text)) > MAX_CONTENT_CHARACTERS


def _embed(reply: Reply, uploads: tuple[Upload, ...]) -> discord.Embed:
    colour = None if reply.mood is None else discord.Colour.from_rgb(*COLOURS[reply.mood].middle)
    embed = discord.Embed(
        description=fitted(reply.text, MAX_DESCRIPTION_CHARACTERS) or None, colour=colour
    )
    names = {upload.name for upload in uploads}
    if reply.picture is not None:
        embed.set_image(url=f"attachment://{_picture_name(reply.picture.data)}")
    if _COVER_NAME in names:
        embed.set_thumbnail(url=f"attachment://{_COVER_NAME}")
    return embed


async def _uploads(reply: Reply) -> AsyncIterator[Upload]:
    if reply.picture is not None:
        alt = reply.picture.alt[:MAX_ALT_CHARACTERS]
        yield Upload(_picture_name(reply.picture.data), reply.picture.data, alt)
    if reply.audio is not None:
        sound = await reply.audio.load()
        yield Upload(_sound_name(reply.audio, sound), sound)
        if reply.audio.cover is not None:
            yield Upload(_COVER_NAME, reply.audio.cover)
    if reply.document is not None:
        yield Upload(reply.document.name, reply.document.data)


def _picture_name(data: bytes) -> str:
    return _PICTURE_NAMES.get(data[:4], _PICTURE_NAME)


def _sound_name(audio: Audio, sound: bytes) -> str:
    """Return a name that tells the song: it is what Discord's player shows."""
    words = _NOT_IN_NAMES.sub(" ", f"{audio.performer} - {audio.title}").split()
    name = " ".join(words)[:_MAX_NAME_CHARACTERS].rstrip()
    suffixes = (suffix for start, mark, suffix in _SOUND_MARKS if sound.startswith(mark, start))
    return f"{name}.{next(suffixes, 'mp3')}"


def _fitting_rows(rows: Rows) -> Rows:
    """Return buttons in as many rows as Discord takes, as little changed as possible."""
    split = [part for row in rows for part in _split(row)]
    while len(split) > MAX_ROWS:
        joined = _with_shortest_joined(split)
        if joined is None:
            split = list(_split(tuple(chain(*split))))
            break
        split = joined
    if len(split) > MAX_ROWS:
        logger.error("%d rows of buttons are left out", len(split) - MAX_ROWS)
    return tuple(split[:MAX_ROWS])


def _with_shortest_joined(rows: list[tuple[Button, ...]]) -> list[tuple[Button, ...]] | None:
    """Return rows of which the two shortest neighbours are one; None where they are too long."""
    lengths = [len(row) + len(following) for row, following in pairwise(rows)]
    place = lengths.index(min(lengths))
    if lengths[place] > MAX_IN_ROW:
        return None
    return [*rows[:place], rows[place] + rows[place + 1], *rows[place + 2 :]]


def _split(row: tuple[Button, ...]) -> Iterator[tuple[Button, ...]]:
    for start in range(0, len(row), MAX_IN_ROW):
        yield row[start : start + MAX_IN_ROW]


def _as_item(button: Button, row: int) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(
        label=button.label[:MAX_LABEL_CHARACTERS], custom_id=button.action, row=row
    )
