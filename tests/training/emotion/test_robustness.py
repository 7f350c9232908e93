import numpy as np
import pytest
from numpy.typing import NDArray

from inference.emotion_model import FER2013_OUTPUT, FERPLUS_OUTPUT, EmotionModel
from inference.emotions import Emotion
from training.emotion.dataset import NO_VOTES, EmotionDataset
from training.emotion.degradations import DEGRADATIONS
from training.emotion.robustness import THRESHOLDS, asking_figures, evaluate_degraded
from training.errors import DatasetError

HAPPY, SAD, NEUTRAL = map(list(Emotion).index, (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL))
# Columns: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, NF.
SEEN_HAPPY = [1, 9, 0, 0, 0, 0, 0, 0, 0, 0]
SEEN_SAD = [0, 0, 0, 10, 0, 0, 0, 0, 0, 0]
TIED = [5, 0, 0, 5, 0, 0, 0, 0, 0, 0]
NOBODY = [NO_VOTES] * 10


def told(*confidences: tuple[int, float]) -> NDArray[np.float32]:
    rows = np.zeros((len(confidences), len(Emotion)), dtype=np.float32)
    for row, (emotion, share) in zip(rows, confidences, strict=True):
        row[:] = (1 - share) / (len(Emotion) - 1)
        row[emotion] = share
    return rows


def voted(votes: list[list[int]]) -> EmotionDataset:
    count = len(votes)
    images = np.zeros((count, 48, 48), dtype=np.uint8)
    return EmotionDataset(images, np.zeros(count, np.uint8), np.array(votes, np.uint8))


def test_a_threshold_parts_the_photos() -> None:
    probabilities = told((HAPPY, 0.9), (HAPPY, 0.52), (SAD, 0.48), (HAPPY, 0.31), (SAD, 0.2))
    faces = voted([SEEN_HAPPY, SEEN_SAD, TIED, SEEN_SAD, NOBODY])
    (figures,) = [row for row in asking_figures(probabilities, faces) if row.threshold == 0.5]
    # The last face has no votes. Of a tie, half counts.
    assert figures.asked == pytest.approx(2 / 4)
    assert figures.right_above == pytest.approx(1 / 2)
    assert figures.right_below == pytest.approx((0.5 + 0) / 2)
    assert figures.right_near == pytest.approx(0.5)


def test_every_threshold_has_a_row_and_asks_more() -> None:
    rng = np.random.default_rng(1)
    probabilities = rng.dirichlet(np.ones(len(Emotion)), 200).astype(np.float32)
    rows = asking_figures(probabilities, voted([SEEN_HAPPY] * 200))
    assert tuple(row.threshold for row in rows) == THRESHOLDS
    asked = [row.asked for row in rows]
    assert asked == sorted(asked)
    assert asked[0] < asked[-1]


def test_without_votes_there_is_nothing_to_measure() -> None:
    with pytest.raises(DatasetError, match="votes"):
        asking_figures(told((HAPPY, 0.9)), voted([NOBODY]))


class BrightnessNetwork:
    """Tells happy of faces that are bright on average, and sad of others."""

    def __call__(self, batch: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        bright = batch.mean(axis=(1, 2, 3)) > 128
        rows = told(*((HAPPY if face else SAD, 0.8) for face in bright))
        return {FER2013_OUTPUT: rows, FERPLUS_OUTPUT: rows}


@pytest.mark.slow
def test_each_degradation_is_measured_on_degraded_faces() -> None:
    images = np.full((4, 48, 48), 220, dtype=np.uint8)
    labels = np.full(4, HAPPY, dtype=np.uint8)
    faces = EmotionDataset(images, labels, np.array([SEEN_HAPPY] * 4, np.uint8))
    rows = evaluate_degraded(EmotionModel(BrightnessNetwork()), faces)
    # The detector finds nobody in plain gray.
    assert set(rows) == set(DEGRADATIONS)
    assert rows["none"]["accuracy"] == rows["none"]["ferplus_accuracy"] == 1
    assert rows["low light"]["accuracy"] == rows["low light"]["ferplus_accuracy"] == 0
