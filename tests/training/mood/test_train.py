import json
from functools import partial
from pathlib import Path

import pytest

from inference.artefacts import METADATA_FILE
from inference.mood_model import MoodModel
from inference.moods import Mood
from tests.support.mood_songs import mood_songs, write_songs
from training.errors import ConfigurationError, DatasetError
from training.mood.cross_validation import Contestant
from training.mood.model import REPORT, baseline_pipeline
from training.mood.train import (
    LABELLED_SONGS,
    PLAYLIST_SONGS,
    cross_validate_tables,
    train_mood,
)

PLAYLISTS = {Mood.HAPPY: "happy", Mood.CALM: "chill", Mood.SAD: "sad"}
LOGISTIC = Contestant("logistic", partial(baseline_pipeline, "logistic_regression"), weighted=True)


def train(folder: Path) -> Path:
    folder.mkdir()
    tables = [
        write_songs(folder / "labelled.csv", mood_songs(12)),
        write_songs(folder / "listed.csv", mood_songs(12, seed=1, playlists=PLAYLISTS)),
    ]
    output = folder / "mood" / "1.0.0"
    train_mood(tables, output, run_folder=folder / "run", configuration=REPORT)
    return output


@pytest.mark.slow
def test_a_run_writes_an_artefact_that_serves_and_a_record(tmp_path: Path) -> None:
    output = train(tmp_path / "trained")
    unseen = mood_songs(seed=2)
    probabilities = MoodModel.load(output).predict(unseen.features)
    assert (probabilities.argmax(axis=1) == unseen.labels).mean() > 0.8
    metadata = json.loads((output / METADATA_FILE).read_text())
    record = json.loads((tmp_path / "trained" / "run" / "metrics.json").read_text())
    assert metadata["metrics"]["out_of_fold"]["n"] == 72
    assert set(metadata["metrics"]["calibration"]) == {"temperature", "ece_before", "ece_after"}
    assert metadata["training"]["configuration"]["seed"] == 1
    assert record == metadata["training"] | metadata["metrics"]


def test_labelled_songs_are_measured_alone_and_playlists_with_all_songs_in_training() -> None:
    tables = [mood_songs(12), mood_songs(12, seed=1, playlists=PLAYLISTS)]
    results = cross_validate_tables(tables, [LOGISTIC])
    assert set(results) == {LABELLED_SONGS, PLAYLIST_SONGS}
    for protocol in results.values():
        assert protocol["logistic"]["n"] == 36
    assert set(results[PLAYLIST_SONGS]["logistic"]["per_playlist_accuracy"]) == {
        "chill",
        "happy",
        "sad",
    }
    assert results[LABELLED_SONGS]["logistic"]["per_playlist_accuracy"] == {}


def test_an_unknown_configuration_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="'deep': expected one of report, ensemble"):
        train_mood([tmp_path / "songs.csv"], tmp_path, configuration="deep")


def test_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="at least one table"):
        train_mood([], tmp_path)
