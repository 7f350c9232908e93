"""Songs with moods: read from the published tables and checked."""

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from inference.moods import Mood
from inference.song_table import AUDIO_FEATURES
from training.errors import DatasetError

MOOD_COLUMN = "mood"
PLAYLIST_COLUMN = "playlist"

# Spellings of `mood`, in lower case. Energetic songs are happy ones of more energy: both files
# answer a happy face.
MOOD_OF_LABEL = MappingProxyType(
    {
        "happy": Mood.HAPPY,
        "energetic": Mood.HAPPY,
        "calm": Mood.CALM,
        "sad": Mood.SAD,
    }
)

# Lowest and highest value. References: Spotify Web API, "Get Track's Audio Features"; loudness
# widened for masters above full scale, tempo 0 where no beat was found.
FEATURE_RANGE = MappingProxyType(
    {
        **dict.fromkeys(AUDIO_FEATURES, (0.0, 1.0)),
        "loudness": (-60.0, 10.0),
        "tempo": (0.0, 300.0),
    }
)

# The header is row 1.
_FIRST_ROW = 2
_SHOWN_ROWS = 5


@dataclass(frozen=True)
class MoodDataset:
    """Songs with moods, one row a song.

    Attributes:
        features: (n, 8) float32, in the order and units of `AUDIO_FEATURES`.
        labels: (n,) int64, positions in `Mood`.
        playlists: (n,) str, the playlist that the song comes from; "" where the table has no
            playlists.
    """

    features: NDArray[np.float32]
    labels: NDArray[np.int64]
    playlists: NDArray[np.str_]

    def __len__(self) -> int:
        """Return the number of songs."""
        return len(self.labels)

    @property
    def has_playlists(self) -> bool:
        """Whether any song comes from a playlist."""
        return bool((self.playlists != "").any())

    def rows(self, selection: NDArray[np.bool_] | NDArray[np.int64]) -> "MoodDataset":
        """Return the songs of a (n,) mask or of (m,) positions."""
        return MoodDataset(
            self.features[selection], self.labels[selection], self.playlists[selection]
        )


def joined(*datasets: MoodDataset) -> MoodDataset:
    """Put data sets one after the other."""
    return MoodDataset(
        np.concatenate([dataset.features for dataset in datasets]),
        np.concatenate([dataset.labels for dataset in datasets]),
        np.concatenate([dataset.playlists for dataset in datasets]),
    )


def load_dataset(path: Path) -> MoodDataset:
    """Read a table of songs: the eight features, `mood`, and perhaps `playlist`.

    Further columns are ignored, so that both layouts are read: songs with moods named Happy,
    Energetic, Calm, Sad, and playlists with moods named happy, calm, sad.

    Args:
        path: A .csv with a header.

    Raises:
        DatasetError: The file cannot be read, has no songs, lacks a column, or a row has an
            unknown mood, no playlist, or a feature that is no number or out of range.
    """
    table = _read_table(path)
    required = [*AUDIO_FEATURES, MOOD_COLUMN]
    missing = [name for name in required if name not in table.columns]
    if missing:
        raise DatasetError(
            f"{path.name} has no column {', '.join(missing)}: expected {', '.join(required)} "
            f"and perhaps {PLAYLIST_COLUMN}; it has {', '.join(table.columns)}"
        )
    if table.empty:
        raise DatasetError(f"{path.name} has a header but no songs")
    features = np.stack([_feature(path, table[name]) for name in AUDIO_FEATURES], axis=1)
    return MoodDataset(
        features.astype(np.float32), _labels(path, table[MOOD_COLUMN]), _playlists(path, table)
    )


def _read_table(path: Path) -> pd.DataFrame:
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except OSError as error:
        raise DatasetError(f"cannot read {path}: {error.strerror}; expected a .csv") from error
    except ValueError as error:
        raise DatasetError(f"{path.name} is not a .csv table: {error}") from error
    # Blank lines are dropped here rather than by the reader, so that row numbers stay true.
    table = table.fillna("")
    return table[(table != "").any(axis=1)]


def _feature(path: Path, column: "pd.Series[str]") -> NDArray[np.float64]:
    values = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
    lowest, highest = FEATURE_RANGE[str(column.name)]
    # A comparison with "not a number" is false: what is no number is refused too.
    bad = ~((values >= lowest) & (values <= highest))
    _refuse(path, column, bad, f"a number from {lowest:g} to {highest:g}")
    return values


def _labels(path: Path, column: "pd.Series[str]") -> NDArray[np.int64]:
    moods = column.str.strip().str.lower().map(dict(MOOD_OF_LABEL))
    _refuse(path, column, moods.isna().to_numpy(), f"one of {', '.join(MOOD_OF_LABEL)}")
    return np.array([list(Mood).index(mood) for mood in moods], dtype=np.int64)


def _playlists(path: Path, table: pd.DataFrame) -> NDArray[np.str_]:
    if PLAYLIST_COLUMN not in table.columns:
        return np.full(len(table), "", dtype=np.str_)
    names = table[PLAYLIST_COLUMN].str.strip()
    _refuse(path, table[PLAYLIST_COLUMN], (names == "").to_numpy(), "a playlist's name")
    return np.array(names, dtype=np.str_)


def _refuse(path: Path, column: "pd.Series[str]", bad: NDArray[np.bool_], expected: str) -> None:
    rows = np.flatnonzero(bad)
    if not len(rows):
        return
    shown = "; ".join(
        f"row {column.index[row] + _FIRST_ROW} has {column.iloc[row]!r}"
        for row in rows[:_SHOWN_ROWS]
    )
    more = f"; and {len(rows) - _SHOWN_ROWS} more rows" if len(rows) > _SHOWN_ROWS else ""
    raise DatasetError(
        f"{path.name}, column {column.name}: {shown}{more}; expected {expected} "
        f"(the header is row 1); mend or remove these rows"
    )
