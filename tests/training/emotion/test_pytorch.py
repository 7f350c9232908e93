"""The PyTorch engine, where PyTorch is installed: the same network, trained by another loop."""

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
from training.emotion.architectures import HEADS, xception_entry_exit
from training.emotion.batches import batches
from training.emotion.config import PYTORCH_ENGINE, EmotionTrainingConfig
from training.emotion.float_model import load_backbone
from training.emotion.keras_training import predict_logits
from training.emotion.train import train_emotion

torch = pytest.importorskip("torch", reason="PyTorch is an option for training")

from training.emotion import pytorch_training  # noqa: E402 - needs PyTorch
from training.emotion.pytorch_network import (  # noqa: E402 - needs PyTorch
    EmotionNetwork,
    give_to_keras,
    take_from_keras,
)
from training.emotion.pytorch_training import CHECKPOINT_FILE  # noqa: E402
from training.emotion.validation import HISTORY_FILE  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    # Keras converts TensorFlow's variables in a way that NumPy deprecates.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

CONFIG = EmotionTrainingConfig(
    engine=PYTORCH_ENGINE,
    channels=SMALL_CHANNELS,
    epochs=3,
    steps_per_epoch=3,
    batch_size=8,
    learning_rate=0.05,
    precision="float32",
)


def weights(model: keras.Model) -> list[np.ndarray]:
    return [keras.ops.convert_to_numpy(weight.value) for weight in model.weights]


def test_the_network_computes_what_keras_does() -> None:
    model = small_network()
    network = EmotionNetwork(SMALL_CHANNELS).eval()
    take_from_keras(network, model)
    images = labelled_faces(5).images
    ours = network(torch.from_numpy(images[:, None]).float())
    theirs = predict_logits(model, images)
    for head in HEADS:
        assert ours[head].detach().numpy() == pytest.approx(theirs[head], abs=1e-4)


def test_weights_come_back_from_the_network_unchanged() -> None:
    one, other = (xception_entry_exit(SMALL_CHANNELS) for _ in range(2))
    network = EmotionNetwork(SMALL_CHANNELS)
    take_from_keras(network, one)
    give_to_keras(network, other)
    for before, after in zip(weights(one), weights(other), strict=True):
        assert (before == after).all()


def test_smaller_faces_have_logits_too() -> None:
    logits = EmotionNetwork(SMALL_CHANNELS)(torch.rand(2, 1, 40, 40) * 255)
    assert logits[HEADS[0]].shape == (2, 7)


def test_a_network_learns_its_training_faces(tmp_path: Path) -> None:
    faces = labelled_faces(16)
    config = replace(CONFIG, epochs=8, steps_per_epoch=6, early_share=0.5, early_size_px=40)
    train_emotion(config, faces, faces, tmp_path)
    rows = np.genfromtxt(tmp_path / HISTORY_FILE, delimiter=",", names=True)
    assert list(rows["epoch"]) == list(range(8))
    assert rows["fer2013_loss"][-1] < rows["fer2013_loss"][0]
    # The best epoch is one of large faces, whatever the early ones' scores.
    _, best_epoch = torch.load(tmp_path / CHECKPOINT_FILE)["epochs"]
    assert best_epoch > 4


def test_early_and_late_epochs_have_faces_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def watched(*args: Any, **options: Any) -> Any:
        asked.append(options)
        return batches(*args, **options)

    monkeypatch.setattr(pytorch_training, "batches", watched)
    early = replace(CONFIG, early_share=2 / 3, early_size_px=40, early_mixup=0.5)
    config = replace(early, late_mixup=0.25)
    faces = labelled_faces(16)
    train_emotion(config, faces, faces, tmp_path)
    assert asked == [{"size_px": 40, "mixup": 0.5}, {"size_px": 48, "mixup": 0.25}]


def test_nothing_is_learnt_at_a_learning_rate_of_0(tmp_path: Path) -> None:
    faces = labelled_faces(16)
    start = save_float_artefact(tmp_path / "9.9.9", joined_keras_file(small_network()))
    going_on = replace(CONFIG, learning_rate=0.0, initial_weights=(str(start),))
    model = train_emotion(going_on, faces, faces, tmp_path / "run")
    for after, before in zip(
        model.trainable_weights, load_backbone(start).trainable_weights, strict=True
    ):
        assert keras.ops.convert_to_numpy(after.value) == pytest.approx(
            keras.ops.convert_to_numpy(before.value)
        )


def test_a_stopped_run_goes_on_after_its_last_epoch(tmp_path: Path) -> None:
    faces = labelled_faces(16)
    config = replace(CONFIG, average_momentum=0.5)
    train_emotion(config, faces, faces, tmp_path)
    state = torch.load(tmp_path / CHECKPOINT_FILE)
    assert state["epochs"][0] == 3
    # As it was after the second epoch.
    torch.save({**state, "epochs": (2, 1)}, tmp_path / CHECKPOINT_FILE)
    train_emotion(config, faces, faces, tmp_path)
    rows = np.genfromtxt(tmp_path / HISTORY_FILE, delimiter=",", names=True)
    assert list(rows["epoch"]) == [0, 1, 2, 2]


def test_patience_ends_a_run_that_stands_still(tmp_path: Path) -> None:
    faces = labelled_faces(16)
    still = replace(CONFIG, learning_rate=0.0, epochs=9, patience=2, optimizer="adam")
    # Nothing but batch normalisation's statistics move: from some epoch on no score is better.
    train_emotion(still, faces, faces, tmp_path)
    rows = np.genfromtxt(tmp_path / HISTORY_FILE, delimiter=",", names=True)
    best = int(rows["val_score"].argmax())
    assert len(rows) == min(best + 1 + 2, 9)
