"""Covers drawn for songs that have none: a picture in the mood's colours, title and artist."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw

from bot.pictures.motifs import MOTIFS, mixed
from bot.pictures.palette import COLOURS, WHITE
from bot.pictures.surfaces import encode_jpeg, vertical_gradient
from bot.pictures.typeface import (
    BOLD,
    REGULAR,
    Anchor,
    TextStyle,
    Typeface,
    default_typeface,
    is_right_to_left,
)
from inference.moods import Mood

MAX_COVER_BYTES = 200_000

# Shares of the cover's side.
_MARGIN = 0.075
_TITLE_SIZES = (0.15, 0.13, 0.112, 0.096, 0.082)
_ARTIST_SIZES = (0.068, 0.06)
_TITLE_LINES = 3


@dataclass(frozen=True)
class PictureSong:
    """A song as a picture shows it.

    Attributes:
        song_id: Decides the drawing where there is no cover.
        title: As released, in any script.
        artist: Likewise.
        cover: A picture's bytes as `normalize_cover` returns them, or None for a drawing.
    """

    song_id: str
    title: str
    artist: str
    cover: bytes | None = None


@dataclass(frozen=True)
class _Line:
    """A line of text and how much room it takes."""

    text: str
    style: TextStyle
    height_px: float


def draw_art(song_id: str, mood: Mood, size_px: int) -> Image.Image:
    """Draw the picture of a song without any text; the same song gives the same picture.

    Args:
        song_id: Decides the motif and its variation.
        mood: Decides the colours.
        size_px: Width and height.

    Returns:
        An RGB image.
    """
    digest = hashlib.blake2b(song_id.encode(), digest_size=8).digest()
    rng = np.random.default_rng(int.from_bytes(digest))
    colours = COLOURS[mood]
    tint = colours.tints[int(rng.integers(len(colours.tints)))]
    colours = replace(
        colours,
        top=mixed(colours.top, colours.light, rng.uniform(0, 0.35)),
        middle=mixed(colours.middle, tint, rng.uniform(0.2, 0.6)),
        bottom=mixed(colours.bottom, tint, rng.uniform(0, 0.22)),
    )
    canvas = vertical_gradient(size_px, size_px, (colours.top, colours.middle, colours.bottom))
    motifs = MOTIFS[mood]
    motifs[int(rng.integers(len(motifs)))](canvas, colours, rng)
    return canvas


def draw_cover(
    song: PictureSong, mood: Mood, size_px: int = 600, typeface: Typeface | None = None
) -> bytes:
    """Draw a cover with title and artist.

    Args:
        song: The same song gives the same cover. Its own cover is not looked at.
        mood: Decides the colours.
        size_px: Width and height.
        typeface: To write with; by default that of the installed font packages.

    Returns:
        A JPEG of at most `MAX_COVER_BYTES`.
    """
    face = typeface or default_typeface()
    cover = draw_art(song.song_id, mood, size_px)
    lines = _text_lines(song, size_px, face)
    baseline = size_px * (1 - _MARGIN)
    _darken_foot(cover, mood, baseline - sum(line.height_px for line in lines))
    pen = ImageDraw.Draw(cover)
    for line in lines:
        mirrored = line.style.anchor is Anchor.RIGHT
        x = size_px * (1 - _MARGIN if mirrored else _MARGIN)
        face.draw(pen, (x, baseline), line.text, line.style)
        baseline -= line.height_px
    return encode_jpeg(cover, MAX_COVER_BYTES)


def _text_lines(song: PictureSong, size_px: int, face: Typeface) -> list[_Line]:
    """Return the lines of a cover, the lowest first."""
    width = size_px * (1 - 2 * _MARGIN)
    artist = face.fit(song.artist, width, [round(share * size_px) for share in _ARTIST_SIZES])
    sizes = [round(share * size_px) for share in _TITLE_SIZES]
    title = face.fit(song.title, width, sizes, max_lines=_TITLE_LINES)
    return [
        *(_line(text, artist.size_px, REGULAR, 1.55) for text in reversed(artist.lines)),
        *(_line(text, title.size_px, BOLD, 1.14) for text in reversed(title.lines)),
    ]


def _line(text: str, size_px: int, weight: int, line_height: float) -> _Line:
    anchor = Anchor.RIGHT if is_right_to_left(text) else Anchor.LEFT
    return _Line(text, TextStyle(size_px, WHITE, weight, anchor), size_px * line_height)


def _darken_foot(cover: Image.Image, mood: Mood, text_top_px: float) -> None:
    """Shade the part under the text so that white has a contrast of 4.5 or more."""
    top = text_top_px / cover.height
    ramp = np.clip((np.linspace(0, 1, cover.height) - top + 0.22) / 0.3, 0, 1)
    smooth = 0.78 * ramp * ramp * (3 - 2 * ramp)
    mask = Image.fromarray((255 * smooth[:, None]).astype(np.uint8)).resize(cover.size)
    cover.paste(mixed(COLOURS[mood].ink, (0, 0, 0), 0.45), (0, 0), mask)
