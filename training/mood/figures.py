"""Accuracy figures of mood predictions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.moods import Mood

# What listeners sort by mood; "instrument" and "party" say less of it.
MOOD_PLAYLISTS = ("chill", "happy", "sad")


@dataclass(frozen=True)
class MoodFigures:
    """How well predicted moods agree with labels.

    Attributes:
        accuracy: Share of songs predicted as labelled, 0-1.
        balanced_accuracy: Mean of the recalls of the moods that occur, 0-1.
        per_class_recall: Mood to the share of its songs that were found, 0-1.
    """

    accuracy: float
    balanced_accuracy: float
    per_class_recall: dict[Mood, float]


def mood_figures(predicted: NDArray[np.integer], labels: NDArray[np.integer]) -> MoodFigures:
    """Compare (n,) predicted positions in `Mood` with (n,) labelled ones.

    Raises:
        ValueError: There is nothing to compare.
    """
    if len(labels) == 0:
        raise ValueError("expected at least one song, got none")
    correct = predicted == labels
    recall = {
        mood: float(correct[labels == position].mean())
        for position, mood in enumerate(Mood)
        if (labels == position).any()
    }
    balanced = float(np.mean(list(recall.values())))
    return MoodFigures(float(correct.mean()), balanced, recall)


def per_playlist_accuracy(
    correct: NDArray[np.bool_], playlists: NDArray[np.str_]
) -> dict[str, float]:
    """Return playlist to the share of its songs that are correct, by name; "" is left out."""
    names = np.unique(playlists[playlists != ""])
    return {str(name): float(correct[playlists == name].mean()) for name in names}


def mood_playlist_accuracy(correct: NDArray[np.bool_], playlists: NDArray[np.str_]) -> float | None:
    """Return the mean accuracy over the chill, happy and sad playlists, or None without one."""
    accuracy = per_playlist_accuracy(correct, playlists)
    if not set(MOOD_PLAYLISTS) <= set(accuracy):
        return None
    return float(np.mean([accuracy[name] for name in MOOD_PLAYLISTS]))
