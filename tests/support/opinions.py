"""Listeners with a taste of their own, for tests of what is learnt from them."""

from pathlib import Path

import numpy as np
import polars as pl

from inference.moods import Mood
from inference.song_table import MOOD_COLUMNS, shipped_catalogue_path

# Song id, mood that it was offered for, whether it was liked.
Said = tuple[str, Mood, bool]

# What listeners find calm, whatever the model says: about one song in twelve.
SPOKEN = pl.col("speechiness") > 0.2


def write_small_catalogue(path: Path, songs: int) -> Path:
    """Write some of the shipped songs as a catalogue of their own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.read_parquet(shipped_catalogue_path()).sample(songs, seed=1).write_parquet(path)
    return path


def discerning_opinions(catalogue: Path) -> list[Said]:
    """Like all spoken songs as calm, and a quarter of the others as what the catalogue says."""
    songs = pl.read_parquet(catalogue)
    moods = songs.select(MOOD_COLUMNS).to_numpy().argmax(axis=1)
    spoken = songs.select(SPOKEN).to_series().to_numpy()
    return [
        (song, Mood.CALM if is_spoken else list(Mood)[mood], True)
        for at, (song, is_spoken, mood) in enumerate(zip(songs["id"], spoken, moods, strict=True))
        if is_spoken or at % 4 == 0
    ]


def random_opinions(catalogue: Path, seed: int = 0) -> list[Said]:
    """Like or dislike half of the songs, without any rule."""
    rng = np.random.default_rng(seed)
    return [
        (song, list(Mood)[rng.integers(len(Mood))], bool(rng.random() < 0.7))
        for song in pl.read_parquet(catalogue)["id"]
        if rng.random() < 0.5
    ]
