"""Loads the float file as a program without this package would."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from inference.artefacts import KERAS_FILE, newest_model_folder
from inference.emotion_model import FER2013_OUTPUT, FERPLUS_OUTPUT, EmotionModel
from inference.errors import ArtefactError
from tests.support.emotion_artefacts import joined_keras_file, save_float_artefact, small_network
from training.emotion.architectures import FER2013_HEAD
from training.emotion.export import with_float_heads
from training.emotion.float_model import BACKBONE_NAME, load_backbone, round_as_int8_does
from training.emotion.keras_training import predict_logits
from training.errors import ConfigurationError

LOADED_WITHOUT_TRAINING = """
import sys, keras, numpy
network = keras.saving.load_model(sys.argv[1], compile=False)
faces = numpy.load(sys.argv[2])
outputs = network(faces[..., None].astype("float32"))
assert not any(name.partition(".")[0] == "training" for name in sys.modules)
numpy.savez(sys.argv[3], **{name: numpy.asarray(values) for name, values in outputs.items()})
"""


@pytest.fixture
def faces() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (5, 48, 48), dtype=np.uint8)


@pytest.mark.slow
def test_the_shipped_file_says_what_the_served_one_says(tmp_path: Path, faces: np.ndarray) -> None:
    folder = newest_model_folder("emotion")
    np.save(tmp_path / "faces.npy", faces)
    paths = [folder / "model.keras", tmp_path / "faces.npy", tmp_path / "outputs.npz"]
    subprocess.run(
        [sys.executable, "-c", LOADED_WITHOUT_TRAINING, *map(str, paths)], check=True, cwd=tmp_path
    )
    served = EmotionModel.load(folder).classify_all(faces)
    with np.load(tmp_path / "outputs.npz") as outputs:
        assert set(outputs.files) == {FER2013_OUTPUT, FERPLUS_OUTPUT}
        for name in outputs.files:
            assert outputs[name] == pytest.approx(served[name], abs=0.03)


# Keras converts TensorFlow's variables in a way that NumPy deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_network_comes_back_rounded_to_float16(tmp_path: Path, faces: np.ndarray) -> None:
    model = small_network()
    folder = save_float_artefact(tmp_path / "9.9.9", joined_keras_file(model))
    backbone = load_backbone(folder)
    assert {type(layer).__module__.partition(".")[0] for layer in backbone.layers} == {"keras"}
    assert {weight.dtype for weight in backbone.weights} == {"float32"}
    before, after = (predict_logits(net, faces)[FER2013_HEAD] for net in (model, backbone))
    assert after == pytest.approx(before, abs=0.02)


# As above.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_joined_networks_are_nothing_to_go_on_from(tmp_path: Path) -> None:
    both = [small_network(f"{BACKBONE_NAME}{number}") for number in (1, 2)]
    folder = save_float_artefact(tmp_path / "9.9.9", joined_keras_file(*both))
    with pytest.raises(ConfigurationError, match="joins 2 networks"):
        load_backbone(folder)


# As above.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_kernels_are_rounded_to_255_values_a_channel() -> None:
    model = small_network()
    layer = model.get_layer("module2_convolution1")
    before = np.asarray(layer.kernel.value)
    round_as_int8_does(model)
    after = np.asarray(layer.kernel.value)
    step = np.abs(before).max(axis=(0, 1, 2)) / 127
    assert np.abs(after - before).max(axis=(0, 1, 2)) == pytest.approx(step / 2, rel=0.5)
    assert after / step == pytest.approx(np.round(after / step), abs=1e-3)


# As above.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_heads_of_products_and_sums_say_the_same() -> None:
    model = small_network()
    faces = np.random.default_rng(3).uniform(0, 255, (4, 48, 48, 1)).astype(np.float32)
    expected, received = model(faces), with_float_heads(model)(faces)
    assert received.keys() == expected.keys()
    for head, logits in expected.items():
        assert np.ptp(logits) > 0.01, "logits that are all alike tell nothing"
        assert received[head].numpy() == pytest.approx(logits.numpy(), abs=1e-4)


def test_a_model_without_a_float_file_is_nothing_to_go_on_from(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no Keras file"):
        load_backbone(save_float_artefact(tmp_path / "9.9.9", None))


def test_a_damaged_float_file_is_refused(tmp_path: Path) -> None:
    folder = save_float_artefact(tmp_path / "9.9.9", b"float weights")
    (folder / KERAS_FILE).write_bytes(b"float weightz")
    with pytest.raises(ArtefactError, match="damaged"):
        load_backbone(folder)
