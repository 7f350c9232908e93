import numpy as np
import pytest

from training.mood.figures import mood_playlist_accuracy, per_playlist_accuracy


def test_songs_outside_of_playlists_take_no_part_in_the_playlists_accuracy() -> None:
    accuracy = per_playlist_accuracy(
        np.array([True, False, True, False]), np.array(["chill", "chill", "sad", ""])
    )
    assert accuracy == {"chill": 0.5, "sad": 1.0}


def test_instrument_and_party_are_not_in_the_mood_playlists_figure() -> None:
    playlists = np.array(["chill", "happy", "sad", "sad", "instrument", "party"])
    correct = np.array([True, True, True, False, False, False])
    assert mood_playlist_accuracy(correct, playlists) == pytest.approx(2.5 / 3)


def test_without_one_of_the_mood_playlists_there_is_no_figure() -> None:
    assert mood_playlist_accuracy(np.array([True]), np.array(["chill"])) is None
