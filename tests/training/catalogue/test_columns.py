import pytest

from inference.errors import CatalogueError
from inference.song_table import CATALOGUE_COLUMNS
from training.catalogue.columns import map_columns

FEATURES = "danceability acousticness energy instrumentalness valence loudness speechiness tempo"

KAGGLE = [
    "", "track_id", "artists", "album_name", "track_name", "popularity", "duration_ms", "explicit",
    "danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness",
    "instrumentalness", "liveness", "valence", "tempo", "time_signature", "track_genre",
]  # fmt: skip
DATA_MOODS = [
    "name", "album", "artist", "id", "release_date", "popularity", "length", "danceability",
    "acousticness", "energy", "instrumentalness", "liveness", "valence", "loudness", "speechiness",
    "tempo", "key", "time_signature", "mood",
]  # fmt: skip
EXPORTIFY_NET = [
    "Track URI", "Track Name", "Album Name", "Artist Name(s)", "Release Date", "Duration (ms)",
    "Popularity", "Explicit", "Added By", "Added At", "Genres", "Record Label", "Danceability",
    "Energy", "Key", "Loudness", "Mode", "Speechiness", "Acousticness", "Instrumentalness",
    "Liveness", "Valence", "Tempo", "Time Signature",
]  # fmt: skip
EXPORTIFY_APP = [
    "Track URI", "Track Name", "Artist URI(s)", "Artist Name(s)", "Album URI", "Album Name",
    "Album Artist URI(s)", "Album Artist Name(s)", "Album Release Date", "Album Image URL",
    "Disc Number", "Track Number", "Track Duration (ms)", "Track Preview URL", "Explicit",
    "Popularity", "ISRC", "Added By", "Added At", "Artist Genres", "Danceability", "Energy", "Key",
    "Loudness", "Mode", "Speechiness", "Acousticness", "Instrumentalness", "Liveness", "Valence",
    "Tempo", "Time Signature",
]  # fmt: skip


def theirs(names: list[str]) -> dict[str, str]:
    return {ours: names[position] for ours, position in map_columns(names).positions.items()}


def test_the_columns_of_the_spotify_tracks_dataset_are_recognised() -> None:
    found = theirs(KAGGLE)

    assert found["title"] == "track_name"
    assert found["artist"] == "artists"
    assert found["genre"] == "track_genre"
    assert set(FEATURES.split()) <= found.keys()


def test_the_columns_of_data_moods_are_recognised() -> None:
    found = theirs(DATA_MOODS)

    assert (found["title"], found["id"], found["duration_ms"]) == ("name", "id", "length")


def test_the_columns_of_exportify_net_are_recognised() -> None:
    found = theirs(EXPORTIFY_NET)

    assert (found["id"], found["duration_ms"]) == ("Track URI", "Duration (ms)")
    assert not map_columns(EXPORTIFY_NET).commas_join_artists


def test_the_columns_of_the_exportify_app_are_recognised_with_cover_and_preview() -> None:
    found = theirs(EXPORTIFY_APP)

    assert found["artist"] == "Artist Name(s)"
    assert found["cover_url"] == "Album Image URL"
    assert found["preview_url"] == "Track Preview URL"
    assert map_columns(EXPORTIFY_APP).commas_join_artists


def test_a_catalogue_of_ours_is_recognised() -> None:
    found = theirs(list(CATALOGUE_COLUMNS))

    assert all(ours == name for ours, name in found.items())
    assert {"audio_url", "cover_url", "preview_url"} <= found.keys()


def test_a_table_without_a_needed_column_is_refused_by_its_name() -> None:
    names = [name for name in KAGGLE if name not in {"valence", "track_id"}]

    with pytest.raises(CatalogueError, match=r"no column for id, valence among .*'track_name'"):
        map_columns(names)
