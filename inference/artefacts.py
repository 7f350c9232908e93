"""Model folders: found, checked against what the program expects, and refused when they differ.

A model folder is `data/models/<name>/<version>/` with a LiteRT file and `metadata.json`. Beside
them may stand the same network for Keras, in float.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from inference.errors import ArtefactError

METADATA_FILE = "metadata.json"
MODEL_FILE = "model.tflite"
KERAS_FILE = "model.keras"


@dataclass(frozen=True)
class InputContract:
    """What a model wants to be fed.

    Attributes:
        shape: Of one row, without the batch axis.
        dtype: NumPy's name of the type.
        content: What the numbers are, in words; a model trained on anything else is refused.
    """

    shape: tuple[int, ...]
    dtype: str
    content: str


@dataclass(frozen=True)
class KerasFile:
    """The same network for Keras, with the same input and outputs.

    Attributes:
        file: Its name in the model folder.
        sha256: Of the file, hexadecimal.
    """

    file: str
    sha256: str


@dataclass(frozen=True)
class ArtefactMetadata:
    """What a model folder says of its model.

    Attributes:
        name: Which model it is, such as "emotion".
        version: Semantic version; the folder's name.
        labels: Of the outputs' last axis, in order.
        input: What the model wants to be fed.
        sha256: Of the model file, hexadecimal.
        metrics: Figures measured on this very file.
        training: Where the weights come from: configuration, data checksums, versions.
        keras: The same network for Keras, or None where the folder has none.
    """

    name: str
    version: str
    labels: tuple[str, ...]
    input: InputContract
    sha256: str
    metrics: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)
    keras: KerasFile | None = None


@dataclass(frozen=True)
class Artefact:
    """A model folder that passed its checks.

    Attributes:
        metadata: What the folder says of the model.
        model: The LiteRT file's bytes.
    """

    metadata: ArtefactMetadata
    model: bytes


def data_folder() -> Path:
    """Return the folder of models and catalogue: the wheel's, or the source tree's."""
    packaged = Path(__file__).parent / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "data"


def newest_model_folder(name: str, models_folder: Path | None = None) -> Path:
    """Return the folder of a model's highest version.

    Args:
        name: Such as "emotion".
        models_folder: Holds `<name>/<version>/`; by default the one that comes with Moodring.

    Raises:
        ArtefactError: There is none.
    """
    versions = (models_folder or data_folder() / "models") / name
    folders = [path.parent for path in versions.glob(f"*/{METADATA_FILE}")]
    if not folders:
        raise ArtefactError(f"no model in {versions}: train one with `moodring train {name}`")
    return max(folders, key=lambda folder: version_key(folder.name))


def load_artefact(
    folder: Path, *, name: str, labels: tuple[str, ...], input_contract: InputContract
) -> Artefact:
    """Read a model folder and check that it is what this program expects.

    Args:
        folder: The version's folder.
        name: The model that it must hold.
        labels: The outputs' labels that it must have, in this order.
        input_contract: What the caller is going to feed it.

    Raises:
        ArtefactError: A file is missing or damaged, or name, labels or input differ.
    """
    metadata = read_metadata(folder)
    for what, received, expected in (
        ("model", metadata.name, name),
        ("labels", metadata.labels, labels),
        ("input", metadata.input, input_contract),
    ):
        if received != expected:
            raise ArtefactError(
                f"{folder}: {what} is {received}, this version of Moodring expects {expected}; "
                f"train the model again or install the version that made it"
            )
    try:
        model = (folder / MODEL_FILE).read_bytes()
    except OSError as error:
        raise ArtefactError(f"{folder}: cannot read {MODEL_FILE}: {error.strerror}") from error
    if hashlib.sha256(model).hexdigest() != metadata.sha256:
        raise ArtefactError(f"{folder}: {MODEL_FILE} is damaged (its checksum differs)")
    return Artefact(metadata, model)


def keras_model_path(folder: Path, metadata: ArtefactMetadata) -> Path | None:
    """Return where a model folder's Keras file stands, whole; None where it has none.

    Raises:
        ArtefactError: The file is missing or damaged.
    """
    if metadata.keras is None:
        return None
    path = folder / metadata.keras.file
    try:
        is_whole = hashlib.sha256(path.read_bytes()).hexdigest() == metadata.keras.sha256
    except OSError as error:
        raise ArtefactError(f"cannot read {path}: {error.strerror}") from error
    if not is_whole:
        raise ArtefactError(f"{path} is damaged (its checksum differs)")
    return path


def save_artefact(  # noqa: PLR0913 - each is a field of the metadata
    folder: Path,
    model: bytes,
    *,
    name: str,
    labels: tuple[str, ...],
    input_contract: InputContract,
    metrics: dict[str, Any],
    training: dict[str, Any],
    keras_model: bytes | None = None,
) -> ArtefactMetadata:
    """Write a model folder; its name is the version.

    Args:
        folder: `.../<name>/<version>`, made if missing.
        model: The LiteRT file's bytes.
        name: Which model it is.
        labels: Of the outputs' last axis, in order.
        input_contract: What the model wants to be fed.
        metrics: Figures measured on this very file.
        training: Where the weights come from.
        keras_model: Bytes of the same network as a .keras file, if there is one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_FILE).write_bytes(model)
    keras_file = None
    if keras_model is not None:
        (folder / KERAS_FILE).write_bytes(keras_model)
        keras_file = KerasFile(KERAS_FILE, hashlib.sha256(keras_model).hexdigest())
    sha256 = hashlib.sha256(model).hexdigest()
    metadata = ArtefactMetadata(
        name, folder.name, labels, input_contract, sha256, metrics, training, keras_file
    )
    (folder / METADATA_FILE).write_text(json.dumps(asdict(metadata), indent=2) + "\n")
    return metadata


def read_metadata(folder: Path) -> ArtefactMetadata:
    """Return what a model folder says of its model, unchecked but for its form.

    Raises:
        ArtefactError: There is no such file, or it holds something else.
    """
    path = folder / METADATA_FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        contract = content.pop("input")
        contract["shape"] = tuple(contract["shape"])
        content["labels"] = tuple(content["labels"])
        if content.get("keras") is not None:
            content["keras"] = KerasFile(**content["keras"])
        return ArtefactMetadata(**content, input=InputContract(**contract))
    except OSError as error:
        raise ArtefactError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArtefactError(f"{path} is not a model's metadata: {error}") from error


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions such as "1.10.0" are in order by."""
    return tuple(int(part) if part.isdigit() else -1 for part in version.split("."))
