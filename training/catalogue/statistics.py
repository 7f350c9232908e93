"""What a catalogue holds, in numbers."""

from dataclasses import dataclass

import polars as pl

from inference.moods import Mood
from inference.song_table import ARTIST_SEPARATOR, MOOD_COLUMNS

# From here on a song is counted for a mood.
CLEAR_MOOD = 0.6


@dataclass(frozen=True)
class CatalogueStatistics:
    """What a catalogue holds.

    Attributes:
        songs: How many.
        artists: How many different main artists.
        moods: Mood to the number of songs whose probability of it is at least `CLEAR_MOOD`.
        genres: Genre to number of songs, most frequent first.
        with_cover: Songs that have a cover's address.
        with_preview: Songs that have a preview's address.
        explicit_share: Share of explicit songs, 0-1.
    """

    songs: int
    artists: int
    moods: dict[Mood, int]
    genres: dict[str, int]
    with_cover: int
    with_preview: int
    explicit_share: float


def catalogue_statistics(songs: pl.DataFrame) -> CatalogueStatistics:
    """Count what a catalogue holds.

    Args:
        songs: With the catalogue's columns.
    """
    genres = songs["genre"].value_counts().sort(["count", "genre"], descending=[True, False])
    main_artists = songs["artist"].str.split(ARTIST_SEPARATOR).list.first().str.to_lowercase()
    return CatalogueStatistics(
        songs=songs.height,
        artists=main_artists.n_unique(),
        moods={
            mood: int((songs[name] >= CLEAR_MOOD).sum())
            for mood, name in zip(Mood, MOOD_COLUMNS, strict=True)
        },
        genres=dict(genres.iter_rows()),
        with_cover=songs["cover_url"].count(),
        with_preview=songs["preview_url"].count(),
        explicit_share=int(songs["explicit"].sum()) / max(songs.height, 1),
    )
