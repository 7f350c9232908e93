"""Text in many scripts: which font has which letter, how wide text is, where lines break.

The fonts come from packages (Noto, SIL Open Font License 1.1). Where none is installed,
Pillow's own font writes what it can: basic Latin, other letters without their accents.
"""

import functools
import importlib.util
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, groupby, takewhile
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageDraw, ImageFont

from bot.pictures.palette import Colour

BOLD = 700
REGULAR = 500

_ELLIPSIS = "…"
_LETTERS_KEPT = 10_000

# Another line is taken when the letters grow by more than a fifth or so for it.
_WORTH_OF_A_LINE = 0.82

# Package -> its files in the order in which they are asked for a letter: Latin, Cyrillic and
# Greek first, emoji last. The CJK font is one static weight, the others have an axis of it.
_FONT_FILES = (
    ("manimgx_fonts", "NotoSans[[]wght].ttf"),
    ("noto_cjk_sans_jp_bold", "*.otf"),
    ("manimgx_fonts", "NotoSans[A-Z]*.ttf"),
    ("manimgx_fonts", "NotoEmoji*.ttf"),
)

# Joiners, variation selectors and skin tones, which only a colour font would honour.
_UNSHOWN = re.compile("[\u200b-\u200f\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
# Where a line may break: between words, and around every letter of Chinese, Japanese, Korean.
_PIECES = re.compile(
    "[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\\s\u2e80-\ua4cf"
    "\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+|\\s+"
)
_RIGHT_TO_LEFT = ("R", "AL")


@dataclass(frozen=True)
class FittedText:
    """Lines of text and the size at which they fit."""

    lines: tuple[str, ...]
    size_px: int


class Anchor(Enum):
    """Which part of a line stands at the given place; the value is that part's share."""

    LEFT = 0.0
    MIDDLE = 0.5
    RIGHT = 1.0


@dataclass(frozen=True)
class TextStyle:
    """How a line is written.

    Attributes:
        size_px: Of the font.
        fill: Colour.
        weight: 100-900, where the font has it.
        anchor: What stands at the given x.
    """

    size_px: int
    fill: Colour
    weight: int = BOLD
    anchor: Anchor = Anchor.LEFT


class Typeface:
    """Fonts that together write many scripts; the first that has a letter writes it."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Take fonts.

        Args:
            paths: TrueType or OpenType files, the preferred first; none for Pillow's own.
        """
        self._paths = tuple(paths)
        self._letters = [_letters_of(path) for path in self._paths]

    def width_px(self, text: str, size_px: int, weight: int = BOLD) -> float:
        """Return the advance width of a line of text."""
        runs = self._runs(text)
        return sum(self._font(font, size_px, weight).getlength(run) for font, run in runs)

    def draw(
        self, canvas: ImageDraw.ImageDraw, at: tuple[float, float], text: str, style: TextStyle
    ) -> None:
        """Write a line of text; what no font has is left out.

        Args:
            canvas: To write on.
            at: x and y in pixels; y is the baseline.
            text: In any script.
            style: How.
        """
        x, y = at
        if style.anchor is not Anchor.LEFT:
            x -= self.width_px(text, style.size_px, style.weight) * style.anchor.value
        runs = self._runs(text)
        for place, (number, run) in enumerate(runs, start=1):
            font = self._font(number, style.size_px, style.weight)
            canvas.text((x, y), run, font=font, fill=style.fill, anchor="ls")
            x += font.getlength(run) if place < len(runs) else 0

    def fit(
        self, text: str, width_px: float, sizes_px: Sequence[int], *, max_lines: int = 1
    ) -> FittedText:
        """Break text into lines at a large size at which it fits, rather into few lines.

        Args:
            text: One or more words.
            width_px: Of the longest line allowed.
            sizes_px: To try, the largest first.
            max_lines: At most this many lines; at the smallest size what is left over is cut
                off with an ellipsis.
        """
        best: tuple[float, FittedText] | None = None
        for size in sizes_px:
            lines = self._lines(text, width_px, size)
            widest = max((self.width_px(line, size) for line in lines), default=0)
            score = size * _WORTH_OF_A_LINE ** len(lines)
            if len(lines) <= max_lines and widest <= width_px and (not best or score > best[0]):
                best = score, FittedText(tuple(lines), size)
        if best:
            return best[1]
        size = sizes_px[-1]
        lines = self._lines(text, width_px, size)
        kept = [*lines[: max_lines - 1], " ".join(lines[max_lines - 1 :])]
        return FittedText(tuple(self.shortened(line, width_px, size) for line in kept), size)

    def shortened(self, text: str, width_px: float, size_px: int, weight: int = BOLD) -> str:
        """Return the text, cut off with an ellipsis where it is too wide for one line."""
        if self.width_px(text, size_px, weight) <= width_px:
            return text
        room = width_px - self._letter_px(_ELLIPSIS, size_px, weight)
        lengths = accumulate(self._letter_px(letter, size_px, weight) for letter in text)
        kept = sum(1 for _ in takewhile(lambda length: length <= room, lengths))
        # Letters side by side are a little narrower or wider than each alone.
        while kept and self.width_px(_cut(text, kept), size_px, weight) > width_px:
            kept -= 1
        return _cut(text, kept)

    def writes(self, text: str) -> bool:
        """Tell whether anything of the text can be shown."""
        return bool(self._runs(text))

    @functools.lru_cache(maxsize=_LETTERS_KEPT)  # noqa: B019 - there is one typeface
    def _letter_px(self, letter: str, size_px: int, weight: int) -> float:
        return self.width_px(letter, size_px, weight)

    def _lines(self, text: str, width_px: float, size_px: int) -> list[str]:
        lines = [""]
        for piece in _PIECES.findall(" ".join(text.split())):
            if self.width_px((lines[-1] + piece).rstrip(), size_px) <= width_px or not lines[-1]:
                lines[-1] += piece
            else:
                lines.append(piece.lstrip())
        return [line.strip() for line in lines if line.strip()]

    def _runs(self, text: str) -> list[tuple[int, str]]:
        """Split text into runs of one font each, in the order in which they stand on the line."""
        text = _UNSHOWN.sub("", unicodedata.normalize("NFC", text))
        if not self._paths:
            plain = _plain(text)
            return [(-1, plain)] if plain else []
        if self._letters[0].issuperset(map(ord, text)):  # most titles, at a tenth of the time
            return [(0, text)] if text else []
        numbered: list[tuple[int, str]] = []
        for letter in text:
            previous = numbered[-1][0] if numbered else 0
            number = self._font_of(letter, previous)
            if number is not None:
                numbered.append((number, letter))
        runs = [
            (number, "".join(letter for _, letter in letters))
            for number, letters in groupby(numbered, key=lambda pair: pair[0])
        ]
        return runs[::-1] if is_right_to_left(text) else runs

    def _font_of(self, letter: str, previous: int) -> int | None:
        """Return the font that writes a letter: spaces and the like stay with the one before."""
        code = ord(letter)
        # An emoji font's space is as wide as its pictures.
        is_emoji = "Emoji" in self._paths[previous].name
        if not (letter.isalnum() or is_emoji) and code in self._letters[previous]:
            return previous
        return next((n for n, letters in enumerate(self._letters) if code in letters), None)

    def _font(self, number: int, size_px: int, weight: int) -> ImageFont.FreeTypeFont:
        return _load(self._paths[number] if number >= 0 else None, size_px, weight)


def _cut(text: str, kept: int) -> str:
    return text[:kept].rstrip() + _ELLIPSIS


@functools.cache
def default_typeface() -> Typeface:
    """Return the typeface of the installed font packages."""
    return Typeface(installed_fonts())


def installed_fonts() -> list[Path]:
    """Return the font files of the packages that are installed, the preferred first."""
    paths: list[Path] = []
    for package, pattern in _FONT_FILES:
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            found = sorted(Path(folder).glob(pattern))
            paths += [path for path in found if path not in paths]
    return paths


def is_right_to_left(text: str) -> bool:
    """Tell whether a line starts at the right, as Arabic and Hebrew do."""
    strong = (unicodedata.bidirectional(letter) for letter in text if letter.isalpha())
    return next(strong, "L") in _RIGHT_TO_LEFT


@functools.lru_cache(maxsize=256)
def _load(path: Path | None, size_px: int, weight: int) -> ImageFont.FreeTypeFont:
    if path is None:
        # Pillow's own font is a bitmap one where FreeType is missing, which no wheel is.
        return ImageFont.load_default(size_px)  # type: ignore[return-value]
    font = ImageFont.truetype(path, size_px)
    if "wght" in path.name:
        font.set_variation_by_axes([weight])
    return font


@functools.cache
def _letters_of(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _plain(text: str) -> str:
    """Reduce text to the ASCII that Pillow's own font has."""
    text = text.replace(_ELLIPSIS, "...").replace("\u2019", "'")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().strip()
