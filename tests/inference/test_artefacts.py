import hashlib
import json
from pathlib import Path

import pytest

from inference.artefacts import (
    METADATA_FILE,
    MODEL_FILE,
    InputContract,
    load_artefact,
    newest_model_folder,
    save_artefact,
)
from inference.errors import ArtefactError

LABELS = ("happy", "calm", "sad")
CONTRACT = InputContract((8,), "float32", "audio features")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mood" / "1.0.0"
    save_artefact(
        folder,
        b"weights",
        name="mood",
        labels=LABELS,
        input_contract=CONTRACT,
        metrics={"accuracy": 0.9},
        training={"seed": 1},
    )
    return folder


def load(folder: Path, **changes: object) -> bytes:
    expected: dict[str, object] = {"name": "mood", "labels": LABELS, "input_contract": CONTRACT}
    return load_artefact(folder, **{**expected, **changes}).model  # type: ignore[arg-type]


def test_what_was_saved_is_loaded(folder: Path) -> None:
    artefact = load_artefact(folder, name="mood", labels=LABELS, input_contract=CONTRACT)
    assert artefact.model == b"weights"
    assert artefact.metadata.version == "1.0.0"
    assert artefact.metadata.metrics == {"accuracy": 0.9}


def test_the_keras_file_is_named_with_its_checksum(folder: Path) -> None:
    save_artefact(
        folder,
        b"weights",
        name="mood",
        labels=LABELS,
        input_contract=CONTRACT,
        metrics={},
        training={},
        keras_model=b"float weights",
    )
    metadata = load_artefact(folder, name="mood", labels=LABELS, input_contract=CONTRACT).metadata
    assert metadata.keras is not None
    assert (folder / metadata.keras.file).read_bytes() == b"float weights"
    assert metadata.keras.sha256 == hashlib.sha256(b"float weights").hexdigest()


def test_a_folder_may_hold_no_keras_file(folder: Path) -> None:
    artefact = load_artefact(folder, name="mood", labels=LABELS, input_contract=CONTRACT)
    assert artefact.metadata.keras is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "emotion"}, "model is mood.*expects emotion"),
        ({"labels": ("happy", "sad", "calm")}, "labels is .*expects"),
        ({"input_contract": InputContract((9,), "float32", "audio features")}, "input is"),
    ],
)
def test_a_model_that_differs_is_refused(
    folder: Path, change: dict[str, object], message: str
) -> None:
    with pytest.raises(ArtefactError, match=message):
        load(folder, **change)


def test_a_damaged_model_is_refused(folder: Path) -> None:
    (folder / MODEL_FILE).write_bytes(b"weightz")
    with pytest.raises(ArtefactError, match="damaged"):
        load(folder)


def test_a_missing_model_file_is_refused(folder: Path) -> None:
    (folder / MODEL_FILE).unlink()
    with pytest.raises(ArtefactError, match=r"cannot read model\.tflite"):
        load(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"input": 3}', "\x00"])
def test_metadata_that_makes_no_sense_is_refused(folder: Path, content: str) -> None:
    (folder / METADATA_FILE).write_text(content)
    with pytest.raises(ArtefactError, match="not a model's metadata"):
        load(folder)


def test_metadata_with_unknown_fields_is_refused(folder: Path) -> None:
    content = json.loads((folder / METADATA_FILE).read_text())
    (folder / METADATA_FILE).write_text(json.dumps({**content, "surprise": 1}))
    with pytest.raises(ArtefactError, match="surprise"):
        load(folder)


def test_the_highest_version_is_newest(tmp_path: Path) -> None:
    for version in ("1.2.0", "1.10.0", "1.9.9"):
        (tmp_path / "mood" / version).mkdir(parents=True)
        (tmp_path / "mood" / version / METADATA_FILE).touch()
    (tmp_path / "mood" / "2.0.0").mkdir()
    assert newest_model_folder("mood", tmp_path).name == "1.10.0"


def test_a_missing_model_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="moodring train mood"):
        newest_model_folder("mood", tmp_path)
