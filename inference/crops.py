"""Face to model input: square, gray, 48 x 48, framed as FER2013 frames its faces."""

import cv2
import numpy as np
from numpy.typing import NDArray

from inference.faces import Face, turn_face, turn_pixels
from inference.images import cut_square

CROP_SIZE_PX = 48

# Side of the square in widths of the face's box, both centred alike. Learned from FER2013
# (Goodfellow et al., 2013, arXiv 1307.0414): LibFaceDetector over 1,600 training images, each
# enlarged from 48 to 160 px inside a 320 px frame that repeats the image's edge; 1,395 boxes of
# score >= 0.8. Image side over box width: median 1.30, 16th to 84th percentile 1.15 to 1.48
# (over box height: median 1.03, spread a quarter wider). Image centre less box centre: median
# 0.01 box widths along both axes, standard deviation 0.07 and 0.08.
CROP_SIDE_OF_FACE_WIDTH = 1.30


def crop_face(pixels: NDArray[np.uint8], face: Face) -> NDArray[np.uint8]:
    """Cut a face out of a photo, upright.

    Args:
        pixels: (h, w, 3) uint8 RGB, the image that the face's box refers to.
        face: Its box may reach beyond the border, whose pixels are then repeated.

    Returns:
        (48, 48) uint8 gray, 0-255.
    """
    height, width = pixels.shape[:2]
    upright = turn_face(face, width, height, face.rotation_deg)
    square = cut_square(
        turn_pixels(pixels, face.rotation_deg),
        upright.x + upright.width / 2,
        upright.y + upright.height / 2,
        CROP_SIDE_OF_FACE_WIDTH * upright.width,
        CROP_SIZE_PX,
    )
    return _gray(square)


def gray_crop(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Convert what is a face crop already; a crop that is not square is stretched.

    Args:
        crop: (h, w) gray or (h, w, 3) RGB, uint8.

    Returns:
        (48, 48) uint8 gray, 0-255.
    """
    larger = min(crop.shape[:2]) > CROP_SIZE_PX
    method = cv2.INTER_AREA if larger else cv2.INTER_LINEAR
    size = (CROP_SIZE_PX, CROP_SIZE_PX)
    return _gray(cv2.resize(crop, size, interpolation=method).astype(np.uint8, copy=False))


def _gray(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return ITU-R BT.601 luma, as OpenCV and Pillow compute it."""
    if image.ndim == 2:  # noqa: PLR2004 - gray already
        return image
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
