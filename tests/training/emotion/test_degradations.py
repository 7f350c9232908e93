import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from training.emotion.degradations import DEGRADATIONS, degraded, through_detector


@pytest.fixture
def faces() -> NDArray[np.uint8]:
    """Smooth gray images with a bright disc, each at another place."""
    canvas = np.full((6, 48, 48), 60, dtype=np.uint8)
    for row, image in enumerate(canvas):
        cv2.circle(image, (20 + row, 24), 10, 200, thickness=-1)
    return canvas


@pytest.mark.parametrize("name", DEGRADATIONS)
def test_the_same_faces_are_degraded_alike(name: str, faces: NDArray[np.uint8]) -> None:
    once, again = degraded(faces, name), degraded(faces, name)
    assert once.shape == faces.shape
    assert once.dtype == np.uint8
    assert (once == again).all()
    assert (once == faces).all() == (name == "none")


def test_faces_stay_as_they_were(faces: NDArray[np.uint8]) -> None:
    before = faces.copy()
    for name in DEGRADATIONS:
        degraded(faces, name)
    assert (faces == before).all()


def test_blur_and_small_size_take_detail_away(faces: NDArray[np.uint8]) -> None:
    def detail(images: NDArray[np.uint8]) -> float:
        return float(np.abs(np.diff(images.astype(float), axis=2)).max())

    assert detail(degraded(faces, "blur")) < 0.5 * detail(faces)
    assert detail(degraded(faces, "small face")) < 0.6 * detail(faces)


def test_low_light_leaves_a_tenth_of_the_light(faces: NDArray[np.uint8]) -> None:
    dark = degraded(faces, "low light")
    assert dark.mean() == pytest.approx(faces.mean() / 10, abs=0.5)


def test_a_tilt_turns_either_way_about_the_centre() -> None:
    bar = np.zeros((16, 48, 48), dtype=np.uint8)
    bar[:, 22:26] = 255
    tilted = degraded(bar, "tilt")
    upper_left = tilted[:, 16, 2:10].mean(axis=1) > 100
    lower_left = tilted[:, 31, 2:10].mean(axis=1) > 100
    assert (upper_left ^ lower_left).all()
    assert upper_left.any()
    assert lower_left.any()
    assert (tilted[:, 23:25, 23:25] > 200).all()


@pytest.mark.slow
def test_where_the_detector_finds_nobody_there_is_no_crop(faces: NDArray[np.uint8]) -> None:
    crops, found = through_detector(faces[:2])
    assert crops.shape == (0, 48, 48)
    assert not found.any()


@pytest.mark.slow
def test_a_face_is_cut_as_it_was_framed() -> None:
    data = pytest.importorskip("skimage.data")
    portrait = cv2.cvtColor(data.astronaut()[0:210, 118:328], cv2.COLOR_RGB2GRAY)
    face = cv2.resize(portrait, (48, 48), interpolation=cv2.INTER_AREA).astype(np.uint8)
    crops, found = through_detector(face[None])
    assert found.all()
    assert crops.shape == (1, 48, 48)
