"""The songs that can be recommended, held so that choosing among a million takes milliseconds."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from inference.errors import CatalogueError
from inference.moods import Mood
from inference.song_table import (
    ARTIST_SEPARATOR,
    DESCRIPTION_COLUMNS,
    LINK_COLUMNS,
    MOOD_COLUMNS,
    shipped_catalogue_path,
)

# A song fits a mood from this probability on: it is then likelier than both others together.
FITTING = 0.5

# Songs of this popularity rank and less are all but equally likely to be chosen; below it the
# likelihood falls with one over the rank, so that each tenfold of ranks gets the same share
# and neither a hundred nor a million songs drown the popular ones (Zipf's law of demand).
_EQUAL_RANKS = 20

# A song with P = 1 is four times as likely to be chosen as an equally popular one with P = 0.5.
_FIT_EXPONENT = 2

# Audio features that tell in words what songs sound like; the others are not read.
SOUND_COLUMNS = ("acousticness", "energy")

_COLUMNS = (*DESCRIPTION_COLUMNS, *SOUND_COLUMNS, *MOOD_COLUMNS, *LINK_COLUMNS)
_TEXT_COLUMNS = ("id", "title", "artist", "album", "genre", *LINK_COLUMNS)
_NULLABLE = ("duration_ms", "cover_url", "preview_url")

Indices = NDArray[np.int32]


@dataclass(frozen=True)
class Song:
    """A song to show to a person.

    Attributes:
        id: Of the track, unique in the catalogue.
        title: As released.
        artist: All artists, the main one first, separated by a comma and a space.
        album: As released; may be empty.
        genre: As the source of the catalogue names it; may be empty.
        popularity: 0-100, higher is more popular.
        explicit: Whether the lyrics are marked as explicit.
        duration_ms: Length, if known.
        mood: The likeliest mood of the song.
        audio_url: Where it can be heard in full (http or https).
        cover_url: Of the cover picture, if known.
        preview_url: Of a preview that can be played, if known.
    """

    id: str
    title: str
    artist: str
    album: str
    genre: str
    popularity: int
    explicit: bool
    duration_ms: int | None
    mood: Mood
    audio_url: str
    cover_url: str | None
    preview_url: str | None


@dataclass(frozen=True)
class MoodIndex:
    """The songs in the order in which they fit a mood.

    Attributes:
        order: (n,) int32, all songs, those that fit best first.
        fitting: How many of them, from the front, fit (P >= `FITTING`).
        weights: (fitting,) float64, how likely each of those is to be chosen, unscaled.
        cumulative: (fitting,) float64, running sum of `weights`.
    """

    order: Indices
    fitting: int
    weights: NDArray[np.float64]
    cumulative: NDArray[np.float64]


class Catalogue:
    """Songs with their moods; read-only, so many threads may use one."""

    def __init__(self, songs: pl.DataFrame) -> None:
        """Index songs.

        Args:
            songs: The columns of `CATALOGUE_COLUMNS`; of the audio features only those of
                `SOUND_COLUMNS`.

        Raises:
            CatalogueError: A column is missing, has the wrong type or impossible values.
        """
        checked = _checked(songs)
        # A byte a song: a hundredth more or less changes no word about how it sounds.
        self.acousticness: NDArray[np.uint8] = _percent(checked["acousticness"])
        self.energy: NDArray[np.uint8] = _percent(checked["energy"])
        self._songs = checked.drop(SOUND_COLUMNS)
        self.probabilities: NDArray[np.float32] = self._songs.select(MOOD_COLUMNS).to_numpy()
        self.explicit: NDArray[np.bool_] = self._songs["explicit"].to_numpy()
        self.artists: Indices = _codes(
            self._songs["artist"].str.split(ARTIST_SEPARATOR).list.first().str.to_lowercase()
        )
        self.genres: Indices = _codes(self._songs["genre"])
        self._by_artist = np.argsort(self.artists, kind="stable").astype(np.int32)
        self._artist_starts = np.searchsorted(
            self.artists[self._by_artist], np.arange(self.artists.max(initial=-1) + 2)
        )
        hashes = self._songs["id"].hash().to_numpy()
        self._by_hash = np.argsort(hashes).astype(np.int32)
        self._sorted_hashes = hashes[self._by_hash]
        self.popularity: NDArray[np.uint8] = self._songs["popularity"].to_numpy()
        self.energy_quartiles = _outer_quartiles(self.energy)
        self.popularity_quartiles = _outer_quartiles(self.popularity)
        self.moods = {
            mood: _mood_index(self.probabilities[:, column], self.popularity)
            for column, mood in enumerate(Mood)
        }

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read a catalogue.

        Args:
            path: The Parquet file; by default the one that comes with Moodring.

        Raises:
            CatalogueError: The file is missing, damaged or no catalogue.
        """
        path = path or shipped_catalogue_path()
        try:
            return cls(pl.read_parquet(path, columns=list(_COLUMNS)))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise CatalogueError(
                f"cannot read the catalogue {path}: {error}; make one with "
                f"`moodring catalogue import`, or set MOODRING_CATALOGUE to where it is"
            ) from error

    def __len__(self) -> int:
        return self._songs.height

    def song(self, index: int) -> Song:
        """Return the song at an index in 0 to n-1."""
        row = self._songs.row(index, named=True)
        mood = list(Mood)[int(np.argmax(self.probabilities[index]))]
        artist = row["artist"].replace(ARTIST_SEPARATOR, ", ")
        return Song(
            **{name: row[name] for name in (*DESCRIPTION_COLUMNS, *LINK_COLUMNS)}
            | {"artist": artist, "mood": mood}
        )

    def find(self, song_id: str) -> Song | None:
        """Return the song of an id, or None if the catalogue does not have it."""
        found = self.indices([song_id])
        return self.song(int(found[0])) if len(found) else None

    def indices(self, song_ids: Collection[str]) -> Indices:
        """Return the indices of songs, leaving out ids that the catalogue does not have."""
        if not song_ids or not len(self):
            return np.empty(0, np.int32)
        wanted = pl.Series("id", list(song_ids), dtype=pl.String)
        hashes = wanted.hash().to_numpy()
        places = np.minimum(np.searchsorted(self._sorted_hashes, hashes), len(self) - 1)
        found = self._by_hash[places[self._sorted_hashes[places] == hashes]]
        # Two ids may share a hash; what is not the song asked for is left out.
        same = self._songs["id"].gather(found).is_in(set(song_ids))
        indices: Indices = np.unique(found[same.to_numpy()])
        return indices

    def songs_of_artist(self, artist: int) -> Indices:
        """Return the indices of all songs of a main artist, given as a value of `artists`."""
        return self._by_artist[self._artist_starts[artist] : self._artist_starts[artist + 1]]


def fit_weights(
    probabilities: NDArray[np.float32], popularity: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """Return how likely songs are to be chosen for a mood among themselves, unscaled.

    Args:
        probabilities: (n,) of the mood, 0-1.
        popularity: (n,) 0-100; songs of the same popularity share the mean of their ranks.

    Returns:
        (n,) float64, >= 0.
    """
    ranks = pl.Series(popularity).rank("average", descending=True).to_numpy()
    fit = probabilities.astype(np.float64) ** _FIT_EXPONENT
    weights: NDArray[np.float64] = fit / (ranks + _EQUAL_RANKS)
    return weights


def _mood_index(probabilities: NDArray[np.float32], popularity: NDArray[np.uint8]) -> MoodIndex:
    order = np.argsort(-probabilities, kind="stable").astype(np.int32)
    fitting = int(np.count_nonzero(probabilities >= FITTING))
    chosen = order[:fitting]
    weights = fit_weights(probabilities[chosen], popularity[chosen])
    return MoodIndex(order, fitting, weights, np.cumsum(weights))


def _percent(shares: pl.Series) -> NDArray[np.uint8]:
    percent: NDArray[np.uint8] = (shares * 100).round().cast(pl.UInt8).to_numpy()
    return percent


def _outer_quartiles(values: NDArray[np.uint8]) -> tuple[float, float]:
    """Return the lower and the upper quartile; of nothing, 0."""
    if not len(values):
        return 0.0, 0.0
    lower, upper = np.percentile(values, (25, 75))
    return float(lower), float(upper)


def _codes(values: pl.Series) -> Indices:
    """Number distinct values from 0, in no meaningful order."""
    # By 64-bit hash, which takes a tenth of the time of ranking the text itself.
    codes: Indices = (values.hash().rank("dense").to_numpy() - 1).astype(np.int32)
    return codes


def _checked(songs: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in _COLUMNS if name not in songs.columns]
    if missing:
        raise CatalogueError(
            f"the catalogue has no column {', '.join(missing)}; "
            f"make it again with `moodring catalogue import`"
        )
    try:
        typed = songs.select(
            pl.col(_TEXT_COLUMNS).cast(pl.String),
            pl.col("popularity").cast(pl.UInt8),
            pl.col("explicit").cast(pl.Boolean),
            pl.col("duration_ms").cast(pl.UInt32),
            pl.col(SOUND_COLUMNS + MOOD_COLUMNS).cast(pl.Float32),
        )
    except pl.exceptions.PolarsError as error:
        raise CatalogueError(
            f"a column of the catalogue has the wrong type: {error}; "
            f"make it again with `moodring catalogue import`"
        ) from error
    has_nulls = [name for name in _COLUMNS if name not in _NULLABLE and typed[name].null_count()]
    is_share = typed.select(pl.col(SOUND_COLUMNS + MOOD_COLUMNS).is_between(0, 1).all())
    impossible = [name for name, fits in is_share.row(0, named=True).items() if not fits]
    if wrong := has_nulls or impossible:
        raise CatalogueError(
            f"the catalogue has missing or impossible values in {', '.join(wrong)}; "
            f"make it again with `moodring catalogue import`"
        )
    return typed
