import io

import numpy as np
from PIL import Image

from bot.pictures.surfaces import blend, encode_jpeg, rounded_mask, vertical_gradient


def test_a_gradient_runs_from_the_first_to_the_last_colour() -> None:
    pixels = np.asarray(vertical_gradient(20, 200, ((0, 0, 0), (100, 100, 100), (200, 0, 0))))

    assert pixels[0].max() <= 2
    assert abs(int(pixels[100, 0, 0]) - 100) <= 3
    assert (np.abs(pixels[-1].astype(int) - (200, 0, 0)) <= 3).all()


def test_a_colour_is_laid_over_by_its_opacity_even_beyond_the_border() -> None:
    canvas = Image.new("RGB", (10, 10), (0, 0, 0))

    blend(canvas, (200, 100, 0), np.full((6, 6), 0.5, dtype=np.float32), at=(-3, 7))

    assert canvas.getpixel((1, 8)) == (100, 50, 0)
    assert canvas.getpixel((5, 8)) == (0, 0, 0)


def test_a_rounded_mask_is_open_at_the_corners_only() -> None:
    mask = np.asarray(rounded_mask(60, 40, 12))

    assert mask[0, 0] == mask[0, -1] == mask[-1, 0] == mask[-1, -1] == 0
    assert (mask[12:28] == 255).all()
    assert (mask[:, 12:48] == 255).all()


def test_a_mask_without_a_radius_is_full() -> None:
    assert np.asarray(rounded_mask(5, 5, 0)).min() == 255


def test_a_jpeg_is_made_coarser_until_it_fits() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (300, 300, 3)).astype(np.uint8)
    image = Image.fromarray(noise)

    fine, coarse = encode_jpeg(image, 10_000_000), encode_jpeg(image, 60_000)

    assert len(coarse) <= 60_000 < len(fine)
    with Image.open(io.BytesIO(coarse)) as decoded:
        assert decoded.size == (300, 300)
