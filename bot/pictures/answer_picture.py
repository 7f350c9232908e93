"""The picture of one answer: the songs' covers, numbered, on the mood's colours.

Nothing lies on a cover and none is cropped; its corners are rounded by 2.5 % of its side: so
Spotify asks of whoever shows its artwork (developer.spotify.com/documentation/design), and it
does the other providers' no harm. Numerals and titles stand beside or below.
"""

import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from bot.pictures.covers import PictureSong, draw_art
from bot.pictures.motifs import mixed
from bot.pictures.palette import COLOURS, WHITE, Colour
from bot.pictures.surfaces import (
    Box,
    Shadow,
    encode_jpeg,
    paste_rounded,
    paste_shadows,
    rounded_mask,
    vertical_gradient,
)
from bot.pictures.typeface import (
    BOLD,
    REGULAR,
    Anchor,
    TextStyle,
    Typeface,
    default_typeface,
)
from inference.moods import Mood

MAX_SONGS = 10
MAX_PICTURE_BYTES = 300_000

# A phone shows a photo about 360 px wide: a third of this. Telegram keeps up to 1280.
_WIDTH_PX = 1080
_MARGIN_PX = 40
_GAP_PX = 28
_PADDING_PX = 16
_CARD_RADIUS_PX = 26
_COVER_RADIUS_SHARE = 0.025
# Each takes 5 MB: the moods' answers of the usual number of songs, and a few of other numbers.
_GROUNDS_KEPT = 2 * len(Mood)

# Songs in each row, by number of songs. A row of one is a wide card, its text at the right.
_ROWS: dict[int, tuple[int, ...]] = {
    1: (1,),
    2: (2,),
    3: (1, 2),
    4: (2, 2),
    5: (2, 3),
    6: (3, 3),
    7: (1, 3, 3),
    8: (2, 3, 3),
    9: (3, 3, 3),
    10: (2, 4, 4),
}
_WIDE_COVER_PX = 440
_WIDE_TITLES_PX = (84, 70, 58, 48)
_WIDE_ARTISTS_PX = (38, 34)


@dataclass(frozen=True)
class _TextSizes:
    """How large the text of a card is; a numeral's disc of 72 px is one of 24 px on a phone."""

    numeral_px: int
    title_px: int
    artist_px: int


# By the number of cards in a row.
_TEXT_SIZES = {
    1: _TextSizes(108, _WIDE_TITLES_PX[0], _WIDE_ARTISTS_PX[0]),
    2: _TextSizes(84, 38, 30),
    3: _TextSizes(72, 32, 26),
    4: _TextSizes(72, 32, 26),
}


@dataclass(frozen=True)
class _Card:
    """Where one song stands, in pixels.

    Attributes:
        box: Left, top, right, bottom of the card.
        cover_px: Side of the cover, which lies at the card's padding.
        sizes: Of its text.
        is_wide: Whether the text stands at the right of the cover rather than below.
    """

    box: Box
    cover_px: int
    sizes: _TextSizes
    is_wide: bool

    @property
    def cover_at(self) -> tuple[int, int]:
        return self.box[0] + _PADDING_PX, self.box[1] + _PADDING_PX

    @property
    def numeral_at(self) -> tuple[int, int]:
        left, top = self.cover_at
        if self.is_wide:
            return left + self.cover_px + 2 * _PADDING_PX, top + 8
        return left, self.box[3] - _PADDING_PX - self.sizes.numeral_px


def compose_answer(
    songs: Sequence[PictureSong], mood: Mood, typeface: Typeface | None = None
) -> bytes:
    """Draw the picture of an answer.

    Args:
        songs: 1 to `MAX_SONGS`, in the order of their numbers.
        mood: Decides the colours.
        typeface: To write with; by default that of the installed font packages.

    Returns:
        A JPEG, 1080 px wide, at most `MAX_PICTURE_BYTES`.

    Raises:
        ValueError: No songs, or more than `MAX_SONGS`.
    """
    if not 1 <= len(songs) <= MAX_SONGS:
        raise ValueError(f"{len(songs)} songs, expected 1 to {MAX_SONGS}: ask for fewer")
    face = typeface or default_typeface()
    cards, _ = _layout(len(songs))
    canvas = _ground(mood, len(songs), face).copy()
    writer = _CardWriter(ImageDraw.Draw(canvas), COLOURS[mood].ink, face)
    for song, card in zip(songs, cards, strict=True):
        radius = round(card.cover_px * _COVER_RADIUS_SHARE)
        cover = _cover_image(song, mood, card.cover_px)
        paste_rounded(canvas, cover, card.cover_at, radius)
        writer.write(song, card)
    return encode_jpeg(canvas, MAX_PICTURE_BYTES)


def _layout(count: int) -> tuple[list[_Card], int]:
    """Return the cards and the height of the picture."""
    cards: list[_Card] = []
    top = _MARGIN_PX
    for in_row in _ROWS[count]:
        width = (_WIDTH_PX - 2 * _MARGIN_PX - (in_row - 1) * _GAP_PX) // in_row
        cover = _WIDE_COVER_PX if in_row == 1 else width - 2 * _PADDING_PX
        sizes = _TEXT_SIZES[in_row]
        footer = 0 if in_row == 1 else sizes.numeral_px + _PADDING_PX
        height = cover + 2 * _PADDING_PX + footer
        for place in range(in_row):
            left = _MARGIN_PX + place * (width + _GAP_PX)
            box = (left, top, left + width, top + height)
            cards.append(_Card(box, cover, sizes, is_wide=in_row == 1))
        top += height + _GAP_PX
    return cards, top - _GAP_PX + _MARGIN_PX


@functools.lru_cache(maxsize=_GROUNDS_KEPT)
def _ground(mood: Mood, count: int, face: Typeface) -> Image.Image:
    """Return the mood's background with so many numbered cards on it; do not draw on it."""
    cards, height = _layout(count)
    canvas = _background(mood, height)
    colours = COLOURS[mood]
    shadow = Shadow(mixed(colours.ink, (0, 0, 0), 0.6), opacity=0.5, blur_px=22, drop_px=12)
    paste_shadows(canvas, [card.box for card in cards], shadow)
    for left, top, right, bottom in (card.box for card in cards):
        mask = rounded_mask(right - left, bottom - top, _CARD_RADIUS_PX)
        canvas.paste(mixed(WHITE, colours.light, 0.25), (left, top), mask)
    writer = _CardWriter(ImageDraw.Draw(canvas), colours.ink, face)
    for number, card in enumerate(cards, start=1):
        writer.number(number, card)
    return canvas


def _background(mood: Mood, height_px: int) -> Image.Image:
    """Return the mood's gradient with a blurred drawing of it."""
    colours = COLOURS[mood]
    base = vertical_gradient(_WIDTH_PX, height_px, (colours.top, colours.middle, colours.bottom))
    drawing = draw_art(f"background of {mood}", mood, 135).filter(ImageFilter.GaussianBlur(9))
    drawing = drawing.resize((_WIDTH_PX, height_px), Image.Resampling.BICUBIC)
    return Image.blend(base, drawing, 0.45)


def _cover_image(song: PictureSong, mood: Mood, size_px: int) -> Image.Image:
    if song.cover is None:
        return draw_art(song.song_id, mood, size_px)
    with Image.open(io.BytesIO(song.cover), formats=("JPEG", "PNG")) as cover:
        cover.draft("RGB", (size_px, size_px))
        return cover.convert("RGB").resize((size_px, size_px), Image.Resampling.BILINEAR)


@dataclass(frozen=True)
class _CardWriter:
    """Writes numerals, titles and artists on cards, below or beside their covers."""

    pen: ImageDraw.ImageDraw
    ink: Colour
    face: Typeface

    def number(self, number: int, card: _Card) -> None:
        """Write a number, white on a disc of the mood's ink."""
        left, top, diameter = *card.numeral_at, card.sizes.numeral_px
        mask = rounded_mask(diameter, diameter, diameter // 2)
        self.pen.bitmap((left, top), mask, fill=self.ink)
        digits = str(number)
        size = round(diameter * (0.66 if len(digits) == 1 else 0.54))
        middle = (left + diameter / 2, top + diameter / 2 + size * 0.36)
        self.face.draw(self.pen, middle, digits, TextStyle(size, WHITE, BOLD, Anchor.MIDDLE))

    def write(self, song: PictureSong, card: _Card) -> None:
        """Write title and artist."""
        if card.is_wide:
            self._write_beside(song, card)
        else:
            self._write_below(song, card)

    def _write_below(self, song: PictureSong, card: _Card) -> None:
        sizes = card.sizes
        x = card.numeral_at[0] + sizes.numeral_px + 14
        room = card.cover_px - sizes.numeral_px - 14
        title = self.face.shortened(song.title, room, sizes.title_px)
        artist = self.face.shortened(song.artist, room, sizes.artist_px, REGULAR)
        middle = card.numeral_at[1] + sizes.numeral_px / 2
        self.face.draw(self.pen, (x, middle - 3), title, TextStyle(sizes.title_px, self.ink))
        below = (x, middle + sizes.artist_px + 3)
        self.face.draw(self.pen, below, artist, self._artist_style(sizes.artist_px))

    def _write_beside(self, song: PictureSong, card: _Card) -> None:
        left = card.numeral_at[0]
        room = card.box[2] - 2 * _PADDING_PX - left
        title = self.face.fit(song.title, room, _WIDE_TITLES_PX, max_lines=3)
        artist = self.face.fit(song.artist, room, _WIDE_ARTISTS_PX, max_lines=2)
        baseline = card.box[3] - 2 * _PADDING_PX - 6
        for line in reversed(artist.lines):
            self.face.draw(self.pen, (left, baseline), line, self._artist_style(artist.size_px))
            baseline -= round(artist.size_px * 1.3)
        baseline -= 8
        for line in reversed(title.lines):
            self.face.draw(self.pen, (left, baseline), line, TextStyle(title.size_px, self.ink))
            baseline -= round(title.size_px * 1.16)

    def _artist_style(self, size_px: int) -> TextStyle:
        return TextStyle(size_px, mixed(self.ink, WHITE, 0.3), REGULAR)
