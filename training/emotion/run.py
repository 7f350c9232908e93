"""One training run from data sets to artefact, with its record."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from training.emotion.architectures import FER2013_HEAD, FERPLUS_HEAD
from training.emotion.config import EmotionTrainingConfig, check_config
from training.emotion.dataset import (
    TRAINING_USAGE,
    VALIDATION_USAGE,
    EmotionDataset,
    ferplus_majority,
    load_dataset,
    without_faces_of,
)
from training.emotion.export import export_runs
from training.emotion.keras_training import predict_logits
from training.emotion.plots import plot_confusion, plot_curves
from training.emotion.train import RECORD_NAME, train_emotion
from training.emotion.validation import HISTORY_FILE
from training.run_record import data_checksum, environment, write_record


def run_emotion_training(
    config: EmotionTrainingConfig,
    training_path: Path,
    validation_path: Path,
    run_folder: Path,
    output: Path | None = None,
) -> dict[str, Any]:
    """Train, draw the plots, export the artefact and write the run's record.

    Faces of the training set that stand in the validation set too are left out, unless the
    configuration keeps them.

    Args:
        config: How to train.
        training_path: Data set to learn from, as `load_dataset` reads it.
        validation_path: Data set that choices are made on.
        run_folder: Where everything about the run is kept.
        output: The artefact's folder, or None for `<run_folder>/artefact`.

    Returns:
        The artefact's figures on validation, as `EmotionEvaluation` names them.

    Raises:
        ConfigurationError: There is no such architecture, optimiser or precision.
        DatasetError: A data set cannot be read.
        ResumeError: The folder holds a run of another configuration.
    """
    check_config(config)
    validation = load_dataset(validation_path, VALIDATION_USAGE)
    everything = load_dataset(training_path, TRAINING_USAGE)
    training = everything if config.keep_shared_faces else without_faces_of(everything, validation)
    record = {
        "config": asdict(config),
        "versions": environment(),
        "data_sha256": {
            "training": data_checksum(training_path),
            "validation": data_checksum(validation_path),
        },
        "faces": {
            "training": len(training),
            "left_out_as_in_validation": len(everything) - len(training),
            "validation": len(validation),
        },
    }
    write_record(run_folder, RECORD_NAME, record)
    model = train_emotion(config, training, validation, run_folder)
    plot_curves(run_folder / HISTORY_FILE, run_folder / "curves.png")
    _plot_confusions(predict_logits(model, validation.images), validation, run_folder)
    metadata = export_runs([run_folder], validation, output or run_folder / "artefact")
    figures: dict[str, Any] = metadata.metrics["validation"]
    return figures


def _plot_confusions(
    logits: dict[str, np.ndarray[Any, Any]], validation: EmotionDataset, run_folder: Path
) -> None:
    plot_confusion(
        logits[FER2013_HEAD].argmax(1),
        validation.labels,
        "FER2013 head against FER2013 labels",
        run_folder / "confusion.png",
    )
    majority = ferplus_majority(validation.votes)
    seen = majority >= 0
    if seen.any():
        plot_confusion(
            logits[FERPLUS_HEAD].argmax(1)[seen],
            majority[seen],
            "FER+ head against what most people saw",
            run_folder / "confusion_ferplus.png",
        )
