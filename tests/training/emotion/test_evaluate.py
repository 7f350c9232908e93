import numpy as np
import pytest
from numpy.typing import NDArray

from inference.emotion_model import FER2013_OUTPUT, FERPLUS_OUTPUT, EmotionModel
from inference.emotions import Emotion
from training.emotion.dataset import NO_VOTES, EmotionDataset
from training.emotion.evaluate import evaluate_emotion, serving_crops

HAPPY, SAD, NEUTRAL = map(list(Emotion).index, (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL))
NOBODY = [NO_VOTES] * 10
# Columns: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, NF.
SEEN_HAPPY = [2, 8, 0, 0, 0, 0, 0, 0, 0, 0]
SEEN_SAD = [0, 0, 0, 10, 0, 0, 0, 0, 0, 0]
DISPUTED = [5, 0, 0, 5, 0, 0, 0, 0, 0, 0]


def distribution(position: int) -> NDArray[np.float32]:
    shares = np.full(len(Emotion), 0.2 / (len(Emotion) - 1), dtype=np.float32)
    shares[position] = 0.8
    return shares


class BrightnessNetwork:
    """Bright faces are happy to both heads; dark ones sad to FER+ and neutral to FER2013."""

    def __call__(self, batch: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        bright = batch.mean(axis=(1, 2, 3)) > 128
        ferplus = np.stack([distribution(HAPPY if face else SAD) for face in bright])
        fer2013 = np.stack([distribution(HAPPY if face else NEUTRAL) for face in bright])
        return {FER2013_OUTPUT: fer2013, FERPLUS_OUTPUT: ferplus}


def dataset(levels: list[int], labels: list[int], votes: list[list[int]]) -> EmotionDataset:
    images = np.stack([np.full((48, 48), level, dtype=np.uint8) for level in levels])
    return EmotionDataset(images, np.array(labels, np.uint8), np.array(votes, np.uint8))


def model() -> EmotionModel:
    return EmotionModel(BrightnessNetwork())


def test_each_head_is_measured_on_its_own_labels() -> None:
    faces = dataset(
        [200, 20, 20, 200], [HAPPY, NEUTRAL, SAD, SAD], [SEEN_HAPPY, SEEN_SAD, DISPUTED, NOBODY]
    )
    figures = evaluate_emotion(model(), faces)
    assert figures.n == 4
    assert figures.accuracy == pytest.approx(2 / 4)
    assert figures.balanced_accuracy == pytest.approx((1 + 1 + 0) / 3)
    assert figures.per_class_recall == {Emotion.HAPPY: 1, Emotion.NEUTRAL: 1, Emotion.SAD: 0}
    # Two faces count for FER+ accuracy, and both are seen as people saw them.
    assert figures.ferplus_accuracy == 1
    assert figures.served_ferplus_per_class_recall == {Emotion.HAPPY: 1, Emotion.SAD: 1}
    assert figures.served_accuracy == pytest.approx(2 / 4)
    assert figures.served_per_class_recall == {
        Emotion.HAPPY: 1,
        Emotion.NEUTRAL: 0,
        Emotion.SAD: 0.5,
    }
    assert figures.mood_accuracy == pytest.approx(2 / 4)
    assert figures.ms_per_face > 0


def test_calibration_is_measured_against_what_people_saw() -> None:
    # Told at 0.8: 8 of 10 agree on the first face, 10 of 10 on the second.
    figures = evaluate_emotion(model(), dataset([200, 20], [0, 0], [SEEN_HAPPY, SEEN_SAD]))
    assert figures.ece == pytest.approx((0.0 + 0.2) / 2, abs=1e-6)


def test_without_votes_labels_stand_in_for_them() -> None:
    figures = evaluate_emotion(model(), dataset([200, 20], [HAPPY, SAD], [NOBODY, NOBODY]))
    assert figures.ferplus_accuracy is None
    assert figures.served_ferplus_per_class_recall is None
    assert figures.ece == pytest.approx(0.2, abs=1e-6)


def test_colour_crops_of_another_size_are_converted_as_in_serving() -> None:
    colour = np.zeros((2, 90, 120, 3), dtype=np.uint8)
    colour[0] = (255, 0, 0)
    crops = serving_crops(colour)
    assert crops.shape == (2, 48, 48)
    # ITU-R BT.601: red has 29.9 % of the light.
    assert (crops[0] == 76).all()
    assert (crops[1] == 0).all()


def test_gray_faces_of_the_right_size_are_left_as_they_are() -> None:
    faces = np.random.default_rng(1).integers(0, 256, (3, 48, 48), dtype=np.uint8)
    assert (serving_crops(faces) == faces).all()
