"""Train an emotion network on faces with FER2013 labels and FER+ votes."""

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from inference.emotions import Emotion
from training.emotion.architectures import ARCHITECTURES, FER2013_HEAD, FERPLUS_HEAD
from training.emotion.augmentation import AugmentationConfig, augment
from training.emotion.dataset import EmotionDataset, ferplus_majority
from training.emotion.float_model import load_backbone
from training.emotion.targets import TargetConfig, Targets, training_targets
from training.errors import ConfigurationError, ResumeError
from training.figures import classification_figures, majority_accuracy

logger = logging.getLogger(__name__)

CONFIG_FILE = "config.json"
BEST_WEIGHTS_FILE = "best.weights.h5"
HISTORY_FILE = "history.csv"
RECORD_NAME = "record"
CHECKPOINT_FILE = "checkpoint.weights.h5"

PREDICT_BATCH_SIZE = 256

OPTIMIZERS = ("sgd", "adam")
PRECISIONS = ("mixed_bfloat16", "float32")


@dataclass(frozen=True)
class EmotionTrainingConfig:
    """Everything that decides how a run goes; a run folder belongs to one of these.

    Attributes:
        architecture: A name in `ARCHITECTURES`.
        width: Factor on the channels.
        epochs: Passes over the training faces; the learning rate falls to 0 over them.
        steps_per_epoch: Batches per pass, or None for all faces.
        batch_size: Faces per step.
        optimizer: "sgd" (momentum 0.9, Nesterov) or "adam", as in the founding report.
        learning_rate: Highest learning rate.
        weight_decay: Share of the convolutions' weights taken away per step, times the rate.
        label_smoothing: Share of the FER2013 target spread over all emotions, 0-1.
        targets: What the heads are taught.
        initial_weights: Model folders to go on from, of whose weights the mean is taken; without
            any, weights at random.
        average_momentum: Of the moving average of the weights, 0-1, which is what is measured
            and kept; 0 for the weights themselves.
        precision: Keras' policy, "mixed_bfloat16" or "float32".
        patience: Epochs without a better validation score before stopping early.
        seed: Of the weights, the order of the faces and the augmentation.
        augmentation: How far faces are changed.
    """

    architecture: str = "xception-entry-exit"
    width: float = 1.0
    epochs: int = 36
    steps_per_epoch: int | None = None
    batch_size: int = 128
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    weight_decay: float = 5e-3
    label_smoothing: float = 0.05
    targets: TargetConfig = field(default_factory=TargetConfig)
    initial_weights: tuple[str, ...] = ()
    average_momentum: float = 0.0
    precision: str = "mixed_bfloat16"
    patience: int = 12
    seed: int = 1
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)


def check_config(config: EmotionTrainingConfig) -> None:
    """Check what a configuration names.

    Raises:
        ConfigurationError: There is no such architecture, optimiser or precision.
    """
    for option, received, known in (
        ("architecture", config.architecture, ARCHITECTURES),
        ("optimizer", config.optimizer, OPTIMIZERS),
        ("precision", config.precision, PRECISIONS),
    ):
        if received not in known:
            raise ConfigurationError(f"no {option} {received!r}: expected {' or '.join(known)}")


def train_emotion(
    config: EmotionTrainingConfig,
    training: EmotionDataset,
    validation: EmotionDataset,
    run_folder: Path,
) -> keras.Model:
    """Train a network and return it with the weights of its best epoch on validation.

    A run that was killed goes on after its last whole epoch when it is started again with the
    same configuration and folder.

    Args:
        config: How to train.
        training: Faces to learn from; those without votes do not teach the FER+ head.
        validation: Faces that decide the best epoch and when to stop.
        run_folder: Where configuration, checkpoint, best weights and history are kept.

    Returns:
        The model; head name to logits, as `ARCHITECTURES` describes.

    Raises:
        ArtefactError: The initial weights' or the teacher's folder is missing or damaged.
        ConfigurationError: The initial weights are those of another network.
        ResumeError: The folder holds a run of another configuration.
    """
    _claim_folder(run_folder, config)
    keras.utils.set_random_seed(config.seed)
    keras.mixed_precision.set_global_policy(config.precision)
    model = _initial_model(config)
    steps = config.steps_per_epoch or len(training) // config.batch_size
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    smoothed = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=config.label_smoothing
    )
    model.compile(
        optimizer=_optimizer(config, steps),
        loss={FER2013_HEAD: smoothed, FERPLUS_HEAD: loss},
        jit_compile=False,
    )
    targets = training_targets(training, config.targets)
    model.fit(
        batches(training.images, targets, config),
        initial_epoch=_resumed_epoch(model, run_folder / CHECKPOINT_FILE, steps),
        epochs=config.epochs,
        steps_per_epoch=steps,
        shuffle=False,  # the batches are shuffled
        callbacks=_callbacks(config, validation, run_folder),
        verbose="auto",
    )
    model.load_weights(run_folder / BEST_WEIGHTS_FILE)
    return model


def _initial_model(config: EmotionTrainingConfig) -> keras.Model:
    model = ARCHITECTURES[config.architecture](config.width)
    if config.initial_weights:
        _take_weights(model, [Path(folder) for folder in config.initial_weights])
    for layer in model.layers if config.average_momentum else ():
        if isinstance(layer, keras.layers.BatchNormalization):
            # Averaged weights need statistics averaged over as many steps.
            layer.momentum = config.average_momentum
    return model


def _take_weights(model: keras.Model, folders: Sequence[Path]) -> None:
    """Set the mean of trained weights (Wortsman et al., 2022, arXiv 2203.05482)."""
    networks = [load_backbone(folder) for folder in folders]
    expected = [weight.shape for weight in model.weights]
    for folder, network in zip(folders, networks, strict=True):
        if [weight.shape for weight in network.weights] != expected:
            raise ConfigurationError(f"{folder} holds a network of another architecture or width")
    for weight, *values in zip(model.weights, *(net.weights for net in networks), strict=True):
        weight.assign(sum(value / len(networks) for value in values))


def batches(
    images: NDArray[np.uint8], targets: Targets, config: EmotionTrainingConfig
) -> tf.data.Dataset:
    """Give endless shuffled and augmented batches of (images, targets, sample weights)."""
    rows = (images[..., None], targets.fer2013, targets.ferplus, targets.ferplus_weights)

    def prepared(images: Any, fer2013: Any, ferplus: Any, weights: Any) -> tuple[Any, ...]:
        targets = {FER2013_HEAD: fer2013, FERPLUS_HEAD: ferplus}
        sample_weights = {FER2013_HEAD: tf.ones_like(weights), FERPLUS_HEAD: weights}
        return augment(images, config.augmentation), targets, sample_weights

    options = tf.data.Options()
    # The network needs the cores more than the augmentation does.
    options.threading.private_threadpool_size = 1
    return (
        tf.data.Dataset.from_tensor_slices(rows)
        .shuffle(len(images), seed=config.seed)
        .repeat()
        .batch(config.batch_size, drop_remainder=True)
        .map(prepared)
        .prefetch(4)
        .with_options(options)
    )


def predict_logits(model: keras.Model, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Run (n, 48, 48) uint8 faces through a model: head name to (n, 7) float32 logits."""
    outputs = model.predict(
        images[..., None].astype(np.float32), batch_size=PREDICT_BATCH_SIZE, verbose=0
    )
    return {head: np.asarray(logits, dtype=np.float32) for head, logits in outputs.items()}


class ValidationFigures(keras.callbacks.Callback):
    """Adds each head's figures on validation to the epoch's log.

    `val_score` is the mean of FER2013 accuracy and FER+ accuracy, so that an epoch is not best
    for one of them at the other's cost.
    """

    def __init__(self, validation: EmotionDataset) -> None:
        """Measure on these faces."""
        super().__init__()
        self._validation = validation
        self._majority = ferplus_majority(validation.votes)
        self._started_s = time.monotonic()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Start the epoch's clock."""
        self._started_s = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:  # noqa: ARG002
        """Measure, and write the figures into `logs` for the callbacks that follow."""
        logs = {} if logs is None else logs
        logs["train_s"] = time.monotonic() - self._started_s
        logits = predict_logits(self.model, self._validation.images)
        hard = classification_figures(
            logits[FER2013_HEAD].argmax(1), self._validation.labels, Emotion
        )
        seen = majority_accuracy(logits[FERPLUS_HEAD].argmax(1), self._majority)
        logs["val_accuracy"] = hard.accuracy
        logs["val_balanced_accuracy"] = hard.balanced_accuracy
        logs["val_ferplus_accuracy"] = float("nan") if seen is None else seen
        logs["val_score"] = hard.accuracy if seen is None else (hard.accuracy + seen) / 2


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
        BestWeights(run_folder / BEST_WEIGHTS_FILE),
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
        optimizer = keras.optimizers.SGD(schedule, momentum=0.9, nesterov=True, **common)
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    return optimizer


def _claim_folder(run_folder: Path, config: EmotionTrainingConfig) -> None:
    """Make the folder this configuration's, or check that it is."""
    run_folder.mkdir(parents=True, exist_ok=True)
    path = run_folder / CONFIG_FILE
    wanted = json.dumps(asdict(config), indent=2)
    if path.exists() and path.read_text() != wanted:
        raise ResumeError(
            f"{run_folder} holds a run of another configuration: "
            f"choose another folder, or compare with {path}"
        )
    path.write_text(wanted)
