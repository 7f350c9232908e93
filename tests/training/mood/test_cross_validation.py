from collections.abc import Sequence

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.pipeline import Pipeline

from inference.moods import Mood
from tests.support.mood_songs import mood_songs
from training.errors import DatasetError
from training.mood.cross_validation import (
    FOLDS,
    Contestant,
    contestants,
    cross_validate,
    folds,
    out_of_fold,
)
from training.mood.dataset import joined
from training.mood.model import CLASSIFY_STEP

PLAYLISTS = {Mood.HAPPY: "happy", Mood.CALM: "chill", Mood.SAD: "sad"}


class Rememberer(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Knows the mood of the songs it was trained on, and calls every other song happy."""

    def fit(
        self, features: np.ndarray, labels: np.ndarray, sample_weight: Sequence[float]
    ) -> "Rememberer":
        self.classes_ = np.unique(labels)
        self.known_ = {tuple(row): label for row, label in zip(features, labels, strict=True)}
        self.weights_ = sample_weight
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        return np.array([self.known_.get(tuple(row), 0) for row in features])


REMEMBERER = Contestant(
    "rememberer", lambda: Pipeline([(CLASSIFY_STEP, Rememberer())]), weighted=True
)


def test_no_song_is_predicted_by_a_classifier_that_was_trained_on_it() -> None:
    songs = mood_songs(30, playlists=PLAYLISTS)
    figures = cross_validate(songs, [REMEMBERER], repeats=2)["rememberer"]
    assert figures.accuracy.mean == pytest.approx(1 / 3)
    assert figures.per_playlist_accuracy["chill"].mean == 0
    assert figures.mood_playlist_accuracy is not None
    assert figures.mood_playlist_accuracy.mean == pytest.approx(1 / 3)


def test_a_song_that_a_table_holds_twice_is_not_trained_on_while_its_twin_is_measured() -> None:
    songs = mood_songs(30)
    twice = joined(songs, songs)
    assert cross_validate(twice, [REMEMBERER])["rememberer"].accuracy.mean == pytest.approx(1 / 3)


def test_songs_given_as_always_are_trained_on_in_every_fold() -> None:
    songs = mood_songs(30)
    figures = cross_validate(songs, [REMEMBERER], always=songs)["rememberer"]
    assert figures.accuracy.mean == 1
    assert figures.n == len(songs)


def test_every_song_is_held_out_once_and_every_fold_has_every_mood() -> None:
    songs = mood_songs(30)
    deal = folds(songs, seed=0)
    assert len(deal) == FOLDS
    assert sorted(np.concatenate([test for _, test in deal])) == list(range(len(songs)))
    for _, test in deal:
        assert np.bincount(songs.labels[test], minlength=3).tolist() == [3, 3, 3]


def test_another_seed_deals_other_folds_and_the_same_seed_the_same() -> None:
    songs = mood_songs(30)
    first, again, other = (folds(songs, seed)[0][1].tolist() for seed in (0, 0, 1))
    assert first == again
    assert first != other


def test_classifiers_without_probabilities_have_no_log_loss() -> None:
    songs = mood_songs(30)
    assert cross_validate(songs, [REMEMBERER], repeats=1)["rememberer"].log_loss is None
    outputs = out_of_fold(REMEMBERER, songs, folds(songs, 0))
    np.testing.assert_array_equal(outputs.sum(axis=1), 1)


def test_too_few_songs_for_ten_folds_are_refused() -> None:
    with pytest.raises(DatasetError, match="9 songs"):
        cross_validate(mood_songs(9), [REMEMBERER])


def test_networks_and_baselines_take_part() -> None:
    assert [contestant.name for contestant in contestants()] == [
        "report",
        "ensemble",
        "logistic_regression",
        "svm",
        "extra_trees",
        "hist_gradient_boosting",
    ]
