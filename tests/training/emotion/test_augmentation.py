import numpy as np
import tensorflow as tf

from training.emotion.augmentation import AugmentationConfig, augment

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
