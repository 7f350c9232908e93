"""The moods of songs, by the model that serves."""

from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from inference.song_table import AUDIO_FEATURES, MOOD_COLUMNS


class MoodClassifier(Protocol):
    """Tells the mood of songs from their audio features."""

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Classify songs.

        Args:
            features: (n, 8) float32 in the order and units of `AUDIO_FEATURES`, n >= 1.

        Returns:
            (n, 3) float32 probabilities in the order of `Mood`, each row summing to 1.
        """
        ...


def with_moods(songs: pl.DataFrame, classifier: MoodClassifier) -> pl.DataFrame:
    """Add a column for the probability of each mood (Float32, 0-1)."""
    if songs.is_empty():
        return songs.with_columns(pl.lit(None, pl.Float32).alias(name) for name in MOOD_COLUMNS)
    features = np.ascontiguousarray(songs.select(AUDIO_FEATURES).to_numpy(), dtype=np.float32)
    probabilities = classifier.predict(features)
    return songs.with_columns(
        pl.Series(name, probabilities[:, mood], dtype=pl.Float32)
        for mood, name in enumerate(MOOD_COLUMNS)
    )
