"""Photo bytes to an upright RGB array: limits first, then decoding, then orientation."""

import io
import struct
import zlib
from dataclasses import dataclass

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

from inference.errors import ImageDecodeError, ImageTooLargeError

MAX_PHOTO_BYTES = 20 * 1024 * 1024
MAX_PHOTO_PIXELS = 50_000_000

# A photo is reduced while its largest side keeps this much: twice what the detector looks at,
# so that the crop of a face it just sees still has more pixels than the model's input.
KEPT_SIDE_PX = 1280

# Pillow's names ("JPEG" covers phones' MPO). What a stranger sends reaches no other decoder.
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# A JPEG that OpenCV reads as Pillow would, at a third of the time; CMYK is left to Pillow.
_OPENCV_FORMATS = ("JPEG", "MPO")
_OPENCV_MODES = ("RGB", "L")

# EXIF orientation -> (transpose first, then flip as cv2.flip understands it, or not at all).
_UPRIGHT_STEPS: dict[int, tuple[bool, int | None]] = {
    1: (False, None),
    2: (False, 1),
    3: (False, -1),
    4: (False, 0),
    5: (True, None),
    6: (True, 1),
    7: (True, -1),
    8: (True, 0),
}

# What decoders raise on bytes that they cannot read: the first six were seen in 180,000 mutated
# photos, the rest is documented by the decoders. `Warning`: Pillow doubts some files by a
# warning, and the interpreter may be told to raise those.
DECODER_ERRORS = (
    OSError,
    ValueError,
    EOFError,
    SyntaxError,
    RuntimeError,
    Warning,
    LookupError,
    MemoryError,
    OverflowError,
    TypeError,
    cv2.error,
    struct.error,
    zlib.error,
)

pillow_heif.register_heif_opener()


@dataclass(frozen=True, eq=False)
class Photo:
    """A decoded photo, upright, perhaps at a reduced scale.

    Attributes:
        pixels: (h, w, 3) uint8 RGB, 0-255.
        width_px: Of the upright photo as it was sent; `pixels` has 1, 1/2, 1/4 or 1/8 of it.
        height_px: Likewise.
    """

    pixels: NDArray[np.uint8]
    width_px: int
    height_px: int

    def box_as_sent(
        self, x: float, y: float, width: float, height: float
    ) -> tuple[int, int, int, int]:
        """Turn a box in `pixels` into one in the upright photo as it was sent.

        Args:
            x: Left edge in pixels of `pixels`; the box may reach beyond the border.
            y: Top edge.
            width: In the same pixels.
            height: In the same pixels.

        Returns:
            x, y, width, height in pixels of the photo as sent, cut off at its border.
        """
        rows, columns = self.pixels.shape[:2]
        left, right = (_scaled(v, self.width_px, columns) for v in (x, x + width))
        top, bottom = (_scaled(v, self.height_px, rows) for v in (y, y + height))
        return left, top, right - left, bottom - top


def decode_photo(data: bytes) -> Photo:
    """Read a JPEG, PNG, WebP or HEIC photo.

    Of an animation the first frame counts. Transparent pixels lie on white, as chats and
    browsers show them. Colour profiles are ignored.

    Args:
        data: The file's bytes.

    Raises:
        ImageTooLargeError: More than `MAX_PHOTO_BYTES` or `MAX_PHOTO_PIXELS`, told before
            anything is decoded.
        ImageDecodeError: Empty, damaged, cut off, or another format.
    """
    if not data:
        raise ImageDecodeError("the photo is empty (0 bytes): send it again")
    if len(data) > MAX_PHOTO_BYTES:
        raise ImageTooLargeError(
            f"the photo has {len(data)} bytes, the limit is {MAX_PHOTO_BYTES}: send a smaller one"
        )
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            return _decode(image, data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageTooLargeError(
            f"the photo has more pixels than the limit of {MAX_PHOTO_PIXELS}: send a smaller one"
        ) from error
    except UnidentifiedImageError as error:
        raise ImageDecodeError(
            f"the {len(data)} bytes are no JPEG, PNG, WebP or HEIC: send a photo of these formats"
        ) from error
    except DECODER_ERRORS as error:
        raise ImageDecodeError(
            f"the photo's {len(data)} bytes are damaged or cut off "
            f"({type(error).__name__}): send it again"
        ) from error


def cut_square(
    pixels: NDArray[np.uint8], centre_x: float, centre_y: float, side_px: float, size_px: int
) -> NDArray[np.uint8]:
    """Cut a square out of an image and scale it; beyond the border its edge is repeated.

    Args:
        pixels: (h, w) or (h, w, 3) uint8.
        centre_x: In pixels, the left edge being 0; likewise `centre_y`.
        centre_y: In pixels, the top edge being 0.
        side_px: Of the square, in pixels of the image; rounded to whole ones, 1 at least.
        size_px: Of the result.

    Returns:
        (size_px, size_px) or (size_px, size_px, 3) uint8.
    """
    side = max(1, round(side_px))
    # OpenCV counts from the middle of the first pixel, not from its edge.
    patch = cv2.getRectSubPix(pixels, (side, side), (centre_x - 0.5, centre_y - 0.5))
    # Averaging keeps what a big face shows; linear interpolation enlarges smoothly.
    method = cv2.INTER_AREA if side > size_px else cv2.INTER_LINEAR
    return cv2.resize(patch, (size_px, size_px), interpolation=method).astype(np.uint8, copy=False)


def _decode(image: Image.Image, data: bytes) -> Photo:
    width, height = image.size
    if width * height > MAX_PHOTO_PIXELS:
        raise ImageTooLargeError(
            f"the photo has {width} x {height} pixels, the limit is {MAX_PHOTO_PIXELS}: "
            "send a smaller one"
        )
    reduction = _reduction(max(width, height))
    if image.format in _OPENCV_FORMATS and image.mode in _OPENCV_MODES:
        pixels = _jpeg_pixels(data, reduction)
    else:
        pixels = _pillow_pixels(image, reduction)
    expected = (-(-height // reduction), -(-width // reduction), 3)
    if pixels.shape != expected:
        raise ValueError(f"decoded to {pixels.shape}, the header said {expected}")
    transposed, flip = _UPRIGHT_STEPS[_orientation(image)]
    if transposed:
        pixels = cv2.transpose(pixels).astype(np.uint8, copy=False)
        width, height = height, width
    if flip is not None:
        pixels = cv2.flip(pixels, flip).astype(np.uint8, copy=False)
    return Photo(pixels, width, height)


def _reduction(largest_side_px: int) -> int:
    """Return 1, 2, 4 or 8: the scales at which a JPEG is decoded faster."""
    return next((k for k in (8, 4, 2) if largest_side_px // k >= KEPT_SIDE_PX), 1)


def _jpeg_pixels(data: bytes, reduction: int) -> NDArray[np.uint8]:
    # The "gray" flags carry the scale alone; the colour order is the other flag's.
    scale_flag = {
        1: 0,
        2: cv2.IMREAD_REDUCED_GRAYSCALE_2,
        4: cv2.IMREAD_REDUCED_GRAYSCALE_4,
        8: cv2.IMREAD_REDUCED_GRAYSCALE_8,
    }[reduction]
    flags = scale_flag | cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), flags)
    if pixels is None:
        raise ValueError("libjpeg found no image")
    return pixels.astype(np.uint8, copy=False)


def _pillow_pixels(image: Image.Image, reduction: int) -> NDArray[np.uint8]:
    image.load()
    if image.mode.startswith("I"):  # 16-bit gray, which Pillow would clip rather than scale
        gray = np.clip(np.asarray(image, dtype=np.int32) >> 8, 0, 255).astype(np.uint8)
        image = Image.fromarray(gray)
    transparent = image.has_transparency_data
    image = image.convert("RGBA" if transparent else "RGB")
    if reduction > 1:
        image = image.reduce(reduction)
    if transparent:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    return np.asarray(image, dtype=np.uint8)


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation 1-8; damaged EXIF data spoils no photo."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except DECODER_ERRORS:
        return 1
    return orientation if orientation in _UPRIGHT_STEPS else 1


def _scaled(value: float, size_as_sent_px: int, size_px: int) -> int:
    return min(max(round(value * size_as_sent_px / size_px), 0), size_as_sent_px)
