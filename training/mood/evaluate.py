"""Measures the mood artefact through the serving code."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from inference.mood_model import MoodModel
from inference.moods import Mood
from training.calibration import expected_calibration_error
from training.figures import classification_figures
from training.mood.dataset import MoodDataset, load_dataset
from training.mood.figures import mood_playlist_accuracy, per_playlist_accuracy


@dataclass(frozen=True)
class MoodEvaluation:
    """Figures of a mood model on one table of songs; shares are 0-1.

    Attributes:
        n: Songs.
        accuracy: Share of songs whose likeliest mood is the labelled one.
        balanced_accuracy: Mean recall of the moods that occur.
        per_class_recall: Mood to recall.
        ece: Expected calibration error.
        per_playlist_accuracy: Playlist to accuracy, or None where the table has no playlists.
        mood_playlist_accuracy: Mean accuracy over the chill, happy and sad playlists, or None
            where the table lacks one of them.
    """

    n: int
    accuracy: float
    balanced_accuracy: float
    per_class_recall: dict[Mood, float]
    ece: float
    per_playlist_accuracy: dict[str, float] | None
    mood_playlist_accuracy: float | None

    def as_json(self) -> dict[str, Any]:
        """Return plain types, for `json.dumps`, without what the table cannot tell."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def evaluate_mood(path: Path, model: MoodModel) -> MoodEvaluation:
    """Run a table of songs through a model and compare with its labels.

    Songs that the model was trained on flatter it: what it does with others is in the
    cross-validation figures of its metadata.

    Args:
        path: A .csv as `load_dataset` reads it.
        model: As it is served.

    Raises:
        DatasetError: The table cannot be read.
    """
    return evaluate_songs(load_dataset(path), model)


def evaluate_songs(songs: MoodDataset, model: MoodModel) -> MoodEvaluation:
    """Run songs through a model and compare with their labels; see `evaluate_mood`."""
    probabilities = model.predict(songs.features)
    predicted = probabilities.argmax(axis=1)
    figures = classification_figures(predicted, songs.labels, Mood)
    correct = predicted == songs.labels
    one_hot = np.eye(len(Mood), dtype=np.float32)[songs.labels]
    return MoodEvaluation(
        n=len(songs),
        accuracy=figures.accuracy,
        balanced_accuracy=figures.balanced_accuracy,
        per_class_recall=figures.per_class_recall,
        ece=expected_calibration_error(probabilities, one_hot),
        per_playlist_accuracy=per_playlist_accuracy(correct, songs.playlists)
        if songs.has_playlists
        else None,
        mood_playlist_accuracy=mood_playlist_accuracy(correct, songs.playlists),
    )
