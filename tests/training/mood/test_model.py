from dataclasses import replace

import numpy as np
import pytest

from inference.moods import Mood
from tests.support.mood_songs import mood_songs
from training.errors import DatasetError
from training.mood.dataset import joined
from training.mood.model import (
    BASELINES,
    CLASSIFY_STEP,
    CONFIGURATIONS,
    REPORT,
    SCALE_STEP,
    MoodConfiguration,
    baseline_pipeline,
    fit_pipeline,
    network_pipeline,
    sample_weights,
)

QUICK = MoodConfiguration(
    hidden_units=(8,), epochs=60, batch_size=16, members=2, quantiles=16, weighted=True
)


def test_the_reports_network_is_as_the_report_says() -> None:
    (network,) = (network for _, network in network_pipeline(CONFIGURATIONS[REPORT])[1].estimators)
    assert network.hidden_layer_sizes == (8,)
    assert (network.activation, network.solver) == ("relu", "adam")
    assert (network.max_iter, network.batch_size) == (300, 200)


def test_a_network_trains_for_all_of_its_epochs() -> None:
    fitted = fit_pipeline(network_pipeline(QUICK), mood_songs(), weighted=True)
    epochs = [network.n_iter_ for network in fitted.named_steps[CLASSIFY_STEP].estimators_]
    assert epochs == [60, 60]


def test_a_network_learns_songs_that_can_be_told_apart() -> None:
    fitted = fit_pipeline(network_pipeline(QUICK), mood_songs(), weighted=True)
    unseen = mood_songs(seed=1)
    assert (fitted.predict(unseen.features) == unseen.labels).mean() > 0.9


def test_the_same_seed_gives_the_same_network_and_another_seed_another() -> None:
    songs = mood_songs()
    first, again, other = (
        fit_pipeline(
            network_pipeline(replace(QUICK, seed=seed)), songs, weighted=True
        ).predict_proba(songs.features)
        for seed in (1, 1, 7)
    )
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 1e-3


def test_scaling_is_learnt_from_the_training_songs_only() -> None:
    songs = mood_songs()
    fitted = fit_pipeline(network_pipeline(CONFIGURATIONS[REPORT]), songs, weighted=False)
    np.testing.assert_allclose(
        fitted.named_steps[SCALE_STEP].mean_, songs.features.mean(axis=0), rtol=1e-3
    )


@pytest.mark.parametrize("name", BASELINES)
def test_every_baseline_learns_songs_that_can_be_told_apart(name: str) -> None:
    fitted = fit_pipeline(baseline_pipeline(name), mood_songs(), weighted=True)
    unseen = mood_songs(seed=1)
    assert (fitted.predict(unseen.features) == unseen.labels).mean() > 0.9


def test_a_mood_without_songs_is_refused() -> None:
    songs = mood_songs()
    with pytest.raises(DatasetError, match="no sad songs"):
        fit_pipeline(network_pipeline(QUICK), songs.rows(songs.labels != 2), weighted=True)


def test_a_playlist_weighs_the_same_however_many_songs_it_has() -> None:
    names = {Mood.HAPPY: "happy", Mood.CALM: "chill", Mood.SAD: "sad"}
    songs = joined(mood_songs(10, playlists=names), mood_songs(40, seed=1))
    fewer = songs.rows((songs.playlists != "chill") | (np.arange(len(songs)) % 2 == 0))
    for some in (songs, fewer):
        weights = sample_weights(some)
        total = {name: weights[some.playlists == name].sum() for name in ("chill", "happy", "")}
        assert total["chill"] / total["happy"] == pytest.approx(1.5 / 0.9)
        assert total[""] / total["happy"] == pytest.approx(3 * 0.5 / 0.9)
        assert weights.mean() == pytest.approx(1)


def test_a_playlist_of_another_name_weighs_too() -> None:
    songs = mood_songs(5, playlists=dict.fromkeys(Mood, "rainy evenings"))
    np.testing.assert_allclose(sample_weights(songs), 1)
