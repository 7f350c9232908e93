"""Accuracy figures of emotion predictions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.emotions import Emotion


@dataclass(frozen=True)
class ClassificationFigures:
    """How well predicted emotions agree with labels.

    Attributes:
        accuracy: Share of faces predicted as labelled, 0-1.
        balanced_accuracy: Mean of the recalls of the emotions that occur, 0-1.
        per_class_recall: Emotion to the share of its faces that were found, 0-1.
    """

    accuracy: float
    balanced_accuracy: float
    per_class_recall: dict[Emotion, float]


def classification_figures(
    predicted: NDArray[np.integer], labels: NDArray[np.integer]
) -> ClassificationFigures:
    """Compare (n,) predicted positions in `Emotion` with (n,) labelled ones.

    Raises:
        ValueError: There is nothing to compare.
    """
    if len(labels) == 0:
        raise ValueError("expected at least one face, got none")
    correct = predicted == labels
    recall = {
        emotion: float(correct[labels == position].mean())
        for position, emotion in enumerate(Emotion)
        if (labels == position).any()
    }
    balanced = float(np.mean(list(recall.values())))
    return ClassificationFigures(float(correct.mean()), balanced, recall)


def majority_accuracy(
    predicted: NDArray[np.integer], majority: NDArray[np.integer]
) -> float | None:
    """Return the share of faces predicted as most people saw them.

    Args:
        predicted: (n,) positions in `Emotion`.
        majority: (n,) positions in `Emotion`, or -1 where the face does not count.

    Returns:
        0-1, or None when no face counts.
    """
    counts = majority >= 0
    if not counts.any():
        return None
    return float((predicted[counts] == majority[counts]).mean())
