"""What is measured of a network in training after every epoch."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from inference.emotions import Emotion
from training.emotion.architectures import FER2013_HEAD, FERPLUS_HEAD
from training.emotion.dataset import EmotionDataset, ferplus_majority
from training.figures import classification_figures, majority_accuracy

HISTORY_FILE = "history.csv"


def validation_figures(
    logits: Mapping[str, NDArray[np.float32]], validation: EmotionDataset
) -> dict[str, float]:
    """Compare each head with what is known of the faces.

    Args:
        logits: Head name to (n, 7) logits.
        validation: The same n faces.

    Returns:
        Figures as history.csv names them. `val_score` is the mean of FER2013 accuracy and FER+
        accuracy, so that an epoch is not best for one of them at the other's cost.
    """
    hard = classification_figures(logits[FER2013_HEAD].argmax(1), validation.labels, Emotion)
    majority = ferplus_majority(validation.votes)
    seen = majority_accuracy(logits[FERPLUS_HEAD].argmax(1), majority)
    return {
        "val_accuracy": hard.accuracy,
        "val_balanced_accuracy": hard.balanced_accuracy,
        "val_ferplus_accuracy": float("nan") if seen is None else seen,
        "val_score": hard.accuracy if seen is None else (hard.accuracy + seen) / 2,
    }
