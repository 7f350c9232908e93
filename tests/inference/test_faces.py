from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inference.errors import FaceDetectorError, OperatorError
from inference.faces import (
    ROTATIONS_DEG,
    Face,
    FaceFinder,
    LibFaceDetector,
    YuNetDetector,
    turn_face,
    turn_pixels,
)
from inference.images import decode_photo

SHARED = Path(__file__).parents[3] / "shared" / "data"
YUNET = SHARED / "detectors" / "face_detection_yunet_2023mar.onnx"
PHOTOS = {
    "angry.jpg": (1, 1),
    "group.jpeg": (4, 5),
    "happy-baby.jpeg": (1, 1),
    "neutral.jpeg": (1, 1),
    "surprised.jpeg": (1, 1),
}
needs_photos = pytest.mark.skipif(
    not (SHARED / "photos").is_dir(), reason="needs ../shared/data/photos"
)
needs_yunet = pytest.mark.skipif(not YUNET.is_file(), reason="needs ../shared/data/detectors")

Pixels = NDArray[np.uint8]


class FakeDetector:
    """Answers by a function of the image and remembers how large each image was."""

    def __init__(self, answer: Callable[[Pixels], Sequence[Face]]) -> None:
        self._answer = answer
        self.seen_px: list[tuple[int, int]] = []

    def detect(self, image: Pixels) -> Sequence[Face]:
        self.seen_px.append((image.shape[1], image.shape[0]))
        return self._answer(image)


def blank(width: int = 640, height: int = 480) -> Pixels:
    return np.zeros((height, width, 3), dtype=np.uint8)


def photo(name: str) -> Pixels:
    return decode_photo((SHARED / "photos" / name).read_bytes()).pixels


def sample(name: str) -> Pixels:
    data = pytest.importorskip("skimage.data")
    return np.ascontiguousarray(getattr(data, name)())


def boxes(faces: Sequence[Face]) -> list[tuple[float, float, float, float]]:
    return [(face.x, face.y, face.width, face.height) for face in faces]


def overlap(one: Face, other: Face) -> float:
    """Return intersection over union."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / (one.width * one.height + other.width * other.height - shared)


def test_one_pass_at_320_px_is_enough_for_a_sure_face() -> None:
    detector = FakeDetector(lambda _: [Face(10, 20, 50, 60, 0.95)])
    faces = FaceFinder(detector).find(blank(640, 480))
    assert detector.seen_px == [(320, 240)]
    assert faces == (Face(20, 40, 100, 120, 0.95),)


def test_a_small_face_is_looked_for_at_640_px() -> None:
    detector = FakeDetector(
        lambda image: [Face(10, 20, 30, 40, 0.95)] if image.shape[1] == 640 else []
    )
    faces = FaceFinder(detector).find(blank(1280, 960))
    assert detector.seen_px == [(320, 240), (640, 480)]
    assert boxes(faces) == [(20, 40, 60, 80)]


def test_no_face_is_an_empty_result_after_every_scale_and_rotation() -> None:
    detector = FakeDetector(lambda _: [])
    assert FaceFinder(detector).find(blank(640, 480)) == ()
    upright, turned = (320, 240), (240, 320)
    assert sorted(detector.seen_px[2:5]) == sorted([upright, turned, turned])
    assert len(detector.seen_px) == 8


def test_all_faces_are_found_largest_first() -> None:
    small, large = Face(0, 0, 30, 40, 0.95), Face(100, 0, 60, 70, 0.9)
    faces = FaceFinder(FakeDetector(lambda _: [small, large])).find(blank(320, 320))
    assert faces == (large, small)


def test_faces_under_a_quarter_of_the_largest_are_background() -> None:
    large, kept, dropped = (Face(0, 0, width, 60, 0.95) for width in (200, 50, 49))
    faces = FaceFinder(FakeDetector(lambda _: [dropped, kept, large])).find(blank(320, 320))
    assert faces == (large, kept)


def test_faces_under_24_px_at_the_detectors_scale_are_background() -> None:
    kept, dropped = Face(0, 0, 24, 30, 0.95), Face(50, 0, 23, 30, 0.95)
    faces = FaceFinder(FakeDetector(lambda _: [dropped, kept])).find(blank(320, 320))
    assert faces == (kept,)


def test_what_resembles_a_face_only_from_afar_is_none() -> None:
    def only_from_afar(image: Pixels) -> list[Face]:
        return [Face(100, 100, 50, 60, 0.8)] if image.shape[0] == 320 else []

    assert FaceFinder(FakeDetector(only_from_afar)).find(blank(320, 320)) == ()


def test_an_unsure_face_counts_when_the_second_look_agrees() -> None:
    unsure = Face(100, 100, 50, 60, 0.75)

    def agreeing(image: Pixels) -> list[Face]:
        return [unsure] if image.shape[0] == 320 else [Face(40, 40, 80, 80, 0.93)]

    assert FaceFinder(FakeDetector(agreeing)).find(blank(320, 320)) == (unsure,)


def test_boxes_of_a_turned_photo_are_those_of_the_photo_as_it_is() -> None:
    pixels = blank(640, 320)
    pixels[:, :320] = 255  # marks the left half, which a clockwise turn brings to the top

    def upright_after_90(image: Pixels) -> list[Face]:
        stands = image.shape[:2] == (320, 160) and image[0, 0, 0] == 255
        return [Face(10, 20, 30, 40, 0.95)] if stands else []

    faces = FaceFinder(FakeDetector(upright_after_90)).find(pixels)
    assert faces == (Face(40, 320 - 20 - 60, 80, 60, 0.95, rotation_deg=90),)


@pytest.mark.parametrize("rotation_deg", ROTATIONS_DEG)
def test_a_box_follows_its_turned_image(rotation_deg: int) -> None:
    pixels = blank(50, 40)
    pixels[5:15, 10:30] = 255
    face = turn_face(Face(10, 5, 20, 10, 0.9), 50, 40, rotation_deg)
    rows, columns = turn_pixels(pixels, rotation_deg)[..., 0].nonzero()
    assert (face.x, face.y) == (int(columns.min()), int(rows.min()))
    assert (face.width, face.height) == (int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)


def test_turning_a_quarter_is_clockwise() -> None:
    pixels = np.array([[1, 2], [3, 4]], dtype=np.uint8)
    assert turn_pixels(pixels, 90).tolist() == [[3, 1], [4, 2]]


@pytest.mark.parametrize("rotation_deg", ROTATIONS_DEG)
def test_an_astronaut_is_one_face_whichever_way_the_photo_lies(rotation_deg: int) -> None:
    pixels = sample("astronaut")
    (face,) = FaceFinder(LibFaceDetector()).find(turn_pixels(pixels, rotation_deg))
    assert face.rotation_deg == -rotation_deg % 360
    height, width = turn_pixels(pixels, rotation_deg).shape[:2]
    expected = Face(178, 63, 89, 112, 0.93)
    assert overlap(turn_face(face, width, height, face.rotation_deg), expected) > 0.8


@pytest.mark.parametrize("rotation_deg", ROTATIONS_DEG)
@pytest.mark.parametrize("name", ["coffee", "chelsea"])
def test_a_cup_and_a_cat_are_no_faces(name: str, rotation_deg: int) -> None:
    pixels = turn_pixels(sample(name), rotation_deg)
    assert FaceFinder(LibFaceDetector()).find(pixels) == ()


@pytest.mark.parametrize("name", ["coins", "moon", "rocket"])
def test_pictures_without_people_have_no_face(name: str) -> None:
    picture = sample(name)
    colour = picture if picture.ndim == 3 else np.stack([picture] * 3, axis=2)
    assert FaceFinder(LibFaceDetector()).find(colour.astype(np.uint8)) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1)])
def test_images_of_any_shape_are_searched(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (*size, 3), dtype=np.uint8)
    assert FaceFinder(LibFaceDetector()).find(noise) == ()


def test_detector_reads_images_that_are_not_contiguous() -> None:
    pixels = cv2.resize(sample("astronaut"), (320, 320)).astype(np.uint8)
    mirrored = pixels[:, ::-1]
    expected = LibFaceDetector().detect(np.ascontiguousarray(mirrored))
    assert len(expected) == 1
    assert LibFaceDetector().detect(mirrored) == expected


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((10, 10), dtype=np.uint8),
        np.zeros((10, 10, 4), dtype=np.uint8),
        np.zeros((10, 10, 3), dtype=np.float32),
    ],
)
def test_detector_refuses_arrays_that_native_code_would_misread(image: Pixels) -> None:
    with pytest.raises(ValueError, match=r"expected \(h, w, 3\) uint8"):
        LibFaceDetector().detect(image)


def test_a_missing_detector_file_is_told_to_the_operator(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"no file at .*yunet\.onnx"):
        YuNetDetector(tmp_path / "yunet.onnx")


def test_another_file_is_no_detector(tmp_path: Path) -> None:
    path = tmp_path / "yunet.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(FaceDetectorError, match="is not YuNet"):
        YuNetDetector(path)


@needs_photos
@pytest.mark.parametrize("rotation_deg", ROTATIONS_DEG)
@pytest.mark.parametrize("name", PHOTOS)
def test_photographs_give_their_faces_whichever_way_they_lie(name: str, rotation_deg: int) -> None:
    faces = FaceFinder(LibFaceDetector()).find(turn_pixels(photo(name), rotation_deg))
    fewest, most = PHOTOS[name]
    assert fewest <= len(faces) <= most
    assert {face.rotation_deg for face in faces} == {-rotation_deg % 360}


@needs_photos
@needs_yunet
@pytest.mark.parametrize("name", PHOTOS)
def test_both_detectors_agree(name: str) -> None:
    pixels = photo(name)
    ours = FaceFinder(LibFaceDetector()).find(pixels)
    theirs = FaceFinder(YuNetDetector(YUNET)).find(pixels)
    assert len(ours) == len(theirs)
    for face in ours:
        assert max(overlap(face, other) for other in theirs) >= 0.6
