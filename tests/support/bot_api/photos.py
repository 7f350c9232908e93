"""Photos as Telegram keeps them: JPEGs in several sizes, each fitting a square box."""

import io
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageOps, UnidentifiedImageError

# Longest sides of the sizes that bots are shown (types s, m, x, y):
# https://core.telegram.org/api/files#image-thumbnail-types
BOXES_PX = (90, 320, 800, 1280)
# https://core.telegram.org/bots/api#sendphoto
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_SIDES_SUM_PX = 10_000
MAX_SIDES_RATIO = 20
_JPEG_QUALITY = 87
_ORIENTATION_TAG = 0x0112


@dataclass(frozen=True)
class ScaledPhoto:
    """One size of a photo, a JPEG."""

    width: int
    height: int
    content: bytes = field(repr=False)


def photo_size_px(content: bytes) -> tuple[int, int] | None:
    """Return a picture's width and height as its header says, or None for no picture."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.size
    except (UnidentifiedImageError, OSError):
        return None


def fit(width: int, height: int, box_px: int) -> tuple[int, int]:
    """Return width and height within a box, never enlarged."""
    scale = min(1.0, box_px / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def boxes_of(width: int, height: int) -> tuple[int, ...]:
    """Return the boxes that a photo of this size is kept in: each smaller one and one around."""
    longest = max(width, height)
    smaller = tuple(box for box in BOXES_PX if box < longest)
    return smaller if len(smaller) == len(BOXES_PX) else (*smaller, BOXES_PX[len(smaller)])


@lru_cache(maxsize=64)
def scale_photo(content: bytes, box_px: int) -> ScaledPhoto:
    """Turn a picture upright and scale it into a box; a plain JPEG that fits stays as it is."""
    with Image.open(io.BytesIO(content)) as image:
        turned = image.getexif().get(_ORIENTATION_TAG, 1) != 1
        if image.format == "JPEG" and not turned and max(image.size) <= box_px:
            return ScaledPhoto(*image.size, content)
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright = upright.resize(fit(*upright.size, box_px), Image.Resampling.BILINEAR)
    stream = io.BytesIO()
    upright.save(stream, "JPEG", quality=_JPEG_QUALITY)
    return ScaledPhoto(*upright.size, stream.getvalue())


@lru_cache(maxsize=64)
def photo_sizes(content: bytes) -> tuple[ScaledPhoto, ...]:
    """Scale a picture into every size that Telegram keeps, smallest first."""
    largest = scale_photo(content, BOXES_PX[-1])
    return tuple(
        scale_photo(largest.content, box) for box in boxes_of(largest.width, largest.height)
    )
