"""Loads the float file as a program without this package would."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from inference.artefacts import newest_model_folder
from inference.emotion_model import FER2013_OUTPUT, FERPLUS_OUTPUT, EmotionModel
from training.emotion.architectures import FER2013_HEAD, xception_entry_exit
from training.emotion.export import Calibration, serving_network
from training.emotion.float_model import load_backbone, portable, to_keras_file
from training.emotion.train import predict_logits

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
    model = xception_entry_exit(0.1)
    network = serving_network(portable(model), Calibration(1.0, 1.0, 0.0, 0.0))
    path = tmp_path / "model.keras"
    path.write_bytes(to_keras_file(network))
    backbone = load_backbone(path)
    assert {type(layer).__module__.partition(".")[0] for layer in backbone.layers} == {"keras"}
    assert {weight.dtype for weight in backbone.weights} == {"float32"}
    before, after = (predict_logits(net, faces)[FER2013_HEAD] for net in (model, backbone))
    assert after == pytest.approx(before, abs=0.02)
