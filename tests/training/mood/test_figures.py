import numpy as np
import pytest

from inference.moods import Mood
from training.mood.figures import mood_figures, mood_playlist_accuracy, per_playlist_accuracy


def test_balanced_accuracy_is_the_mean_recall_of_the_moods_that_occur() -> None:
    figures = mood_figures(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 2]))
    assert figures.accuracy == 0.75
    assert figures.per_class_recall == {Mood.HAPPY: 1.0, Mood.SAD: 0.0}
    assert figures.balanced_accuracy == 0.5


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one song"):
        mood_figures(np.array([], dtype=int), np.array([], dtype=int))


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
