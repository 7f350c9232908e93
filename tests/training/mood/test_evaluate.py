import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.mood_model import MOOD_OUTPUT, MoodModel
from inference.moods import Mood
from tests.support.mood_songs import mood_songs, write_songs
from training.mood.evaluate import evaluate_mood

PLAYLISTS = {Mood.HAPPY: "happy", Mood.CALM: "chill", Mood.SAD: "sad"}


class LoudnessModel:
    """Calls a song calm when it is quiet, else happy, with probability 0.8."""

    def __call__(self, batch: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        calm = batch[:, 5] < -15
        probabilities = np.where(calm[:, None], [0.1, 0.8, 0.1], [0.8, 0.1, 0.1])
        return {MOOD_OUTPUT: probabilities.astype(np.float32)}


@pytest.fixture
def model() -> MoodModel:
    return MoodModel(LoudnessModel())


def test_a_table_without_playlists_gives_figures_of_moods(tmp_path: Path, model: MoodModel) -> None:
    figures = evaluate_mood(write_songs(tmp_path / "songs.csv", mood_songs()), model).as_json()
    assert figures.pop("ece") == pytest.approx(0.8 - 2 / 3, abs=1e-6)
    assert json.loads(json.dumps(figures)) == {
        "n": 90,
        "accuracy": pytest.approx(2 / 3),
        "balanced_accuracy": pytest.approx(2 / 3),
        "per_class_recall": {"happy": 1.0, "calm": 1.0, "sad": 0.0},
    }


def test_a_table_with_playlists_gives_their_accuracy_too(tmp_path: Path, model: MoodModel) -> None:
    songs = mood_songs(playlists=PLAYLISTS)
    figures = evaluate_mood(write_songs(tmp_path / "songs.csv", songs), model).as_json()
    assert figures["per_playlist_accuracy"] == {"chill": 1.0, "happy": 1.0, "sad": 0.0}
    assert figures["mood_playlist_accuracy"] == pytest.approx(2 / 3)
