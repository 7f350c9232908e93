"""A chart of a person's moods over time: shares as stacked bands, below them every selfie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

import numpy as np
from babel.dates import format_date
from babel.numbers import format_percent
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bot.pictures.palette import DARK_CHART, LIGHT_CHART, ChartColours, Colour
from bot.pictures.surfaces import blend, encode_png
from bot.pictures.typeface import REGULAR, Anchor, TextStyle, Typeface, default_typeface
from inference.moods import Mood

Shares = NDArray[np.float64]

# A phone shows it some 360 px wide: a third of this.
_WIDTH_PX, _HEIGHT_PX = 1200, 1000
_LEFT_PX, _RIGHT_PX = 56, 1144
_BAND_TOP_PX, _BAND_BOTTOM_PX = 130, 560
_LANE_TOP_PX, _LANE_STEP_PX = 632, 102
_DOTS_BELOW_PX = 33
_DATES_PX = 958
_TEXT_PX, _DATE_PX, _TITLE_PX = 42, 36, 50
_DOT_PX, _SMALLEST_DOT_PX = 13, 7
_SEAM_PX = 3
_HATCH_STEP_PX, _HATCH_LINE_PX = 28, 3

_DAY_S = 86_400.0
_SHORTEST_S = 3 * _DAY_S
# The bands smooth over a twelfth of the time shown, and over half a day at least.
_SMOOTHING_SHARE, _MIN_SMOOTHING_S = 1 / 12, _DAY_S / 2
# Without a selfie for this many smoothing widths the bands are left open.
_GAP_WIDTHS = 2.5
# Lines are drawn this much larger and reduced.
_OVERSAMPLING = 2


@dataclass(frozen=True)
class MoodEntry:
    """One selfie in the chart.

    Attributes:
        at: When, in the time zone of the chart.
        weights: Shares of happy, calm and sad, in the order of `Mood`, summing to 1.
    """

    at: datetime
    weights: tuple[float, float, float]

    @property
    def mood(self) -> Mood:
        """The likeliest mood."""
        return list(Mood)[int(np.argmax(self.weights))]


@dataclass(frozen=True)
class ChartLabels:
    """The words of a chart, in the person's language.

    Attributes:
        title: Above the chart.
        moods: The name of each mood.
        locale: For dates, such as "en" or "pt_BR".
    """

    title: str
    moods: Mapping[Mood, str]
    locale: str


@dataclass(frozen=True)
class _TimeAxis:
    """The time shown, in seconds since 1970, and where it lies."""

    start_s: float
    end_s: float

    @classmethod
    def around(cls, times_s: NDArray[np.float64]) -> Self:
        """Return the time from the first to the last, three days at least, with margins."""
        first, last = float(times_s.min()), float(times_s.max())
        margin = max(0.03 * (last - first), (_SHORTEST_S - (last - first)) / 2)
        return cls(first - margin, last + margin)

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    def x_px(self, at_s: float) -> float:
        share = (at_s - self.start_s) / self.length_s
        return _LEFT_PX + share * (_RIGHT_PX - _LEFT_PX)


def draw_mood_chart(
    entries: Sequence[MoodEntry],
    labels: ChartLabels,
    *,
    dark: bool,
    typeface: Typeface | None = None,
) -> bytes:
    """Draw moods over time.

    Args:
        entries: One or more, in any order.
        labels: The words.
        dark: Whether for a dark chat.
        typeface: To write with; by default that of the installed font packages.

    Returns:
        A PNG, 1200 x 1000 px.

    Raises:
        ValueError: No entries.
    """
    if not entries:
        raise ValueError("no entries, expected one or more: tell the person that there are none")
    colours = DARK_CHART if dark else LIGHT_CHART
    entries = sorted(entries, key=lambda entry: entry.at)
    canvas = Image.new("RGB", (_WIDTH_PX, _HEIGHT_PX), colours.paper)
    chart = _Chart(canvas, entries, labels, colours, typeface or default_typeface())
    chart.draw_title()
    chart.draw_bands()
    chart.draw_lanes()
    chart.draw_dates()
    return encode_png(canvas)


def smoothed_shares(
    times_s: NDArray[np.float64],
    weights: NDArray[np.float64],
    at_s: NDArray[np.float64],
    width_s: float,
) -> Shares:
    """Return the shares of the moods over time, smoothed by a Gaussian.

    Args:
        times_s: (n,) of the selfies, in seconds.
        weights: (n, 3) of the moods, each row summing to 1.
        at_s: (m,) times to tell them for.
        width_s: Standard deviation of the Gaussian.

    Returns:
        (m, 3), each row summing to 1; NaN where no selfie is near.
    """
    distances = np.abs(at_s[:, None] - times_s[None]) / width_s
    nearness = np.exp(-0.5 * distances**2)
    nearness[distances.min(axis=1) > _GAP_WIDTHS] = np.nan
    shares: Shares = nearness @ weights / nearness.sum(axis=1, keepdims=True)
    return shares


def percentages(shares: Sequence[float]) -> list[int]:
    """Round shares that sum to 1 to whole percents that sum to 100 (largest remainders)."""
    exact = [100 * share for share in shares]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for place in by_remainder[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


class _Chart:
    """A chart being drawn."""

    def __init__(
        self,
        canvas: Image.Image,
        entries: Sequence[MoodEntry],
        labels: ChartLabels,
        colours: ChartColours,
        face: Typeface,
    ) -> None:
        self._canvas = canvas
        self._pen = ImageDraw.Draw(canvas)
        self._entries = entries
        self._labels = labels
        self._colours = colours
        self._face = face
        self._times_s = np.array([entry.at.timestamp() for entry in entries])
        self._weights = np.array([entry.weights for entry in entries])
        self._axis = _TimeAxis.around(self._times_s)

    def draw_title(self) -> None:
        """Write the title."""
        style = TextStyle(_TITLE_PX, self._colours.text)
        self._face.draw(self._pen, (_LEFT_PX, 86), self._labels.title, style)

    def draw_bands(self) -> None:
        """Draw the shares, a pixel column at a time; where nothing is known, hatched paper."""
        columns_s = np.linspace(self._axis.start_s, self._axis.end_s, _RIGHT_PX - _LEFT_PX)
        width_s = max(_MIN_SMOOTHING_S, _SMOOTHING_SHARE * self._axis.length_s)
        shares = smoothed_shares(self._times_s, self._weights, columns_s, width_s)
        limits = np.cumsum(shares, axis=1, dtype=np.float32).T * (_BAND_BOTTOM_PX - _BAND_TOP_PX)
        rows = self._hatch(len(columns_s))
        upper = np.where(np.isnan(limits[0]), np.nan, 0.0)
        for number, mood in enumerate(Mood):
            inside = np.minimum(rows - upper, limits[number] - rows) + 0.5
            self._blend(self._colours.moods[mood], inside)
            if number:
                self._blend(self._colours.paper, _SEAM_PX - np.abs(rows - upper))
            upper = limits[number]

    def draw_lanes(self) -> None:
        """Draw a lane for each mood: its name and share, below them a dot for each selfie."""
        whole = percentages(self._weights.mean(axis=0).tolist())
        style = TextStyle(_TEXT_PX, self._colours.text)
        for number, mood in enumerate(Mood):
            y = _LANE_TOP_PX + number * _LANE_STEP_PX
            self._pen.ellipse((_LEFT_PX, y - 29, _LEFT_PX + 28, y - 1), self._colours.moods[mood])
            self._face.draw(self._pen, (_LEFT_PX + 44, y), self._labels.moods[mood], style)
            share = format_percent(whole[number] / 100, locale=self._labels.locale)
            at_right = replace(style, anchor=Anchor.RIGHT)
            self._face.draw(self._pen, (_RIGHT_PX, y), share, at_right)
            self._draw_dots(mood, y + _DOTS_BELOW_PX)

    def draw_dates(self) -> None:
        """Write the first and the last day; a single day in the middle."""
        first, last = (f(entry.at for entry in self._entries) for f in (min, max))
        shown = [(first, Anchor.LEFT, _LEFT_PX), (last, Anchor.RIGHT, _RIGHT_PX)]
        if first.date() == last.date():
            shown = [(first, Anchor.MIDDLE, (_LEFT_PX + _RIGHT_PX) // 2)]
        for moment, anchor, x in shown:
            text = format_date(moment, format="medium", locale=self._labels.locale)
            style = TextStyle(_DATE_PX, self._colours.faint_text, REGULAR, anchor)
            self._face.draw(self._pen, (x, _DATES_PX), text, style)

    def _hatch(self, columns: int) -> NDArray[np.float32]:
        """Hatch the bands' place; return (h, 1) the middles of its pixel rows, from its top."""
        rows, along = np.ogrid[: _BAND_BOTTOM_PX - _BAND_TOP_PX, :columns]
        is_line = (rows + along) % _HATCH_STEP_PX < _HATCH_LINE_PX
        self._blend(self._colours.grid, is_line.astype(np.float32))
        return (rows + 0.5).astype(np.float32)

    def _blend(self, colour: Colour, share: NDArray[np.floating]) -> None:
        """Lay a colour over the bands' place; where the share is NaN, nothing."""
        opacity = np.nan_to_num(np.clip(share, 0, 1)).astype(np.float32)
        blend(self._canvas, colour, opacity, (_LEFT_PX, _BAND_TOP_PX))

    def _draw_dots(self, mood: Mood, y: int) -> None:
        """Draw smooth dots; many are smaller, so that they do not run into one bar."""
        self._pen.line((_LEFT_PX, y, _RIGHT_PX, y), fill=self._colours.grid, width=3)
        places = [self._axis.x_px(e.at.timestamp()) for e in self._entries if e.mood is mood]
        radius = max(_SMALLEST_DOT_PX, _DOT_PX - len(self._entries) // 60)
        strip_px = 2 * _DOT_PX + 6
        mask = Image.new("L", (_WIDTH_PX * _OVERSAMPLING, strip_px * _OVERSAMPLING), 0)
        pen = ImageDraw.Draw(mask)
        for x in places:
            box = (x - radius, strip_px / 2 - radius, x + radius, strip_px / 2 + radius)
            # The faint rim tells neighbours that touch from each other.
            pen.ellipse([v * _OVERSAMPLING for v in box], fill=235, outline=110, width=3)
        at = (0, y - strip_px // 2)
        self._canvas.paste(self._colours.moods[mood], at, mask.reduce(_OVERSAMPLING))
