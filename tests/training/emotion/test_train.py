"""Trains on a few faces of noise, going on from the model that ships."""

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from inference.artefacts import newest_model_folder
from inference.emotions import Emotion
from training.emotion.augmentation import AUGMENTATIONS
from training.emotion.dataset import EmotionDataset
from training.emotion.float_model import load_backbone
from training.emotion.train import EmotionTrainingConfig, train_emotion
from training.errors import ConfigurationError

pytestmark = [
    pytest.mark.slow,
    # Keras converts TensorFlow's variables in a way that NumPy deprecates.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

SHIPPED = newest_model_folder("emotion")
GOING_ON = EmotionTrainingConfig(
    epochs=2,
    steps_per_epoch=2,
    batch_size=4,
    learning_rate=0.0,
    precision="float32",
    initial_weights=(str(SHIPPED), str(SHIPPED)),
    average_momentum=0.5,
    augmentation=AUGMENTATIONS["selfie"],
)


@pytest.fixture
def faces() -> EmotionDataset:
    rng = np.random.default_rng(1)
    return EmotionDataset(
        rng.integers(0, 256, (14, 48, 48), dtype=np.uint8),
        (np.arange(14) % len(Emotion)).astype(np.uint8),
        rng.multinomial(10, [0.1] * 10, 14).astype(np.uint8),
    )


def kernels(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(weight.value) for weight in model.trainable_weights]


def test_a_run_starts_at_the_weights_of_a_model_folder(
    tmp_path: Path, faces: EmotionDataset
) -> None:
    model = train_emotion(GOING_ON, faces, faces, tmp_path)
    shipped = load_backbone(SHIPPED)
    # Nothing is learnt at a learning rate of 0.
    for one, other in zip(kernels(model), kernels(shipped), strict=True):
        assert one == pytest.approx(other)


def test_what_is_kept_is_the_average_of_the_weights(tmp_path: Path, faces: EmotionDataset) -> None:
    learning = replace(GOING_ON, learning_rate=0.05)
    averaged = train_emotion(learning, faces, faces, tmp_path / "averaged")
    plain = train_emotion(replace(learning, average_momentum=0.0), faces, faces, tmp_path / "plain")
    shipped = kernels(load_backbone(SHIPPED))
    moved = [
        sum(float(np.abs(one - other).sum()) for one, other in zip(net, shipped, strict=True))
        for net in (kernels(averaged), kernels(plain))
    ]
    # The average stays behind the weights, which move away from where they started.
    assert 0 < moved[0] < moved[1]


def test_weights_of_another_width_are_refused(tmp_path: Path, faces: EmotionDataset) -> None:
    with pytest.raises(ConfigurationError, match="another architecture or width"):
        train_emotion(replace(GOING_ON, width=0.5), faces, faces, tmp_path)
