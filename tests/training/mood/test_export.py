import numpy as np
import pytest

from inference.litert import LiteRtModel
from inference.mood_model import MoodModel
from tests.support.mood_songs import mood_songs
from training.mood.export import to_litert
from training.mood.model import MoodConfiguration, fit_pipeline, network_pipeline

CONFIGURATIONS = {
    "scaled, one network": MoodConfiguration(hidden_units=(8,), epochs=20, batch_size=16),
    "ranked, three networks": MoodConfiguration(
        (16, 8), epochs=20, batch_size=16, members=3, quantiles=32
    ),
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_the_exported_file_computes_what_the_pipeline_computes(name: str) -> None:
    songs = mood_songs()
    pipeline = fit_pipeline(network_pipeline(CONFIGURATIONS[name]), songs, weighted=False)
    unseen = mood_songs(per_mood=200, seed=1).features * np.float32(1.1)
    served = MoodModel(LiteRtModel(to_litert(pipeline, temperature=1.0))).predict(unseen)
    np.testing.assert_allclose(served, pipeline.predict_proba(unseen), atol=1e-4)


def test_the_temperature_divides_the_logarithm_of_the_probabilities() -> None:
    songs = mood_songs()
    configuration = CONFIGURATIONS["ranked, three networks"]
    pipeline = fit_pipeline(network_pipeline(configuration), songs, weighted=False)
    served = MoodModel(LiteRtModel(to_litert(pipeline, temperature=2.0))).predict(songs.features)
    expected = np.sqrt(pipeline.predict_proba(songs.features))
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(served, expected, atol=1e-4)


def test_the_same_songs_and_seed_give_the_same_file() -> None:
    songs = mood_songs()
    configuration = CONFIGURATIONS["ranked, three networks"]
    first, again = (
        to_litert(fit_pipeline(network_pipeline(configuration), songs, weighted=True), 1.0)
        for _ in range(2)
    )
    assert first == again
