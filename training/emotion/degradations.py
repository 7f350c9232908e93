"""Fixed changes of validation faces, like those between FER2013 and a selfie.

Training draws its changes at random (`training.emotion.augmentation`); these are the same in
every measurement, so that versions of the model can be compared.
"""

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inference.crops import CROP_SIZE_PX, crop_face, gray_crop
from inference.faces import FaceFinder, LibFaceDetector

SEED = 20131

BLUR_PX = 1.5
NOISE = 12.0
JPEG_QUALITY = 20
# A tenth of the light, as a phone's sensor in a dim room sees it, with its noise.
DARK_GAIN, DARK_NOISE = 0.1, 1.5
SMALL_FACE_PX = 20
TILT_DEG = 20.0
# Standard deviations of the detector's box against FER2013's frame (inference.crops), in
# logarithms of the size and in shares of the side.
JITTER_SIZE, JITTER_PLACE = 0.13, 0.055
# Largest gain of a colour channel by the light's colour.
TINT = 0.5

# The frame in which inference.crops was fitted to the detector.
_FRAME_PX, _FACE_IN_FRAME_PX = 320, 160

Degradation = Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]


def degraded(images: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    """Put every face through one degradation; the same faces give the same result.

    Args:
        images: (n, 48, 48) uint8 gray, 0-255.
        name: In `DEGRADATIONS`.

    Returns:
        (n, 48, 48) uint8.
    """
    rng = np.random.default_rng(SEED)
    return np.stack([DEGRADATIONS[name](image, rng) for image in images])


def through_detector(
    images: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Let the detector find and cut every face, enlarged in a frame that repeats its edge.

    Args:
        images: (n, 48, 48) uint8 gray, 0-255.

    Returns:
        (m, 48, 48) uint8 crops of the faces that were found, and (n,) which those are.
    """
    finder = FaceFinder(LibFaceDetector())
    crops = []
    found = np.zeros(len(images), dtype=np.bool_)
    for row, image in enumerate(images):
        photo = _framed(image)
        faces = finder.find(photo)
        if faces:
            found[row] = True
            crops.append(crop_face(photo, faces[0]))
    side = (CROP_SIZE_PX, CROP_SIZE_PX)
    return np.array(crops, dtype=np.uint8).reshape(-1, *side), found


def _framed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    size = (_FACE_IN_FRAME_PX, _FACE_IN_FRAME_PX)
    large = cv2.resize(image, size, interpolation=cv2.INTER_CUBIC)
    framed = np.pad(large, (_FRAME_PX - _FACE_IN_FRAME_PX) // 2, mode="edge")
    return cv2.cvtColor(framed, cv2.COLOR_GRAY2RGB).astype(np.uint8, copy=False)


def _blurred(image: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    return _bytes(cv2.GaussianBlur(image, (0, 0), BLUR_PX))


def _noisy(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return _bytes(image + rng.normal(0, NOISE, image.shape))


def _compressed(image: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=JPEG_QUALITY)
    return np.array(Image.open(buffer))


def _dark(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return _bytes(image * DARK_GAIN + rng.normal(0, DARK_NOISE, image.shape))


def _tinted(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Photograph in coloured light, which saturates channels, and convert as serving does."""
    gains = np.exp(rng.uniform(-np.log1p(TINT), np.log1p(TINT), 3))
    return gray_crop(_bytes(image[..., None] * gains))


def _small(image: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    size = (SMALL_FACE_PX, SMALL_FACE_PX)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return gray_crop(_bytes(small))


def _tilted(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return _moved(image, rng.choice([-TILT_DEG, TILT_DEG]), 1.0, (0.0, 0.0))


def _jittered(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    size = float(np.exp(rng.normal(0, JITTER_SIZE)))
    across, down = rng.normal(0, JITTER_PLACE * CROP_SIZE_PX, 2)
    return _moved(image, 0.0, size, (across, down))


def _messenger(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Do a little of everything: askew, framed by the detector, small, noisy, compressed."""
    image = _moved(image, rng.normal(0, TILT_DEG / 2), 1.0, (0.0, 0.0))
    for change in (_jittered, _small, _compressed):
        image = change(image, rng)
    return image


def _moved(
    image: NDArray[np.uint8], angle_deg: float, size: float, shift_px: tuple[float, float]
) -> NDArray[np.uint8]:
    centre = (CROP_SIZE_PX - 1) / 2
    matrix = cv2.getRotationMatrix2D((centre, centre), angle_deg, size)
    matrix[:, 2] += np.array(shift_px)
    side = (CROP_SIZE_PX, CROP_SIZE_PX)
    return _bytes(cv2.warpAffine(image, matrix, side, borderMode=cv2.BORDER_REPLICATE))


def _bytes(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


DEGRADATIONS: Mapping[str, Degradation] = MappingProxyType(
    {
        "none": lambda image, _: image,
        "blur": _blurred,
        "noise": _noisy,
        "JPEG": _compressed,
        "low light": _dark,
        "coloured light": _tinted,
        "small face": _small,
        "tilt": _tilted,
        "detector jitter": _jittered,
        "messenger": _messenger,
    }
)
