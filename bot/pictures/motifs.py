"""The pictures on drawn covers: three motifs a mood, each with its own variations.

A motif paints on a square RGB canvas. Places and lengths are shares of its side, so that a
cover looks the same at every size.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.pictures.palette import WHITE, Colour, MoodColours
from bot.pictures.surfaces import Field, blend, mask_of
from inference.moods import Mood

Motif = Callable[[Image.Image, MoodColours, np.random.Generator], None]

Places = NDArray[np.float64]

_CREAM: Colour = (255, 250, 232)
_FOAM: Colour = (246, 255, 250)
_MOONLIGHT: Colour = (250, 247, 255)
_NIGHT: Colour = (12, 14, 48)
_LAMP: Colour = (255, 214, 170)
# The nearest hills hide the rays from here on.
_RAYS_END = 0.8


@dataclass(frozen=True)
class Spot:
    """A round place: its middle and its radius, as shares of the side."""

    x: float
    y: float
    radius: float


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour between two; share 0 is the one, 1 the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _sunrise(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """A sun with rays over rolling hills."""
    x, y, radius = rng.uniform(0.25, 0.75), rng.uniform(0.32, 0.42), rng.uniform(0.15, 0.2)
    rows, columns = _grid(canvas.width)
    rows = rows[: int(_RAYS_END * canvas.width)]
    angle = np.arctan2(rows - np.float32(y), columns - np.float32(x))
    rays = np.sin(angle * int(rng.integers(9, 15)) + np.float32(rng.uniform(0, 6.3)))
    fade = np.clip(1.3 - _distance(rows - np.float32(y), columns - np.float32(x)) * 1.4, 0, 1)
    blend(canvas, colours.light, 0.42 * fade * np.clip(rays * 3, 0, 1))
    _paint_disc(canvas, colours.light, 0.3, Spot(x, y, radius * 1.35))
    _paint_disc(canvas, _CREAM, 1.0, Spot(x, y, radius))
    for step, height in enumerate((0.62, 0.74, 0.86)):
        hill, top = _ridge(canvas.width, height, 0.06, rng, waves=(0.6, 1.6))
        tint = mixed(colours.middle, colours.bottom, 0.3 + 0.35 * step)
        blend(canvas, tint, 0.95 * hill, (0, top))


def _bubbles(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """Large translucent discs that overlap, and confetti."""
    for number in range(7):
        x, y = rng.uniform(-0.05, 1.05, 2).tolist()
        tint = (colours.light, colours.bottom, _CREAM)[number % 3]
        _paint_disc(canvas, tint, 0.32, Spot(x, y, rng.uniform(0.14, 0.34)))
    _paint_dots(canvas, _CREAM, rng.uniform(0.04, 0.96, (18, 2)), rng.uniform(0.006, 0.02, 18))


def _rainbow(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """Broad arcs around a corner or an edge."""
    x, y = float(rng.choice([0.0, 0.5, 1.0])), float(rng.choice([-0.05, 1.05]))
    rows, columns = _grid(canvas.width)
    band, start = rng.uniform(0.1, 0.14), rng.uniform(0.18, 0.3)
    tints = (colours.light, colours.top, _CREAM, colours.bottom, colours.light)
    place = (_distance(rows - np.float32(y), columns - np.float32(x)) - start) * (1 / band)
    ring = np.floor(np.clip(place, 0, len(tints) - 0.01))
    inside = np.minimum(place - ring, ring + np.float32(0.72) - place) * band
    mask = mask_of(0.62 * _edge(inside, canvas.width))
    arcs = Image.fromarray(ring.astype(np.uint8))
    arcs.putpalette([channel for tint in tints for channel in tint])
    canvas.paste(arcs.convert("RGB"), (0, 0), mask)


def _waves(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """A low sun over layered water."""
    x, y, radius = rng.uniform(0.25, 0.75), rng.uniform(0.24, 0.34), rng.uniform(0.11, 0.16)
    _paint_glow(canvas, colours.light, 0.5, Spot(x, y, radius * 2.6))
    _paint_disc(canvas, _FOAM, 0.94, Spot(x, y, radius))
    shallow = mixed(colours.top, colours.middle, 0.7)
    for step, level in enumerate(np.linspace(rng.uniform(0.42, 0.48), 0.92, 6)):
        wave, top = _ridge(canvas.width, float(level), 0.03, rng, waves=(1.2, 2.6))
        blend(canvas, mixed(shallow, colours.bottom, step / 5), 0.85 * wave, (0, top))


def _ripples(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """Rings on still water, seen from above at a slant."""
    x, y = rng.uniform(0.3, 0.7), rng.uniform(0.28, 0.45)
    rows, columns = _grid(canvas.width)
    slant, rate = np.float32(rng.uniform(1.5, 2.1)), np.float32(rng.uniform(46, 60))
    distance = _distance(columns - np.float32(x), (rows - np.float32(y)) * slant)
    ring = np.clip(1.5 * np.cos(distance * rate - 1.0), 0, 1)
    blend(canvas, colours.light, 0.75 * ring * np.exp(-distance * 2.6))
    blend(canvas, _FOAM, 0.9 * np.clip(1 - distance / 0.045, 0, 1))


def _dunes(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """Slow slopes in the mist before a pale sun."""
    x, y, radius = rng.uniform(0.2, 0.8), rng.uniform(0.18, 0.26), rng.uniform(0.07, 0.1)
    _paint_glow(canvas, colours.light, 0.6, Spot(x, y, radius * 3))
    _paint_disc(canvas, _FOAM, 0.9, Spot(x, y, radius))
    mist = np.linspace(1.0, 0.7, canvas.width, dtype=np.float32)[:, None]
    for step, level in enumerate(np.linspace(0.36, 0.88, 5)):
        slope, top = _ridge(canvas.width, float(level), 0.11, rng, waves=(0.35, 0.9))
        tint = mixed(colours.top, colours.bottom, 0.12 + 0.22 * step)
        blend(canvas, tint, 0.8 * slope * mist[top:], (0, top))


def _moonlit_ridges(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """A moon and stars over mountains."""
    _paint_stars(canvas, rng, count=46, lowest=0.5)
    _paint_moon(canvas, colours, rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.32), rng)
    for step, level in enumerate((0.56, 0.68, 0.8)):
        ridge, top = _ridge(canvas.width, level, 0.13 - 0.02 * step, rng, waves=(1.0, 5.5))
        blend(canvas, mixed(colours.middle, _NIGHT, 0.35 + 0.3 * step), 0.95 * ridge, (0, top))


def _rain(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """Rain before distant lights."""
    for number in range(11):
        x, y = rng.uniform(0.02, 0.98), rng.uniform(0.2, 0.75)
        tint = _LAMP if number % 3 == 0 else colours.light
        _paint_disc(canvas, tint, rng.uniform(0.16, 0.34), Spot(x, y, rng.uniform(0.03, 0.1)))
    rows, columns = _grid(canvas.width)
    slanted = (columns + rows * np.float32(0.22)) * 64
    lanes = slanted.astype(np.uint8)
    starts = rng.uniform(0, 1, 100).astype(np.float32)
    shown = rng.choice([0.0, 1.0], 100).astype(np.float32)
    along = rows * np.float32(rng.uniform(2.0, 2.6)) + starts[lanes]
    along -= np.floor(along)
    thin = np.clip(1 - np.abs(slanted - lanes - np.float32(0.5)) * 6, 0, 1)
    blend(canvas, colours.light, 0.6 * shown[lanes] * thin * np.clip(along * 1.5 - 0.5, 0, 1))


def _night_sea(canvas: Image.Image, colours: MoodColours, rng: np.random.Generator) -> None:
    """A moon and its path on the water."""
    _paint_stars(canvas, rng, count=34, lowest=0.5)
    x = rng.uniform(0.25, 0.75)
    _paint_moon(canvas, colours, x, rng.uniform(0.24, 0.34), rng)
    rows, columns = _grid(canvas.width)
    top = int(0.58 * canvas.width) - 1
    rows = rows[top:]
    sea = 0.72 * _edge(rows - np.float32(0.58), canvas.width)
    blend(canvas, _NIGHT, np.broadcast_to(sea, (len(rows), canvas.width)), (0, top))
    depth = np.clip(rows - np.float32(0.585), 0, 1)
    swell = 0.75 + 0.5 * np.sin(rows * 160 + np.float32(rng.uniform(0, 6)))
    width = (0.05 + depth * 0.26) * swell
    lines = np.clip(np.sin(np.sqrt(depth) * 95) * 2, 0, 1) * np.exp(-depth * 2.2)
    path = np.clip((width - np.abs(columns - np.float32(x))) * 30, 0, 1)
    blend(canvas, colours.light, 0.85 * path * lines, (0, top))


MOTIFS: dict[Mood, tuple[Motif, ...]] = {
    Mood.HAPPY: (_sunrise, _bubbles, _rainbow),
    Mood.CALM: (_waves, _ripples, _dunes),
    Mood.SAD: (_moonlit_ridges, _rain, _night_sea),
}


def _paint_moon(
    canvas: Image.Image, colours: MoodColours, x: float, y: float, rng: np.random.Generator
) -> None:
    radius = rng.uniform(0.08, 0.13)
    _paint_glow(canvas, colours.light, 0.55, Spot(x, y, radius * 3.2))
    _paint_disc(canvas, _MOONLIGHT, 0.96, Spot(x, y, radius))


def _paint_stars(
    canvas: Image.Image, rng: np.random.Generator, *, count: int, lowest: float
) -> None:
    places = rng.uniform((0.02, 0.02), (0.98, lowest), (count, 2))
    _paint_dots(canvas, WHITE, places, rng.choice([0.0022, 0.0035, 0.005], count))


def _paint_dots(
    canvas: Image.Image, colour: Colour, places: Places, radii: NDArray[np.float64]
) -> None:
    """Paint many small discs at once.

    Args:
        canvas: Changed in place.
        colour: Of all.
        places: (n, 2) their middles, x and y, as shares of the side, inside the canvas.
        radii: (n,) likewise.
    """
    size = canvas.width
    reach = int(radii.max() * size) + 2
    corners = (places * size).astype(np.intp) - reach
    steps = np.arange(2 * reach + 1)
    columns, rows = ((corners[:, axis, None] + steps) for axis in (0, 1))
    across, down = (
        (at + 0.5) / size - places[:, axis, None] for axis, at in ((0, columns), (1, rows))
    )
    inside = radii[:, None, None] - _distance(down[:, :, None], across[:, None])
    layer = np.zeros((size + 2 * reach, size + 2 * reach), dtype=np.float32)
    np.maximum.at(layer, (rows[:, :, None] + reach, columns[:, None] + reach), _edge(inside, size))
    blend(canvas, colour, 0.85 * layer, (-reach, -reach))


def _paint_disc(canvas: Image.Image, colour: Colour, opacity: float, spot: Spot) -> None:
    distance, corner = _distance_around(canvas.width, spot)
    blend(canvas, colour, opacity * _edge(spot.radius - distance, canvas.width), corner)


def _paint_glow(canvas: Image.Image, colour: Colour, opacity: float, spot: Spot) -> None:
    distance, corner = _distance_around(canvas.width, spot)
    blend(canvas, colour, opacity * np.clip(1 - distance / spot.radius, 0, 1) ** 2, corner)


def _distance_around(size: int, spot: Spot) -> tuple[Field, tuple[int, int]]:
    """Return distances from a spot in a square around it, and the square's left and top."""
    reach = int(spot.radius * size) + 2
    left, top = int(spot.x * size) - reach, int(spot.y * size) - reach
    steps = np.arange(2 * reach + 1, dtype=np.float32) + 0.5
    rows, columns = (top + steps) / size - spot.y, (left + steps) / size - spot.x
    return _distance(rows[:, None], columns[None]), (left, top)


def _ridge(
    size: int, level: float, height: float, rng: np.random.Generator, waves: tuple[float, float]
) -> tuple[Field, int]:
    """Return a part of (size, size), 1 below a line of four summed sines and 0 above it.

    The part begins at the row of the second value; above that row all is 0.
    """
    along = np.linspace(0, 1, size, dtype=np.float32)
    line = np.full(size, level, dtype=np.float32)
    for part, frequency in enumerate(np.linspace(waves[0], waves[1], 4)):
        turn = np.float32(frequency * rng.uniform(0.8, 1.2) * 2 * np.pi)
        swing = np.float32(0.6 * height / (1 + 0.8 * part))
        line += swing * np.sin(along * turn + np.float32(rng.uniform(0, 6.3)))
    top = max(0, int(line.min() * size) - 1)
    return _edge(_grid(size)[0][top:] - line[None], size), top


def _edge(inside: Field, size: int) -> Field:
    """Turn a signed distance (positive inside) into 0-1, smooth over one pixel."""
    inside = inside * np.float32(size)
    inside += np.float32(0.5)
    return np.clip(inside, 0, 1, out=inside)


def _grid(size: int) -> tuple[Field, Field]:
    steps = (np.arange(size, dtype=np.float32) + np.float32(0.5)) / np.float32(size)
    return steps[:, None], steps[None, :]


def _distance(rows: Field, columns: Field) -> Field:
    """Return lengths; `np.hypot` guards against overflow, at eight times the cost."""
    squares = rows * rows + columns * columns
    return np.sqrt(squares, out=squares)
