"""Accuracy figures of classifiers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

LabelT = TypeVar("LabelT", bound=StrEnum)


@dataclass(frozen=True)
class ClassificationFigures(Generic[LabelT]):
    """How well predictions agree with labels.

    Attributes:
        accuracy: Share predicted as labelled, 0-1.
        balanced_accuracy: Mean of the recalls of the labels that occur, 0-1.
        per_class_recall: Label to the share of its cases that were found, 0-1.
    """

    accuracy: float
    balanced_accuracy: float
    per_class_recall: dict[LabelT, float]


def classification_figures(
    predicted: NDArray[np.integer], labels: NDArray[np.integer], classes: type[LabelT]
) -> ClassificationFigures[LabelT]:
    """Compare predictions with labels.

    Args:
        predicted: (n,) positions in `classes`.
        labels: (n,) positions in `classes`.
        classes: The labels, in the order of the positions.

    Raises:
        ValueError: There is nothing to compare.
    """
    if len(labels) == 0:
        raise ValueError("expected something to compare, got nothing")
    correct = predicted == labels
    recall = {
        label: float(correct[labels == position].mean())
        for position, label in enumerate(classes)
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
