import numpy as np
import pytest

from inference.emotions import Emotion
from training.figures import classification_figures, majority_accuracy


def test_balanced_accuracy_weighs_rare_emotions_like_common_ones() -> None:
    labels = np.array([3, 3, 3, 1])
    figures = classification_figures(np.array([3, 3, 3, 6]), labels, Emotion)
    assert figures.accuracy == pytest.approx(0.75)
    assert figures.balanced_accuracy == pytest.approx(0.5)
    assert figures.per_class_recall == {Emotion.DISGUST: 0, Emotion.HAPPY: 1}


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(ValueError, match="got nothing"):
        classification_figures(np.array([], dtype=int), np.array([], dtype=int), Emotion)


def test_faces_that_people_disagree_on_do_not_count() -> None:
    predicted, majority = np.array([3, 4, 5]), np.array([3, -1, 6])
    assert majority_accuracy(predicted, majority) == pytest.approx(0.5)
    assert majority_accuracy(predicted, np.full(3, -1)) is None
