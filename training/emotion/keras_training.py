"""The training loop in Keras, on TensorFlow."""

import json
import logging
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from training.emotion.architectures import FER2013_HEAD, FERPLUS_HEAD
from training.emotion.batches import batches
from training.emotion.config import MOMENTUM, EmotionTrainingConfig
from training.emotion.dataset import EmotionDataset
from training.emotion.targets import TaughtFaces
from training.emotion.validation import HISTORY_FILE, validation_figures

logger = logging.getLogger(__name__)

CHECKPOINT_FILE = "checkpoint.weights.h5"
BEST_FILE = "best_epoch.weights.h5"

PREDICT_BATCH_SIZE = 256


def train_with_keras(
    model: keras.Model,
    config: EmotionTrainingConfig,
    training: TaughtFaces,
    validation: EmotionDataset,
    run_folder: Path,
) -> None:
    """Train a model and leave the best epoch's weights in it.

    Args:
        model: Starts at its weights; made under the policy of `config.precision`.
        config: How to train.
        training: Faces to learn from.
        validation: Faces that decide the best epoch and when to stop.
        run_folder: Where checkpoint, best weights and history are kept.
    """
    for layer in model.layers if config.average_momentum else ():
        if isinstance(layer, keras.layers.BatchNormalization):
            # Averaged weights need statistics averaged over as many steps.
            layer.momentum = config.average_momentum
    steps = config.steps(len(training))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(
        optimizer=_optimizer(config, steps),
        loss={FER2013_HEAD: loss, FERPLUS_HEAD: loss},
        jit_compile=False,
    )
    model.fit(
        batches(training, config),
        initial_epoch=_resumed_epoch(model, run_folder / CHECKPOINT_FILE, steps),
        epochs=config.epochs,
        steps_per_epoch=steps,
        shuffle=False,  # the batches are shuffled
        callbacks=_callbacks(config, validation, run_folder),
        verbose="auto",
    )
    model.load_weights(run_folder / BEST_FILE)


def predict_logits(model: keras.Model, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Run (n, 48, 48) uint8 faces through a model: head name to (n, 7) float32 logits."""
    outputs = model.predict(
        images[..., None].astype(np.float32), batch_size=PREDICT_BATCH_SIZE, verbose=0
    )
    return {head: np.asarray(logits, dtype=np.float32) for head, logits in outputs.items()}


class ValidationFigures(keras.callbacks.Callback):
    """Adds each head's figures on validation to the epoch's log."""

    def __init__(self, validation: EmotionDataset) -> None:
        """Measure on these faces."""
        super().__init__()
        self._validation = validation
        self._started_s = time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Start the epoch's clock."""
        self._started_s = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Measure, and write the figures into `logs` for the callbacks that follow."""
        logs = {} if logs is None else logs
        logs["train_s"] = time.monotonic() - self._started_s
        logits = predict_logits(self.model, self._validation.images)
        logs.update(validation_figures(logits, self._validation))


def _callbacks(
    config: EmotionTrainingConfig, validation: EmotionDataset, run_folder: Path
) -> list[keras.callbacks.Callback]:
    resumed = (run_folder / CHECKPOINT_FILE).exists()
    averaged = [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)]
    return [
        # Before the averaged weights are swapped in, which the next epoch swaps out again.
        Checkpoint(run_folder / CHECKPOINT_FILE),
        *(averaged if config.average_momentum else ()),
        ValidationFigures(validation),
        BestWeights(run_folder / BEST_FILE),
        keras.callbacks.CSVLogger(run_folder / HISTORY_FILE, append=resumed),
        keras.callbacks.EarlyStopping("val_score", mode="max", patience=config.patience),
    ]


class Checkpoint(keras.callbacks.Callback):
    """Keeps weights and optimiser of the last whole epoch.

    Unlike `keras.callbacks.BackupAndRestore`, a run that is killed while it writes can go on.
    """

    def __init__(self, path: Path) -> None:
        """Keep them at this path."""
        super().__init__()
        self._path = path

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Save the epoch's end."""
        _save_whole(self.model, self._path)


class BestWeights(keras.callbacks.Callback):
    """Keeps the weights of the best `val_score`; a resumed run remembers the score too."""

    def __init__(self, path: Path) -> None:
        """Keep them at this path, with the score in a .json beside it."""
        super().__init__()
        self._path = path
        self._score_path = path.with_suffix(".json")
        self._best_score = -1.0
        if self._score_path.exists():
            self._best_score = json.loads(self._score_path.read_text())["val_score"]

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Save the weights when the epoch's score is the best so far."""
        score = float((logs or {})["val_score"])
        if score <= self._best_score:
            return
        self._best_score = score
        _save_whole(self.model, self._path)
        self._score_path.write_text(json.dumps({"epoch": epoch + 1, "val_score": score}))


def _save_whole(model: keras.Model, path: Path) -> None:
    """Save beside the path and move there, so that the file is whole whenever it exists."""
    partial = path.with_name(f"partial.{path.name}")
    model.save_weights(partial, overwrite=True)
    partial.replace(path)


def _resumed_epoch(model: keras.Model, checkpoint: Path, steps_per_epoch: int) -> int:
    """Load a checkpoint if there is one, and return how many epochs it has behind it."""
    if not checkpoint.exists():
        return 0
    model.optimizer.build(model.trainable_variables)
    model.load_weights(checkpoint)
    epochs = int(model.optimizer.iterations) // steps_per_epoch
    logger.info("going on after epoch %d of the run in %s", epochs, checkpoint.parent)
    return epochs


def _optimizer(config: EmotionTrainingConfig, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.learning_rate / 10,
        decay_steps=(config.epochs - 1) * steps_per_epoch,
        warmup_target=config.learning_rate,
        warmup_steps=steps_per_epoch,
    )
    common = {
        "weight_decay": config.weight_decay,
        "use_ema": config.average_momentum > 0,
        "ema_momentum": config.average_momentum,
    }
    optimizer: keras.optimizers.Optimizer
    if config.optimizer == "adam":
        optimizer = keras.optimizers.AdamW(schedule, **common)
    else:
        optimizer = keras.optimizers.SGD(schedule, momentum=MOMENTUM, nesterov=True, **common)
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer
