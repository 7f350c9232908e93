"""Runs `moodring train` and `moodring evaluate` as an engineer does."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from inference.emotions import Emotion
from inference.moods import Mood
from inference.song_table import AUDIO_FEATURES
from training.cli import evaluate_app, train_app
from training.emotion.degradations import DEGRADATIONS

RUNNER = CliRunner()
CALM_SONG = (0.3, 0.95, 0.1, 0.9, 0.2, -25.0, 0.04, 90.0)
HAPPY_SONG = (0.7, 0.1, 0.8, 0.0, 0.9, -5.0, 0.05, 120.0)


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    rng = np.random.default_rng(1)
    path = tmp_path / "crops.npz"
    images = rng.integers(0, 256, (14, 64, 64, 3), dtype=np.uint8)
    np.savez(path, image=images, emotion=np.arange(14, dtype=np.uint8) % 7)
    return path


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    path = tmp_path / "songs.csv"
    rows = [(*CALM_SONG, "chill", "calm"), (*HAPPY_SONG, "happy", "happy")]
    lines = [",".join((*AUDIO_FEATURES, "playlist", "mood"))]
    path.write_text("\n".join(lines + [",".join(map(str, row)) for row in rows]))
    return path


def test_colour_crops_without_votes_are_evaluated(faces: Path) -> None:
    done = RUNNER.invoke(evaluate_app, ["emotion", "--data", str(faces), "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert figures["n"] == 14
    assert set(figures["per_class_recall"]) == set(Emotion)
    assert figures["ferplus_accuracy"] is None
    for name in ("accuracy", "balanced_accuracy", "served_accuracy", "mood_accuracy", "ece"):
        assert 0 <= figures[name] <= 1
    assert figures["ms_per_face"] > 0


@pytest.mark.slow
def test_degraded_faces_are_evaluated(faces: Path) -> None:
    done = RUNNER.invoke(evaluate_app, ["emotion", "--data", str(faces), "--degraded", "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert set(DEGRADATIONS) <= set(rows)
    assert all(0 <= row["accuracy"] <= 1 and row["n"] > 0 for row in rows.values())


def test_asking_thresholds_need_votes(faces: Path) -> None:
    done = RUNNER.invoke(evaluate_app, ["emotion", "--data", str(faces), "--asking"])
    assert done.exit_code == 2
    assert "votes" in done.stderr


def test_songs_of_playlists_are_evaluated(songs: Path) -> None:
    done = RUNNER.invoke(evaluate_app, ["mood", "--data", str(songs), "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert figures["n"] == 2
    assert figures["accuracy"] == 1
    assert figures["per_class_recall"] == {Mood.CALM: 1, Mood.HAPPY: 1}
    assert figures["per_playlist_accuracy"] == {"chill": 1, "happy": 1}


def test_figures_are_a_table_for_people(songs: Path) -> None:
    done = RUNNER.invoke(evaluate_app, ["mood", "--data", str(songs)])
    assert "balanced_accuracy" in done.stdout


@pytest.mark.parametrize("command", ["emotion", "mood"])
def test_what_is_no_data_set_is_told_in_a_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "letter.csv").write_text("Dear model,\nhow are you?\n")
    data = str(tmp_path / "letter.csv")
    done = RUNNER.invoke(evaluate_app, [command, "--data", data])
    assert done.exit_code == 2
    assert "letter.csv" in done.stderr


def test_an_unknown_configuration_is_told_in_a_sentence(songs: Path, tmp_path: Path) -> None:
    arguments = ["mood", "--data", str(songs), "--output", str(tmp_path), "--configuration", "x"]
    done = RUNNER.invoke(train_app, arguments)
    assert done.exit_code == 2
    assert "report" in done.stderr


def test_an_unknown_augmentation_is_told_in_a_sentence(faces: Path, tmp_path: Path) -> None:
    paths = ["--train", str(faces), "--validation", str(faces), "--run", str(tmp_path / "run")]
    done = RUNNER.invoke(train_app, ["emotion", *paths, "--augmentation", "none"])
    assert done.exit_code == 2
    assert "light or mild or long or selfie" in done.stderr


def test_an_unknown_architecture_is_told_in_a_sentence(faces: Path, tmp_path: Path) -> None:
    paths = ["--train", str(faces), "--validation", str(faces), "--run", str(tmp_path / "run")]
    done = RUNNER.invoke(train_app, ["emotion", *paths, "--architecture", "vgg"])
    assert done.exit_code == 2
    assert "xception-entry-exit" in done.stderr
