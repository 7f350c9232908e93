import cv2
import numpy as np
import pytest
from PIL import Image

from inference.crops import CROP_SIDE_OF_FACE_WIDTH, crop_face, gray_crop
from inference.faces import ROTATIONS_DEG, Face, turn_face, turn_pixels


def gradient(width: int = 200, height: int = 160) -> np.ndarray:
    """Return RGB pixels in which no two places look alike."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([x, y, (x + y) / 2], axis=2).astype(np.uint8)


@pytest.mark.parametrize("width", [3.0, 24.5, 48.0, 90.0, 400.0])
def test_every_face_gives_48_gray_pixels_a_side(width: float) -> None:
    crop = crop_face(gradient(), Face(50, 40, width, 1.3 * width, 0.9))
    assert crop.shape == (48, 48)
    assert crop.dtype == np.uint8


def test_a_face_fills_its_share_of_the_crop() -> None:
    pixels = np.zeros((300, 300, 3), dtype=np.uint8)
    face = Face(100, 90, 96, 120, 0.9)
    pixels[90:210, 100:196] = 255
    crop = crop_face(pixels, face) > 128
    assert crop[24].sum() == pytest.approx(48 / CROP_SIDE_OF_FACE_WIDTH, abs=1)
    columns = crop[24].nonzero()[0]
    assert columns.mean() == pytest.approx(23.5, abs=0.6)
    assert crop[:, 24].nonzero()[0].mean() == pytest.approx(23.5, abs=0.6)


def test_beyond_the_border_the_edge_is_repeated() -> None:
    pixels = np.full((100, 100, 3), 180, dtype=np.uint8)
    assert (crop_face(pixels, Face(-30, -30, 60, 80, 0.9)) == 180).all()
    assert (crop_face(pixels, Face(80, 90, 60, 80, 0.9)) == 180).all()


@pytest.mark.parametrize("rotation_deg", ROTATIONS_DEG)
def test_a_turned_photo_gives_the_same_crop(rotation_deg: int) -> None:
    pixels, face = gradient(), Face(60, 30, 70, 90, 0.9)
    turned = turn_face(face, 200, 160, rotation_deg)
    lying = Face(
        turned.x, turned.y, turned.width, turned.height, 0.9, rotation_deg=-rotation_deg % 360
    )
    crop = crop_face(turn_pixels(pixels, rotation_deg), lying)
    assert np.array_equal(crop, crop_face(pixels, face))


def test_big_faces_are_averaged_rather_than_sampled() -> None:
    checks = np.indices((480, 480)).sum(axis=0) % 2 * 255
    pixels = np.repeat(checks[..., None], 3, axis=2).astype(np.uint8)
    crop = crop_face(pixels, Face(90, 90, 300, 300, 0.9))
    assert np.abs(crop.astype(int) - 127).max() <= 20


def test_the_photo_is_left_as_it_was() -> None:
    pixels = gradient()
    before = pixels.copy()
    crop_face(pixels, Face(-5, -5, 80, 90, 0.9, rotation_deg=90))
    assert np.array_equal(pixels, before)


def test_gray_is_luma_as_pillow_computes_it() -> None:
    pixels = gradient(48, 48)
    expected = np.asarray(Image.fromarray(pixels).convert("L"), dtype=int)
    assert np.abs(gray_crop(pixels) - expected).max() <= 1


def test_a_crop_of_the_models_size_stays_as_it_is() -> None:
    gray = cv2.cvtColor(gradient(48, 48), cv2.COLOR_RGB2GRAY).astype(np.uint8)
    assert np.array_equal(gray_crop(gray), gray)


@pytest.mark.parametrize("shape", [(1, 1), (30, 30, 3), (100, 100, 3), (224, 200), (75, 130, 3)])
def test_crops_of_any_size_are_converted(shape: tuple[int, ...]) -> None:
    crop = gray_crop(np.full(shape, 99, dtype=np.uint8))
    assert crop.shape == (48, 48)
    assert (crop == 99).all()
