"""Cover files from elsewhere: checked, decoded and made to one shape."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.errors import BotError
from bot.pictures.surfaces import encode_jpeg
from inference.images import DECODER_ERRORS

# Providers' covers are squares of up to 1,000 px; what is much larger is not a cover.
_MAX_PIXELS = 3000 * 3000
_MIN_SIDE_PX = 64
_FORMATS = ("JPEG", "PNG", "WEBP")
COVER_SIDE_PX = 600
_MAX_COVER_BYTES = 200_000


class CoverFileError(BotError):
    """Raised when bytes are no picture that can serve as a cover."""


def normalize_cover(data: bytes, max_side_px: int = COVER_SIDE_PX) -> bytes:
    """Decode a cover and encode it anew: a square JPEG without metadata.

    A cover that is not square keeps all of it, on a white ground.

    Args:
        data: A JPEG, PNG or WebP file's bytes, from anywhere.
        max_side_px: Of the result; a smaller picture is not enlarged.

    Returns:
        A JPEG.

    Raises:
        CoverFileError: Another format, damaged, too small or too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                return encode_jpeg(_square(image, max_side_px), _MAX_COVER_BYTES)
    except UnidentifiedImageError as error:
        raise CoverFileError(f"the {len(data)} bytes are no JPEG, PNG or WebP") from error
    except (*DECODER_ERRORS, Image.DecompressionBombError) as error:
        raise CoverFileError(
            f"the cover's {len(data)} bytes cannot be read ({type(error).__name__})"
        ) from error


def _square(image: Image.Image, max_side_px: int) -> Image.Image:
    width, height = image.size
    if width * height > _MAX_PIXELS or min(width, height) < _MIN_SIDE_PX:
        raise ValueError(
            f"{width} x {height} px, expected {_MIN_SIDE_PX} px a side to 9 megapixels"
        )
    image.draft("RGB", (max_side_px, max_side_px))
    rgb = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    if rgb.mode == "RGBA":
        rgb = Image.alpha_composite(Image.new("RGBA", rgb.size, "white"), rgb).convert("RGB")
    side = min(max_side_px, max(rgb.size))
    return ImageOps.pad(rgb, (side, side), Image.Resampling.BICUBIC, color="white")
