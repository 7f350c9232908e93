"""What pictures are made of: gradients, rounded corners, soft shadows, and their encoding."""

import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from bot.pictures.palette import Colour

Field = NDArray[np.floating]
Box = tuple[int, int, int, int]

# Corners are drawn this much larger and reduced, which smooths them.
_OVERSAMPLING = 4
# Shadows are blurred at this fraction of their size: a blur has no detail to lose.
_SHADOW_REDUCTION = 8

# A gradient's noise repeats after this width, which nobody sees in steps of one in 256.
_DITHER_WIDTH_PX = 64

# Quality and chroma subsampling (2: 4:2:0, as chats encode photos anew anyway).
_JPEG_SETTINGS = ((88, 2), (80, 2), (70, 2), (60, 2), (45, 2))


def vertical_gradient(width_px: int, height_px: int, colours: Sequence[Colour]) -> Image.Image:
    """Return an RGB image that runs through colours from the top, with dither against banding."""
    stops = np.linspace(0.0, 1.0, len(colours))
    places = (np.arange(height_px) + 0.5) / height_px
    channels = [np.interp(places, stops, channel) for channel in np.asarray(colours).T]
    column = (256 * np.stack(channels, axis=-1)).astype(np.uint16)[:, None, :]
    tile = Image.fromarray(((column + _dither(height_px)) >> 8).astype(np.uint8))
    gradient = Image.new("RGB", (width_px, height_px))
    for left in range(0, width_px, _DITHER_WIDTH_PX):
        gradient.paste(tile, (left, 0))
    return gradient


def blend(
    canvas: Image.Image, colour: Colour, opacity: Field, at: tuple[int, int] = (0, 0)
) -> None:
    """Lay a colour over a part of a canvas.

    Args:
        canvas: RGB, changed in place.
        colour: To lay over it.
        opacity: (h, w) float32, 0-1.
        at: Left and top of the part; it may reach beyond the canvas.
    """
    mask = mask_of(opacity)
    # An image of one colour, as Pillow takes three times as long to paste the colour itself.
    canvas.paste(Image.new("RGB", mask.size, colour), at, mask)


def mask_of(opacity: Field) -> Image.Image:
    """Turn (h, w) float32 opacities, 0-1, into an "L" image to paste with."""
    levels = opacity * np.float32(255)
    levels += np.float32(0.5)
    return Image.fromarray(levels.astype(np.uint8))


def paste_rounded(
    canvas: Image.Image, picture: Image.Image, at: tuple[int, int], radius_px: int
) -> None:
    """Lay a picture on a canvas, with smooth round corners."""
    (left, top), (width, height) = at, picture.size
    mask = rounded_mask(width, height, radius_px)
    # Only the strips with the corners need the mask, which takes five times as long.
    foot = height - radius_px
    canvas.paste(picture.crop((0, radius_px, width, foot)), (left, top + radius_px))
    for strip in ((0, 0, width, radius_px), (0, foot, width, height)):
        canvas.paste(picture.crop(strip), (left, top + strip[1]), mask.crop(strip))


@functools.lru_cache(maxsize=64)
def rounded_mask(width_px: int, height_px: int, radius_px: int) -> Image.Image:
    """Return an "L" image, 255 in a rectangle with smooth round corners; do not draw on it."""
    factor = _OVERSAMPLING
    side = min(radius_px, width_px // 2, height_px // 2)
    mask = Image.new("L", (width_px, height_px), 255)
    if side < 1:
        return mask
    corner = Image.new("L", (2 * side * factor, 2 * side * factor), 0)
    ImageDraw.Draw(corner).ellipse((0, 0, 2 * side * factor - 1, 2 * side * factor - 1), fill=255)
    corner = corner.resize((2 * side, 2 * side), Image.Resampling.BOX)
    for left, x in ((0, 0), (side, width_px - side)):
        for top, y in ((0, 0), (side, height_px - side)):
            mask.paste(corner.crop((left, top, left + side, top + side)), (x, y))
    return mask


@dataclass(frozen=True)
class Shadow:
    """What a soft shadow is like.

    Attributes:
        colour: RGB.
        opacity: 0-1.
        blur_px: How soft.
        drop_px: How far below its box it lies.
    """

    colour: Colour
    opacity: float
    blur_px: int
    drop_px: int


def paste_shadows(canvas: Image.Image, boxes: Sequence[Box], shadow: Shadow) -> None:
    """Lay soft shadows of boxes (left, top, right, bottom in pixels) on an RGB canvas."""
    factor = _SHADOW_REDUCTION
    small = Image.new("L", (-(-canvas.width // factor), -(-canvas.height // factor)), 0)
    pen = ImageDraw.Draw(small)
    for left, top, right, bottom in boxes:
        place = (left, top + shadow.drop_px, right, bottom + shadow.drop_px)
        fill = round(255 * shadow.opacity)
        pen.rounded_rectangle([v / factor for v in place], radius=3, fill=fill)
    small = small.filter(ImageFilter.GaussianBlur(shadow.blur_px / factor))
    canvas.paste(shadow.colour, (0, 0), small.resize(canvas.size, Image.Resampling.BICUBIC))


def encode_jpeg(image: Image.Image, max_bytes: int) -> bytes:
    """Encode an RGB image as JPEG, at the best quality that stays within a size if any does."""
    data = b""
    for quality, subsampling in _JPEG_SETTINGS:
        stream = io.BytesIO()
        image.save(stream, format="JPEG", quality=quality, subsampling=subsampling)
        data = stream.getvalue()
        if len(data) <= max_bytes:
            break
    return data


def encode_png(image: Image.Image) -> bytes:
    """Encode an image of few colours as PNG."""
    stream = io.BytesIO()
    image.save(stream, format="PNG", compress_level=4)
    return stream.getvalue()


@functools.lru_cache(maxsize=8)
def _dither(rows: int) -> NDArray[np.uint16]:
    """Return (rows, `_DITHER_WIDTH_PX`, 1) noise in 0-255, the same every time."""
    shape = (rows, _DITHER_WIDTH_PX, 1)
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint16)
