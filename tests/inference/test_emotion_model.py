import numpy as np
import pytest

from inference.emotion_model import FER2013_OUTPUT, FERPLUS_OUTPUT, MAX_BATCH_SIZE, EmotionModel

RNG = np.random.default_rng(1)


@pytest.fixture(scope="module")
def model() -> EmotionModel:
    return EmotionModel.load()


def noise(count: int) -> np.ndarray:
    return RNG.integers(0, 256, (count, 48, 48), dtype=np.uint8)


def test_each_face_gets_a_distribution(model: EmotionModel) -> None:
    probabilities = model.classify(noise(5))
    assert probabilities.shape == (5, 7)
    assert probabilities.dtype == np.float32
    assert probabilities.min() >= 0
    assert probabilities.sum(axis=1) == pytest.approx([1] * 5, abs=1e-3)


def test_no_faces_are_a_batch_too(model: EmotionModel) -> None:
    assert model.classify(noise(0)).shape == (0, 7)


def test_a_batch_over_the_limit_is_answered_row_by_row(model: EmotionModel) -> None:
    faces = noise(MAX_BATCH_SIZE + 2)
    together = model.classify(faces)
    alone = model.classify(faces[-1:])
    # Dynamic int8 quantises activations per batch, hence not equal to the last digit.
    assert together[-1:] == pytest.approx(alone, abs=0.05)


def test_both_heads_are_there_for_evaluation(model: EmotionModel) -> None:
    outputs = model.classify_all(noise(2))
    assert outputs[FER2013_OUTPUT].shape == outputs[FERPLUS_OUTPUT].shape == (2, 7)


def test_exposure_and_contrast_do_not_matter(model: EmotionModel) -> None:
    face = (64 + noise(1) / 4).astype(np.uint8)
    brighter = (face + 60).astype(np.uint8)
    assert model.classify(brighter) == pytest.approx(model.classify(face), abs=0.05)


@pytest.mark.parametrize(
    "crops",
    [noise(1)[0], noise(1)[..., None], noise(1)[:, :40], noise(1).astype(np.float32)],
)
def test_crops_of_another_shape_or_type_are_refused(model: EmotionModel, crops: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"expected \(n, 48, 48\) uint8"):
        model.classify(crops)
