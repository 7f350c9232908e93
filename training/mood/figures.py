"""Accuracy of mood predictions by playlist."""

import numpy as np
from numpy.typing import NDArray

# What listeners sort by mood; "instrument" and "party" say less of it.
MOOD_PLAYLISTS = ("chill", "happy", "sad")


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
