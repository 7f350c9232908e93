import io

import numpy as np
import pytest
from PIL import Image

from bot.pictures.faces_picture import number_faces
from bot.pictures.surfaces import Box
from inference.images import Photo


def photo_of(width: int, height: int, reduction: int = 1) -> Photo:
    gray = np.full((height // reduction, width // reduction, 3), 128, dtype=np.uint8)
    return Photo(gray, width, height)


def change_of(data: bytes) -> np.ndarray:
    """How far each pixel is from the gray photo."""
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        change: np.ndarray = np.abs(np.asarray(image.convert("L")).astype(int) - 128)
        return change


def test_a_box_is_drawn_around_the_face_and_leaves_it_as_it_is() -> None:
    change = change_of(number_faces(photo_of(800, 600), [(300, 200, 200, 240)]))

    assert change[320, 290:310].max() > 80
    assert change[260:420, 330:470].max() < 20
    assert change[:150].max() < 20


def test_a_photo_that_was_reduced_has_its_boxes_in_the_right_place() -> None:
    change = change_of(number_faces(photo_of(2000, 1600, reduction=2), [(1000, 800, 400, 400)]))

    assert change.shape == (800, 1000)
    assert change[500, 490:510].max() > 80
    assert change[440:560, 540:660].max() < 20


def test_a_large_photo_is_shown_at_1280_px() -> None:
    assert change_of(number_faces(photo_of(2400, 1800), [])).shape == (960, 1280)


@pytest.mark.parametrize(
    "box", [(0, 0, 90, 90), (710, 510, 90, 90), (-50, -50, 2000, 2000), (400, 300, 0, 0)]
)
def test_a_numeral_stays_inside_the_picture(box: Box) -> None:
    change = change_of(number_faces(photo_of(800, 600), [box]))

    # The numeral's disc is some 50 px wide.
    assert (change > 30).sum() > 1200


def test_many_faces_have_different_numbers() -> None:
    one = number_faces(photo_of(800, 600), [(300, 200, 200, 240)])
    second = number_faces(photo_of(800, 600), [(0, 560, 30, 30), (300, 200, 200, 240)])

    assert (change_of(one)[:500] != change_of(second)[:500]).any()
