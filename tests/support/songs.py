"""Builders of songs and song tables, and a mood model that needs no training."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from inference.song_table import AUDIO_FEATURES, CATALOGUE_COLUMNS

FEATURES: dict[str, object] = {
    "danceability": 0.5,
    "acousticness": 0.5,
    "energy": 0.5,
    "instrumentalness": 0.0,
    "valence": 0.5,
    "loudness": -8.0,
    "speechiness": 0.05,
    "tempo": 120.0,
}


class FakeMoodClassifier:
    """Calls songs of high valence happy, of high acousticness calm, and the others sad."""

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        valence = features[:, AUDIO_FEATURES.index("valence")]
        acousticness = features[:, AUDIO_FEATURES.index("acousticness")]
        mood = np.where(valence > 0.6, 0, np.where(acousticness > 0.6, 1, 2))
        return np.where(np.arange(3) == mood[:, None], 0.8, 0.1).astype(np.float32)


def song_row(number: int = 0, **changes: object) -> dict[str, object]:
    """Return a row of a catalogue: a clearly happy song by an artist of its own."""
    row: dict[str, object] = {
        "id": f"{number:022d}",
        "title": f"Title {number}",
        "artist": f"Artist {number}",
        "album": "Album",
        "genre": "rock",
        "popularity": 50,
        "explicit": False,
        "duration_ms": 200_000,
        **FEATURES,
        "p_happy": 0.8,
        "p_calm": 0.1,
        "p_sad": 0.1,
        "audio_url": f"https://open.spotify.com/track/{number:022d}",
        "cover_url": None,
        "preview_url": None,
    }
    return {**row, **changes}


def song_frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Return rows as a catalogue's frame."""
    schema = {"cover_url": pl.String, "preview_url": pl.String}
    columns = {name: [row[name] for row in rows] for name in CATALOGUE_COLUMNS}
    return pl.DataFrame(columns, schema_overrides=schema)


def write_kaggle_csv(path: Path, rows: list[dict[str, object]]) -> Path:
    """Write rows, of which only what differs is given, as the Spotify Tracks Dataset does."""
    table = pl.DataFrame([kaggle_row(number, **row) for number, row in enumerate(rows)])
    table.with_row_index("").write_csv(path)
    return path


def kaggle_row(number: int, **changes: object) -> dict[str, object]:
    """Return a row with the columns of the Spotify Tracks Dataset, every value as text."""
    row: dict[str, object] = {
        "track_id": f"{number:022d}",
        "artists": f"Artist {number};Guest",
        "album_name": "Album",
        "track_name": f"Title {number}",
        "popularity": 50,
        "duration_ms": 200_000,
        "explicit": False,
        "danceability": 0.5,
        "energy": 0.5,
        "key": 1,
        "loudness": -8.0,
        "mode": 0,
        "speechiness": 0.05,
        "acousticness": 0.5,
        "instrumentalness": 0.0,
        "liveness": 0.1,
        "valence": 0.5,
        "tempo": 120.0,
        "time_signature": 4,
        "track_genre": "rock",
    }
    return {name: str(value) for name, value in {**row, **changes}.items()}
