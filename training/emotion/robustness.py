"""How well the model does where photos are worse than FER2013, and where it should ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.emotion_model import FER2013_OUTPUT, FERPLUS_OUTPUT, SERVED_OUTPUT, EmotionModel
from inference.emotions import Emotion
from training.emotion.dataset import (
    EmotionDataset,
    ferplus_majority,
    ferplus_targets,
)
from training.emotion.degradations import DEGRADATIONS, degraded, through_detector
from training.emotion.evaluate import serving_crops
from training.errors import DatasetError
from training.figures import classification_figures, majority_accuracy

# Name of the row of crops that the detector cut.
DETECTOR_ROW = "cut by the detector"

# Searching 3,589 frames for faces takes minutes: every fourth is searched. Data sets may be
# sorted by label, so that the first ones alone would be of a few emotions.
DETECTED_EVERY = 4

# Thresholds worth a look: seven emotions share 1, and a bot that asks most people is no help.
THRESHOLDS = tuple(round(0.3 + 0.05 * step, 2) for step in range(9))


def evaluate_degraded(model: EmotionModel, dataset: EmotionDataset) -> dict[str, dict[str, Any]]:
    """Measure a model on faces put through each of `DEGRADATIONS` and through the detector.

    Returns:
        Row name to `n`, `accuracy` and `balanced_accuracy` of the FER2013 head, and
        `ferplus_accuracy`, which is None without votes; shares are 0-1.
    """
    return dict(_rows(model, dataset))


@dataclass(frozen=True)
class AskingFigures:
    """What becomes of the photos when the bot asks below a threshold; shares are 0-1.

    Attributes:
        threshold: The bot asks when the likeliest emotion has a smaller probability.
        asked: Share of the photos that it asks about.
        right_above: Share of the other photos whose likeliest emotion is what most people saw.
        right_below: The same of the photos that it asks about; None where there are none.
        right_near: The same of the photos within 0.05 below the threshold.
    """

    threshold: float
    asked: float
    right_above: float | None
    right_below: float | None
    right_near: float | None


def asking_figures(
    probabilities: NDArray[np.float32], dataset: EmotionDataset
) -> list[AskingFigures]:
    """Measure thresholds of the probability under which the bot asks.

    What most people saw is the emotion of the most votes; of a tie, each counts in part.

    Args:
        probabilities: (n, 7) as served.
        dataset: The same n faces; those without votes are left out.

    Raises:
        DatasetError: No face has votes.
    """
    seen, weights = ferplus_targets(dataset.votes)
    known = weights > 0
    if not known.any():
        raise DatasetError("expected faces with votes, to know what people saw: there are none")
    most = seen[known] == seen[known].max(axis=1, keepdims=True)
    right = (most / most.sum(axis=1, keepdims=True))[
        np.arange(known.sum()), probabilities[known].argmax(axis=1)
    ]
    confidence = probabilities[known].max(axis=1)
    return [
        AskingFigures(
            threshold,
            float((confidence < threshold).mean()),
            _mean(right[confidence >= threshold]),
            _mean(right[confidence < threshold]),
            _mean(right[(confidence < threshold) & (confidence >= threshold - 0.05)]),
        )
        for threshold in THRESHOLDS
    ]


def evaluate_asking(model: EmotionModel, dataset: EmotionDataset) -> list[AskingFigures]:
    """Measure the thresholds on what a model serves; see `asking_figures`."""
    served = model.classify_all(serving_crops(dataset.images))[SERVED_OUTPUT]
    return asking_figures(served, dataset)


def _rows(model: EmotionModel, dataset: EmotionDataset) -> Iterator[tuple[str, dict[str, Any]]]:
    crops = serving_crops(dataset.images)
    for name in DEGRADATIONS:
        yield name, _figures(model, degraded(crops, name), dataset)
    some = np.arange(len(crops)) % DETECTED_EVERY == 0
    cut, found = through_detector(crops[some])
    if found.any():
        yield DETECTOR_ROW, _figures(model, cut, dataset.rows(some).rows(found))


def _figures(
    model: EmotionModel, crops: NDArray[np.uint8], dataset: EmotionDataset
) -> dict[str, Any]:
    outputs = model.classify_all(crops)
    figures = classification_figures(outputs[FER2013_OUTPUT].argmax(1), dataset.labels, Emotion)
    majority = ferplus_majority(dataset.votes)
    return {
        "n": len(dataset),
        "accuracy": figures.accuracy,
        "balanced_accuracy": figures.balanced_accuracy,
        "ferplus_accuracy": majority_accuracy(outputs[FERPLUS_OUTPUT].argmax(1), majority),
    }


def _mean(values: NDArray[np.floating]) -> float | None:
    return float(values.mean()) if len(values) else None
