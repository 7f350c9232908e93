"""Keras on a GPU and LiteRT on a CPU must say the same; here both run on the CPU."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from inference.artefacts import newest_model_folder
from inference.emotion_model import EMOTION_INPUT, EmotionModel
from inference.errors import ArtefactError, DeviceError
from inference.keras_network import BATCH_SIZES, CPU, GPU, KerasNetwork
from tests.support.crops import perturbed_faces

pytest.importorskip("tensorflow", reason="TensorFlow comes with the training extra")

VALIDATION = Path(__file__).parents[3] / "shared/data/fer2013/validation.npz"

# LiteRT rounds weights and activations to int8, so probabilities differ a little, and where the
# two likeliest emotions are closer than this, so may the label (the bot asks the person then).
LARGEST_DIFFERENCE = 0.03
TIE = 0.01


@pytest.fixture(scope="module")
def keras_model() -> EmotionModel:
    return EmotionModel.load_keras(device=CPU)


@pytest.fixture(scope="module")
def litert_model() -> EmotionModel:
    return EmotionModel.load()


def check_parity(
    keras: EmotionModel, litert: EmotionModel, faces: np.ndarray, *, agreement: float
) -> None:
    """Compare; all faces agree in the given share, those that are no tie in 99.9 %."""
    expected, received = litert.classify(faces), keras.classify(faces)
    assert np.abs(expected - received).max() < LARGEST_DIFFERENCE
    same = expected.argmax(axis=1) == received.argmax(axis=1)
    second, first = np.sort(expected, axis=1)[:, -2:].T
    clear = first - second >= TIE
    assert clear.mean() > 0.95
    assert same[clear].mean() >= 0.999
    assert same.mean() >= agreement


@pytest.mark.slow
def test_keras_and_litert_tell_the_same_of_perturbed_faces(
    keras_model: EmotionModel, litert_model: EmotionModel
) -> None:
    faces = perturbed_faces(400)
    told = np.bincount(litert_model.classify(faces).argmax(axis=1))
    assert (told >= 20).sum() >= 3, "the faces say too much the same to compare by"
    check_parity(keras_model, litert_model, faces, agreement=0.99)


@pytest.mark.slow
@pytest.mark.skipif(not VALIDATION.is_file(), reason="the faces of ../shared are absent")
def test_keras_and_litert_tell_the_same_of_the_validation_faces(
    keras_model: EmotionModel, litert_model: EmotionModel
) -> None:
    with np.load(VALIDATION) as arrays:
        faces = arrays["image"]
    check_parity(keras_model, litert_model, faces, agreement=0.998)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3, 64])
def test_a_face_is_told_alike_alone_and_among_others(keras_model: EmotionModel, count: int) -> None:
    faces = perturbed_faces(count)
    alone = np.concatenate([keras_model.classify(face[None]) for face in faces])
    together = keras_model.classify(faces)
    assert together.shape == (count, 7)
    assert together == pytest.approx(alone, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, BATCH_SIZES[-1] + 1])
def test_a_batch_of_no_size_it_was_prepared_for_is_refused(count: int) -> None:
    network = KerasNetwork(newest_model_folder("emotion") / "model.keras", EMOTION_INPUT.shape, CPU)
    with pytest.raises(ValueError, match=f"1 to 64, got {count}"):
        network(np.zeros((count, *EMOTION_INPUT.shape), dtype=np.float32))


@pytest.mark.slow
def test_a_gpu_that_tensorflow_does_not_see_is_told_with_the_remedy() -> None:
    import tensorflow as tf  # noqa: PLC0415 - only where it is installed

    if tf.config.list_physical_devices(GPU):
        pytest.skip("there is a GPU here")
    with pytest.raises(DeviceError, match=r"sees no GPU: .*and-cuda"):
        EmotionModel.load_keras(device=GPU)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = newest_model_folder("emotion")
    return Path(shutil.copytree(shipped, tmp_path / shipped.name))


def test_a_damaged_keras_file_is_refused(folder: Path) -> None:
    (folder / "model.keras").write_bytes(b"damaged")
    with pytest.raises(ArtefactError, match=r"model\.keras is damaged"):
        EmotionModel.load_keras(folder, device=CPU)


def test_a_missing_keras_file_is_told(folder: Path) -> None:
    (folder / "model.keras").unlink()
    with pytest.raises(ArtefactError, match=r"cannot read .*model\.keras"):
        EmotionModel.load_keras(folder, device=CPU)


def test_a_model_made_without_keras_runs_on_no_gpu(folder: Path) -> None:
    metadata = json.loads((folder / "metadata.json").read_text())
    del metadata["keras"]
    (folder / "metadata.json").write_text(json.dumps(metadata))
    with pytest.raises(DeviceError, match="has no Keras file"):
        EmotionModel.load_keras(folder, device=CPU)
