import polars as pl

from inference.song_table import MOOD_COLUMNS
from tests.support.songs import FakeMoodClassifier, song_frame, song_row
from training.catalogue.classification import with_moods


def test_each_song_gets_the_probabilities_of_its_own_features() -> None:
    songs = song_frame([song_row(0, valence=0.9), song_row(1, acousticness=0.9), song_row(2)])

    moods = with_moods(songs.drop(MOOD_COLUMNS), FakeMoodClassifier())

    assert moods["p_happy"].arg_max() == 0
    assert moods["p_calm"].arg_max() == 1
    assert moods["p_sad"].arg_max() == 2
    assert moods.schema["p_sad"] == pl.Float32


def test_no_songs_stay_no_songs_with_the_same_columns() -> None:
    songs = song_frame([song_row(0)]).drop(MOOD_COLUMNS)

    empty = with_moods(songs.clear(), FakeMoodClassifier())

    assert empty.schema == with_moods(songs, FakeMoodClassifier()).schema
