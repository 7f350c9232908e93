"""The song catalogue as a file: what the bot reads and what `moodring catalogue` writes.

A catalogue is a Parquet file, one row a song, no two with the same id or the same title and
artist. Several artists of a song stand in one field, the main one first, `ARTIST_SEPARATOR`
between them. `cover_url`, `preview_url` and `duration_ms` may be null, nothing else.
"""

from pathlib import Path

from inference.artefacts import data_folder

ARTIST_SEPARATOR = ";"

# Audio features of a song, in the order of the mood model's input. Spotify's definitions:
# loudness in dB, tempo in beats a minute, the others 0-1.
AUDIO_FEATURES = (
    "danceability",
    "acousticness",
    "energy",
    "instrumentalness",
    "valence",
    "loudness",
    "speechiness",
    "tempo",
)

# Columns of mood probabilities, in the order of `Mood`.
MOOD_COLUMNS = ("p_happy", "p_calm", "p_sad")

DESCRIPTION_COLUMNS = (
    "id",
    "title",
    "artist",
    "album",
    "genre",
    "popularity",
    "explicit",
    "duration_ms",
)
LINK_COLUMNS = ("audio_url", "cover_url", "preview_url")

CATALOGUE_COLUMNS = (*DESCRIPTION_COLUMNS, *AUDIO_FEATURES, *MOOD_COLUMNS, *LINK_COLUMNS)


def shipped_catalogue_path() -> Path:
    """Return where the catalogue lies that comes with Moodring."""
    return data_folder() / "catalogue" / "songs.parquet"
