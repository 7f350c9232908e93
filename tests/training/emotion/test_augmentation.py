import numpy as np
import pytest
import tensorflow as tf

from training.emotion.augmentation import AUGMENTATIONS, AugmentationConfig, augment

NOTHING = AugmentationConfig(
    rotation_deg=0,
    zoom=0,
    shift=0,
    gamma=0,
    contrast=0,
    brightness=0,
    noise=0,
    blur_probability=0,
    erase_probability=0,
)


def ramp(count: int) -> np.ndarray:
    """Faces that grow brighter from left to right."""
    row = np.linspace(0, 255, 48, dtype=np.float32)
    return np.tile(row, (count, 48, 1))[..., None]


def test_without_changes_a_face_stays_or_is_mirrored() -> None:
    images = ramp(64)
    changed = augment(images, NOTHING).numpy()
    same = np.isclose(changed, images, atol=0.5).all(axis=(1, 2, 3))
    mirrored = np.isclose(changed, images[:, :, ::-1], atol=0.5).all(axis=(1, 2, 3))
    assert (same ^ mirrored).all()
    assert same.any()
    assert mirrored.any()


def test_each_face_is_changed_by_itself_and_stays_in_range() -> None:
    tf.random.set_seed(1)
    changed = augment(ramp(32), AugmentationConfig()).numpy()
    assert changed.shape == (32, 48, 48, 1)
    assert changed.min() >= 0
    assert changed.max() <= 255
    assert len({image.tobytes() for image in changed}) == 32


def test_a_turn_moves_the_left_edge_of_a_bright_square() -> None:
    square = np.zeros((16, 48, 48, 1), dtype=np.float32)
    square[:, 16:32, 16:32] = 255
    turned = augment(square, AugmentationConfig(**{**vars(NOTHING), "rotation_deg": 30.0})).numpy()
    # Turning about the centre keeps the square's light and its centre.
    assert np.allclose(turned.sum(axis=(1, 2, 3)), square[0].sum(), rtol=0.05)
    assert np.allclose(turned[:, 23:25, 23:25], 255, atol=1)
    assert not np.allclose(turned, square, atol=50)


def test_erasing_covers_no_more_than_the_largest_area() -> None:
    config = AugmentationConfig(
        **{**vars(NOTHING), "erase_probability": 1.0, "erase_area": (0.05, 0.1)}
    )
    gray = np.full((64, 48, 48, 1), 300.0, dtype=np.float32)
    # 300 is clipped to 255 except where noise below it was put.
    covered = (augment(gray, config).numpy() < 254.5).mean(axis=(1, 2, 3))
    assert covered.max() <= 0.12
    assert covered.min() > 0.02


def changed_alone(images: np.ndarray, **changes: float) -> np.ndarray:
    """Change in one way, and turn what was mirrored back."""
    config = AugmentationConfig(**{**vars(NOTHING), **changes})
    changed: np.ndarray = augment(images, config).numpy()
    mirrored = changed[:, :, :8].mean((1, 2, 3)) > changed[:, :, -8:].mean((1, 2, 3))
    changed[mirrored] = changed[mirrored][:, :, ::-1]
    return changed


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_every_level_keeps_shape_and_range(name: str) -> None:
    changed = augment(ramp(32), AUGMENTATIONS[name]).numpy()
    assert changed.shape == (32, 48, 48, 1)
    assert changed.min() >= 0
    assert changed.max() <= 255


def test_dark_faces_have_a_third_of_the_light_at_most() -> None:
    tf.random.set_seed(1)
    images = ramp(64)
    changed = changed_alone(images, dark_probability=0.5)
    light = changed.mean((1, 2, 3)) / images.mean((1, 2, 3))
    dark = light < 0.9
    assert dark.any()
    assert not dark.all()
    assert light[dark].max() < 0.35
    assert np.allclose(changed[~dark], images[~dark], atol=0.5)


def test_compressed_faces_differ_a_little_and_not_all_are() -> None:
    tf.random.set_seed(1)
    images = ramp(64) + np.random.default_rng(1).normal(0, 5, (64, 48, 48, 1)).astype(np.float32)
    images = np.clip(images, 0, 255)
    changed = changed_alone(images, jpeg_probability=0.5)
    off = np.abs(changed - images).max((1, 2, 3))
    compressed = off > 1
    assert compressed.any()
    assert not compressed.all()
    assert np.abs(changed - images).mean((1, 2, 3)).max() < 15


def test_out_of_focus_faces_lose_detail_and_keep_light() -> None:
    tf.random.set_seed(1)
    stripes = np.zeros((8, 48, 48, 1), dtype=np.float32)
    stripes[:, :, ::4] = 200
    changed = augment(
        stripes, AugmentationConfig(**{**vars(NOTHING), "smear_probability": 1.0})
    ).numpy()
    assert changed.std() < 0.8 * stripes.std()
    assert np.isclose(changed.mean(), stripes.mean(), rtol=0.1)
