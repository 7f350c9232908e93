"""Measures the emotion artefact through the serving code."""

import time
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.crops import gray_crop
from inference.emotion_model import (
    FER2013_OUTPUT,
    FERPLUS_OUTPUT,
    SERVED_OUTPUT,
    EmotionModel,
)
from inference.emotions import Emotion
from inference.moods import MOOD_OF_EMOTION, mood_weights
from training.calibration import expected_calibration_error
from training.emotion.dataset import EmotionDataset, ferplus_majority, ferplus_targets
from training.figures import classification_figures, majority_accuracy

# Faces timed one by one; the median of this many is steady to a few per cent.
TIMED_FACES = 200


@dataclass(frozen=True)
class EmotionEvaluation:
    """Figures of an emotion model on one data set; shares are 0-1.

    Attributes:
        n: Faces.
        accuracy: Of the FER2013 head, against the labels.
        balanced_accuracy: Mean recall of the FER2013 head.
        per_class_recall: Emotion to recall of the FER2013 head.
        ferplus_accuracy: Of the FER+ head, against people's majority; None without votes.
        served_accuracy: Of what a person gets, against the labels.
        served_balanced_accuracy: Mean recall of what a person gets.
        served_per_class_recall: Emotion to recall of what a person gets.
        served_ferplus_per_class_recall: Emotion to recall of what a person gets, against people's
            majority; None without votes.
        mood_accuracy: Share of faces whose likeliest mood is that of the label.
        ece: Expected calibration error of what a person gets: against the share of people who
            saw the named emotion where there are votes, against the labels elsewhere.
        fer2013_ece: Of the FER2013 head, against the labels.
        ms_per_face: Median time of one face on one thread, preprocessing included.
    """

    n: int
    accuracy: float
    balanced_accuracy: float
    per_class_recall: dict[Emotion, float]
    ferplus_accuracy: float | None
    served_accuracy: float
    served_balanced_accuracy: float
    served_per_class_recall: dict[Emotion, float]
    served_ferplus_per_class_recall: dict[Emotion, float] | None
    mood_accuracy: float
    ece: float
    fer2013_ece: float
    ms_per_face: float

    def as_json(self) -> dict[str, Any]:
        """Return plain types, for `json.dumps`."""
        return asdict(self)


def evaluate_emotion(model: EmotionModel, dataset: EmotionDataset) -> EmotionEvaluation:
    """Run every face through a model and compare with what is known of it.

    Args:
        model: As it is served.
        dataset: Gray 48x48 faces, or colour crops of any size.
    """
    crops = serving_crops(dataset.images)
    outputs = model.classify_all(crops)
    served, labels = outputs[SERVED_OUTPUT], dataset.labels
    majority = ferplus_majority(dataset.votes)
    fer2013 = classification_figures(outputs[FER2013_OUTPUT].argmax(1), labels, Emotion)
    person = classification_figures(served.argmax(1), labels, Emotion)
    one_hot = np.eye(len(Emotion), dtype=np.float32)[labels]
    return EmotionEvaluation(
        n=len(dataset),
        accuracy=fer2013.accuracy,
        balanced_accuracy=fer2013.balanced_accuracy,
        per_class_recall=fer2013.per_class_recall,
        ferplus_accuracy=majority_accuracy(outputs[FERPLUS_OUTPUT].argmax(1), majority),
        served_accuracy=person.accuracy,
        served_balanced_accuracy=person.balanced_accuracy,
        served_per_class_recall=person.per_class_recall,
        served_ferplus_per_class_recall=_majority_recall(served.argmax(1), majority),
        mood_accuracy=_mood_accuracy(served, labels),
        ece=_agreement_error(served, dataset),
        fer2013_ece=expected_calibration_error(outputs[FER2013_OUTPUT], one_hot),
        ms_per_face=_ms_per_face(model, dataset.images),
    )


def serving_crops(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Turn face crops into model input as serving would; gray 48x48 ones stay as they are.

    Args:
        images: (n, 48, 48) or (n, h, w, 3) uint8.

    Returns:
        (n, 48, 48) uint8.
    """
    return np.stack([gray_crop(image) for image in images])


def _majority_recall(
    predicted: NDArray[np.int64], majority: NDArray[np.int64]
) -> dict[Emotion, float] | None:
    counts = majority >= 0
    if not counts.any():
        return None
    figures = classification_figures(predicted[counts], majority[counts], Emotion)
    return figures.per_class_recall


def _mood_accuracy(probabilities: NDArray[np.float32], labels: NDArray[np.uint8]) -> float:
    mood_of_emotion = np.array([np.argmax(MOOD_OF_EMOTION[emotion]) for emotion in Emotion])
    moods = mood_weights(probabilities).argmax(axis=1)
    return float((moods == mood_of_emotion[labels]).mean())


def _agreement_error(probabilities: NDArray[np.float32], dataset: EmotionDataset) -> float:
    seen, weights = ferplus_targets(dataset.votes)
    if weights.any():
        return expected_calibration_error(probabilities, seen, weights)
    one_hot = np.eye(len(Emotion), dtype=np.float32)[dataset.labels]
    return expected_calibration_error(probabilities, one_hot)


def _ms_per_face(model: EmotionModel, images: NDArray[np.uint8]) -> float:
    times_s = []
    for image in images[:TIMED_FACES]:
        started_s = time.perf_counter()
        model.classify(gray_crop(image)[None])
        times_s.append(time.perf_counter() - started_s)
    return float(np.median(times_s) * 1000)
