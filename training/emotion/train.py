"""Train an emotion network on faces with FER2013 labels and FER+ votes."""

import importlib.util
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import keras

from training.emotion.architectures import ARCHITECTURES
from training.emotion.config import PYTORCH_ENGINE, EmotionTrainingConfig
from training.emotion.dataset import EmotionDataset
from training.emotion.float_model import load_backbone
from training.emotion.keras_training import train_with_keras
from training.emotion.targets import TaughtFaces, training_targets
from training.errors import ConfigurationError, ResumeError

logger = logging.getLogger(__name__)

CONFIG_FILE = "config.json"
BEST_WEIGHTS_FILE = "best.weights.h5"
RECORD_NAME = "record"


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
        ArtefactError: The initial weights' or a teacher's folder is missing or damaged.
        ConfigurationError: The initial weights are those of another network, or the engine is
            not installed.
        ResumeError: The folder holds a run of another configuration.
    """
    _claim_folder(run_folder, config)
    keras.utils.set_random_seed(config.seed)
    keras.mixed_precision.set_global_policy(config.precision)
    model = _initial_model(config)
    taught = TaughtFaces(training.images, training_targets(training, config.targets))
    train = _pytorch_engine() if config.engine == PYTORCH_ENGINE else train_with_keras
    train(model, config, taught, validation, run_folder)
    model.save_weights(run_folder / BEST_WEIGHTS_FILE, overwrite=True)
    return model


def _pytorch_engine() -> Callable[..., None]:
    if importlib.util.find_spec("torch") is None:
        raise ConfigurationError(
            "the engine 'pytorch' needs PyTorch: pip install torch, or choose 'keras'"
        )
    # PyTorch is an option, not a dependency.
    from training.emotion.pytorch_training import train_with_pytorch  # noqa: PLC0415

    return train_with_pytorch


def _initial_model(config: EmotionTrainingConfig) -> keras.Model:
    model = ARCHITECTURES[config.architecture](config.channels)
    if config.initial_weights:
        _take_weights(model, [Path(folder) for folder in config.initial_weights])
    return model


def _take_weights(model: keras.Model, folders: Sequence[Path]) -> None:
    """Set the mean of trained weights (Wortsman et al., 2022, arXiv 2203.05482)."""
    networks = [load_backbone(folder) for folder in folders]
    expected = [weight.shape for weight in model.weights]
    for folder, network in zip(folders, networks, strict=True):
        if [weight.shape for weight in network.weights] != expected:
            raise ConfigurationError(
                f"{folder} holds a network of another architecture or of other channels"
            )
    for weight, *values in zip(model.weights, *(net.weights for net in networks), strict=True):
        weight.assign(sum(value / len(networks) for value in values))


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
