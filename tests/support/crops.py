"""Model inputs of many kinds, made from the one portrait that tests may use."""

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.data import astronaut

from inference.crops import CROP_SIZE_PX, crop_face
from inference.faces import FaceFinder, LibFaceDetector

_CENTRE = (CROP_SIZE_PX / 2, CROP_SIZE_PX / 2)


def perturbed_faces(count: int, seed: int = 1) -> NDArray[np.uint8]:
    """Turn, shift, squeeze, shade and blur the astronaut's face until it says other things.

    Returns:
        (count, 48, 48) uint8 gray, 0-255.
    """
    pixels = astronaut()
    crop = crop_face(pixels, FaceFinder(LibFaceDetector()).find(pixels)[0])
    rng = np.random.default_rng(seed)
    return np.stack([_perturbed(crop, rng) for _ in range(count)])


def _perturbed(crop: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    side = (CROP_SIZE_PX, CROP_SIZE_PX)
    angle, zoom = rng.uniform(-60, 60), rng.uniform(0.6, 1.6)
    turn = np.asarray(cv2.getRotationMatrix2D(_CENTRE, angle, zoom), dtype=np.float64)
    turn[:, :2] *= rng.uniform(0.6, 1.4, (2, 1))
    turn[:, 2] += rng.uniform(-10, 10, 2)
    turned = cv2.warpAffine(crop, turn, side, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    stains = cv2.GaussianBlur(rng.normal(0, 400, side).astype(np.float32), (0, 0), 4)
    shaded = (turned - 128) * rng.uniform(0.2, 1.5) + 128 + rng.uniform(-60, 60)
    blurred = cv2.GaussianBlur(shaded + stains, (0, 0), rng.uniform(0.1, 1.5))
    return np.asarray(np.clip(blurred, 0, 255), dtype=np.uint8)
