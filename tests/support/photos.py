"""Builds the photos that tests need: encoded in memory, of no real person but the astronaut."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ORIENTATION_TAG = 0x0112


def encoded(image: Image.Image, file_format: str, **options: Any) -> bytes:
    """Return an image as a file's bytes."""
    stream = io.BytesIO()
    image.save(stream, file_format, **options)
    return stream.getvalue()


def four_corners(width: int = 40, height: int = 24) -> Image.Image:
    """Return a picture whose corners are red, green, blue and yellow, clockwise from top left."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    half_height, half_width = height // 2, width // 2
    pixels[:half_height, :half_width] = (255, 0, 0)
    pixels[:half_height, half_width:] = (0, 255, 0)
    pixels[half_height:, half_width:] = (0, 0, 255)
    pixels[half_height:, :half_width] = (255, 255, 0)
    return Image.fromarray(pixels)


def corner_colours(pixels: NDArray[np.uint8]) -> str:
    """Name the corners of `four_corners` clockwise from top left, as in "RGBY"."""
    names = {
        (True, False, False): "R",
        (False, True, False): "G",
        (False, False, True): "B",
        (True, True, False): "Y",
    }
    corners = (pixels[1, 1], pixels[1, -2], pixels[-2, -2], pixels[-2, 1])
    return "".join(
        names[bool(red > 128), bool(green > 128), bool(blue > 128)] for red, green, blue in corners
    )


def exif_with_orientation(orientation: int) -> bytes:
    """Return EXIF data with an orientation; Pillow's HEIC writer turns the container by it too."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    return exif.tobytes()
