from pathlib import Path

import numpy as np
import pytest

from inference.moods import Mood
from inference.song_table import AUDIO_FEATURES
from training.errors import DatasetError
from training.mood.dataset import joined, load_dataset

SHARED = Path(__file__).parents[4] / "shared" / "data" / "songs"
FEATURES = ",".join(AUDIO_FEATURES)
SONG = "0.5,0.1,0.8,0,0.6,-5.5,0.05,120"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "songs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def moods(labels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[Mood]:
    return [list(Mood)[label] for label in labels]


def test_songs_named_happy_or_energetic_are_happy(tmp_path: Path) -> None:
    rows = "\n".join(f"A song,{SONG},{mood}" for mood in ("Happy", "Energetic", "Calm", "Sad"))
    songs = load_dataset(write(tmp_path, f"name,{FEATURES},mood\n{rows}\n"))
    assert moods(songs.labels) == [Mood.HAPPY, Mood.HAPPY, Mood.CALM, Mood.SAD]
    assert not songs.has_playlists


def test_features_are_in_catalogue_order_whatever_the_files_order(tmp_path: Path) -> None:
    text = f"tempo,mood,{FEATURES.removesuffix(',tempo')}\n99.5,calm,{SONG.removesuffix(',120')}\n"
    songs = load_dataset(write(tmp_path, text))
    expected = np.array([[0.5, 0.1, 0.8, 0, 0.6, -5.5, 0.05, 99.5]], dtype=np.float32)
    assert songs.features.dtype == np.float32
    np.testing.assert_array_equal(songs.features, expected)


def test_playlists_are_kept_beside_their_mood(tmp_path: Path) -> None:
    text = f"{FEATURES},playlist,mood\n{SONG},chill,calm\n{SONG},party,happy\n"
    songs = load_dataset(write(tmp_path, text))
    assert list(songs.playlists) == ["chill", "party"]
    assert moods(songs.labels) == [Mood.CALM, Mood.HAPPY]


def test_blank_lines_are_skipped_and_rows_still_counted_right(tmp_path: Path) -> None:
    text = f"{FEATURES},mood\n{SONG},calm\n\n{SONG},angry\n\n"
    with pytest.raises(DatasetError, match="row 4 has 'angry'"):
        load_dataset(write(tmp_path, text))


def test_joined_songs_keep_their_playlists(tmp_path: Path) -> None:
    unlisted = load_dataset(write(tmp_path, f"{FEATURES},mood\n{SONG},Sad\n"))
    listed = load_dataset(write(tmp_path, f"{FEATURES},playlist,mood\n{SONG},chill,calm\n"))
    both = joined(unlisted, listed)
    assert list(both.playlists) == ["", "chill"]
    assert moods(both.labels) == [Mood.SAD, Mood.CALM]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{FEATURES}\n{SONG}\n", "no column mood"),
        ("mood,energy\ncalm,0.5\n", "no column danceability, acousticness, instrumentalness"),
        (f"{FEATURES},mood\n", "no songs"),
        ("", "not a .csv table"),
        (f"{FEATURES},mood\n{SONG},calm\n{SONG},angry\n", "column mood: row 3 has 'angry'"),
        (f"{FEATURES},mood\n{SONG},\n", "row 2 has ''"),
        (f"{FEATURES},playlist,mood\n{SONG},,calm\n", "column playlist: row 2 has ''"),
        (f"{FEATURES},mood\n{SONG.replace('0.8', 'loud')},calm\n", "energy: row 2 has 'loud'"),
        (f"{FEATURES},mood\n{SONG.replace('0.8', '')},calm\n", "energy: row 2 has ''"),
        (f"{FEATURES},mood\n{SONG.replace('0.8', 'nan')},calm\n", "energy: row 2 has 'nan'"),
        (f"{FEATURES},mood\n{SONG.replace('0.8', '80')},calm\n", "a number from 0 to 1"),
        (f"{FEATURES},mood\n{SONG.replace('-5.5', '-99')},calm\n", "loudness: row 2 has '-99'"),
        (f"{FEATURES},mood\n" + f"{SONG},angry\n" * 9, "and 4 more rows"),
    ],
)
def test_flaws_are_named_with_their_rows(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        load_dataset(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"none\.csv"):
        load_dataset(tmp_path / "none.csv")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(DatasetError, match=r"not a \.csv table"):
        load_dataset(path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the song tables of ../shared are absent")
def test_both_published_tables_are_read() -> None:
    labelled = load_dataset(SHARED / "data_moods.csv")
    listed = load_dataset(SHARED / "playlist_moods.csv")
    assert np.bincount(labelled.labels).tolist() == [294, 195, 197]
    assert np.bincount(listed.labels).tolist() == [479, 917, 245]
    assert set(listed.playlists) == {"chill", "happy", "instrument", "party", "sad"}
