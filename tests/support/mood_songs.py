"""Made-up songs whose moods can be told from their features."""

from pathlib import Path

import numpy as np
import pandas as pd

from inference.moods import Mood
from inference.song_table import AUDIO_FEATURES
from training.mood.dataset import MoodDataset

# In the order of AUDIO_FEATURES: what a song of a mood is like.
CENTRES = {
    Mood.HAPPY: (0.7, 0.1, 0.8, 0.01, 0.7, -5.0, 0.08, 125.0),
    Mood.CALM: (0.4, 0.9, 0.2, 0.8, 0.2, -20.0, 0.04, 105.0),
    Mood.SAD: (0.5, 0.5, 0.4, 0.05, 0.3, -10.0, 0.04, 115.0),
}
SPREAD = np.array([0.05, 0.05, 0.05, 0.01, 0.05, 1.5, 0.01, 10.0])
LOWEST = np.array([0, 0, 0, 0, 0, -60, 0, 0])
HIGHEST = np.array([1, 1, 1, 1, 1, 10, 1, 300])


def mood_songs(
    per_mood: int = 30, seed: int = 0, playlists: dict[Mood, str] | None = None
) -> MoodDataset:
    """Make songs of every mood, in playlists of the given names or in none."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(Mood)), per_mood)
    centres = np.array([CENTRES[mood] for mood in Mood])[labels]
    features = np.clip(centres + rng.normal(size=centres.shape) * SPREAD, LOWEST, HIGHEST)
    names = [(playlists or {}).get(list(Mood)[label], "") for label in labels]
    return MoodDataset(features.astype(np.float32), labels, np.array(names, dtype=np.str_))


def write_songs(path: Path, songs: MoodDataset) -> Path:
    """Write songs in the layout of the playlist tables, or without playlists of the other."""
    table = pd.DataFrame(songs.features, columns=list(AUDIO_FEATURES))
    if songs.has_playlists:
        table["playlist"] = songs.playlists
    moods = [list(Mood)[label].value for label in songs.labels]
    table["mood"] = moods if songs.has_playlists else [mood.title() for mood in moods]
    table.to_csv(path, index=False)
    return path
