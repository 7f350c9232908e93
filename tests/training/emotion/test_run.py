"""Drives `moodring train emotion` as an engineer would, on faces made of noise."""

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from inference.emotion_model import EmotionModel
from inference.emotions import Emotion

pytestmark = pytest.mark.slow

TINY = [
    "--channels",
    "16,16,16,32",
    "--epochs",
    "3",
    "--steps-per-epoch",
    "2",
    "--batch-size",
    "8",
    "--precision",
    "float32",
]
DEADLINE_S = 120


def noise_faces(path: Path, count: int, seed: int) -> Path:
    rng = np.random.default_rng(seed)
    np.savez(
        path,
        image=rng.integers(0, 256, (count, 48, 48), dtype=np.uint8),
        emotion=(np.arange(count) % len(Emotion)).astype(np.uint8),
        ferplus_votes=rng.multinomial(10, [0.1] * 10, count).astype(np.uint8),
    )
    return path


def command(tmp_path: Path) -> list[str]:
    train = noise_faces(tmp_path / "train.npz", 32, seed=1)
    validation = noise_faces(tmp_path / "validation.npz", 21, seed=2)
    paths = ["--train", train, "--validation", validation, "--run", tmp_path / "run"]
    program = [sys.executable, "-m", "bot", "train", "emotion"]
    return [*program, *map(str, paths), "--output", str(tmp_path / "emotion" / "9.9.9"), *TINY]


def epochs_done(run: Path) -> list[int]:
    history = run / "history.csv"
    if not history.exists():
        return []
    with history.open() as file:
        return [int(row["epoch"]) for row in csv.DictReader(file)]


def test_a_killed_run_goes_on_and_ends_in_an_artefact_that_serves(tmp_path: Path) -> None:
    started = subprocess.Popen(command(tmp_path), stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + DEADLINE_S
    while not epochs_done(tmp_path / "run") and time.monotonic() < deadline:
        time.sleep(0.02)
    started.send_signal(signal.SIGKILL)
    started.wait()
    before = epochs_done(tmp_path / "run")
    assert before
    subprocess.run(command(tmp_path), check=True, stdout=subprocess.DEVNULL, timeout=DEADLINE_S)

    assert set(epochs_done(tmp_path / "run")) == {0, 1, 2}
    assert epochs_done(tmp_path / "run")[-1] == 2
    record = json.loads((tmp_path / "run" / "record.json").read_text())
    assert record["faces"]["training"] == 32
    assert {"curves.png", "confusion.png", "float32.tflite", "int8.tflite"} <= {
        path.name for path in (tmp_path / "run").iterdir()
    }
    model = EmotionModel.load(tmp_path / "emotion" / "9.9.9")
    probabilities = model.classify(np.zeros((2, 48, 48), dtype=np.uint8))
    assert probabilities.shape == (2, 7)
    assert probabilities.sum(axis=1) == pytest.approx([1, 1], abs=1e-3)

    other = subprocess.run(
        [*command(tmp_path), "--seed", "2"], check=False, capture_output=True, text=True
    )
    assert other.returncode == 2
    assert "another configuration" in other.stderr


def test_faces_shared_with_validation_are_left_out_unless_kept(tmp_path: Path) -> None:
    base = command(tmp_path)
    paths = {name: tmp_path / f"{name}.npz" for name in ("train", "validation")}
    with np.load(paths["train"]) as train:
        np.savez(paths["validation"], **{name: train[name][:21] for name in train.files})
    for flags, used in (([], 11), (["--keep-shared-faces"], 32)):
        run = ["--run", str(tmp_path / f"run{used}"), "--epochs", "2", "--batch-size", "4"]
        subprocess.run(
            [*base, *run, *flags], check=True, stdout=subprocess.DEVNULL, timeout=DEADLINE_S
        )
        record = json.loads((tmp_path / f"run{used}" / "record.json").read_text())
        assert record["faces"]["training"] == used
        assert record["faces"]["left_out_as_in_validation"] == 32 - used


def test_two_runs_answer_together(tmp_path: Path) -> None:
    subprocess.run(command(tmp_path), check=True, stdout=subprocess.DEVNULL, timeout=DEADLINE_S)
    run, output = str(tmp_path / "run"), tmp_path / "emotion" / "9.9.10"
    export = [sys.executable, "-m", "bot", "export", "emotion", "--run", run, "--run", run]
    export += ["--validation", str(tmp_path / "validation.npz"), "--output", str(output)]
    subprocess.run(export, check=True, stdout=subprocess.DEVNULL, timeout=DEADLINE_S)

    alone, together = (
        EmotionModel.load(tmp_path / "emotion" / version) for version in ("9.9.9", "9.9.10")
    )
    faces = np.random.default_rng(3).integers(0, 256, (4, 48, 48), dtype=np.uint8)
    # A network and its copy say what the network says.
    assert together.classify(faces) == pytest.approx(alone.classify(faces), abs=0.02)
    records = json.loads((output / "metadata.json").read_text())["training"]["joined"]
    assert [record["faces"]["training"] for record in records] == [32, 32]

    empty = subprocess.run(
        [*export, "--run", str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert empty.returncode == 2
    assert "no whole run" in empty.stderr
