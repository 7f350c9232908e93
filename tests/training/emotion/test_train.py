"""Trains on a few faces of noise, going on from a small network."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from tests.support.emotion_artefacts import (
    SMALL_CHANNELS,
    joined_keras_file,
    save_float_artefact,
    small_network,
)
from tests.support.labelled_faces import labelled_faces
from training.emotion.augmentation import AUGMENTATIONS
from training.emotion.config import EmotionTrainingConfig, check_config
from training.emotion.dataset import EmotionDataset
from training.emotion.float_model import load_backbone
from training.emotion.train import train_emotion
from training.errors import ConfigurationError

pytestmark = [
    pytest.mark.slow,
    # Keras converts TensorFlow's variables in a way that NumPy deprecates.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


@pytest.fixture
def faces() -> EmotionDataset:
    return labelled_faces(14)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model folder to go on from."""
    folder = tmp_path_factory.mktemp("emotion") / "9.9.9"
    return save_float_artefact(folder, joined_keras_file(small_network()))


@pytest.fixture
def going_on(start: Path) -> EmotionTrainingConfig:
    return EmotionTrainingConfig(
        channels=SMALL_CHANNELS,
        epochs=2,
        steps_per_epoch=2,
        batch_size=4,
        learning_rate=0.0,
        precision="float32",
        initial_weights=(str(start), str(start)),
        average_momentum=0.5,
        augmentation=AUGMENTATIONS["selfie"],
    )


def kernels(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(weight.value) for weight in model.trainable_weights]


def test_a_run_starts_at_the_weights_of_a_model_folder(
    tmp_path: Path, faces: EmotionDataset, going_on: EmotionTrainingConfig, start: Path
) -> None:
    model = train_emotion(going_on, faces, faces, tmp_path)
    # Nothing is learnt at a learning rate of 0.
    for one, other in zip(kernels(model), kernels(load_backbone(start)), strict=True):
        assert one == pytest.approx(other)


def test_what_is_kept_is_the_average_of_the_weights(
    tmp_path: Path, faces: EmotionDataset, going_on: EmotionTrainingConfig, start: Path
) -> None:
    learning = replace(going_on, learning_rate=0.05)
    averaged = train_emotion(learning, faces, faces, tmp_path / "averaged")
    plain = train_emotion(replace(learning, average_momentum=0.0), faces, faces, tmp_path / "plain")
    before = kernels(load_backbone(start))
    moved = [
        sum(float(np.abs(one - other).sum()) for one, other in zip(net, before, strict=True))
        for net in (kernels(averaged), kernels(plain))
    ]
    # The average stays behind the weights, which move away from where they started.
    assert 0 < moved[0] < moved[1]


def test_weights_of_other_channels_are_refused(
    tmp_path: Path, faces: EmotionDataset, going_on: EmotionTrainingConfig
) -> None:
    narrow = replace(going_on, channels=(16, 32, 64, 96))
    with pytest.raises(ConfigurationError, match="another architecture or of other channels"):
        train_emotion(narrow, faces, faces, tmp_path)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"engine": "steam"}, "expected keras or pytorch"),
        ({"optimizer": "luck"}, "expected sgd or adam"),
        ({"early_share": 0.5}, "need the engine 'pytorch'"),
        ({"late_mixup": 0.5}, "mixup needs the engine 'pytorch'"),
    ],
)
def test_what_a_configuration_names_must_exist(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        check_config(replace(EmotionTrainingConfig(), **wrong))


def test_a_missing_engine_says_how_to_install_it(
    tmp_path: Path, faces: EmotionDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ConfigurationError, match="pip install"):
        train_emotion(EmotionTrainingConfig(engine="pytorch"), faces, faces, tmp_path)
