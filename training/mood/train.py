"""Trains the mood model on tables of songs and writes its artefact."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from inference.artefacts import save_artefact
from inference.litert import LiteRtModel
from inference.mood_model import MOOD_INPUT, MOOD_MODEL, MoodModel
from inference.moods import Mood
from training.calibration import calibrated, expected_calibration_error, fit_temperature
from training.errors import ConfigurationError, DatasetError
from training.figures import classification_figures
from training.mood.cross_validation import (
    Contestant,
    contestants,
    cross_validate,
    folds,
    network_contestant,
    out_of_fold,
)
from training.mood.dataset import MoodDataset, joined, load_dataset
from training.mood.evaluate import evaluate_songs
from training.mood.export import to_litert
from training.mood.model import (
    CONFIGURATIONS,
    DEFAULT_CONFIGURATION,
    fit_pipeline,
    network_pipeline,
)
from training.run_record import data_checksum, environment, write_record

RECORD_NAME = "metrics"

# Names of the protocols of cross-validation in the record.
LABELLED_SONGS = "labelled_songs_alone"
PLAYLIST_SONGS = "playlist_songs_held_out"

_TINY = 1e-30
_CALIBRATION_SEED = 0


def train_mood(
    data: Sequence[Path],
    output: Path,
    *,
    run_folder: Path | None = None,
    configuration: str = DEFAULT_CONFIGURATION,
    cross_validation: bool = False,
) -> dict[str, Any]:
    """Train a configuration on all songs, calibrate it, and write the LiteRT artefact.

    Args:
        data: Tables of songs, as `load_dataset` reads them.
        output: The artefact's folder, `.../mood/<version>`.
        run_folder: Where `metrics.json` is written, if anywhere.
        configuration: A name in `CONFIGURATIONS`.
        cross_validation: Whether to measure every configuration and baseline first, which
            takes minutes.

    Returns:
        The run's record: `configuration`, `data`, `versions`, `calibration`, `out_of_fold`,
        `training_songs`, and `cross_validation` if it was asked for.

    Raises:
        DatasetError: There is no table, one cannot be read, or it has too few songs of a mood
            or playlist.
        ConfigurationError: There is no such configuration.
    """
    if configuration not in CONFIGURATIONS:
        names = ", ".join(CONFIGURATIONS)
        raise ConfigurationError(f"no configuration {configuration!r}: expected one of {names}")
    if not data:
        raise DatasetError("expected at least one table of songs, got none")
    tables = [load_dataset(path) for path in data]
    training = {
        "configuration": {"name": configuration, **asdict(CONFIGURATIONS[configuration])},
        "data": {
            path.name: {"n": len(table), "sha256": data_checksum(path)}
            for path, table in zip(data, tables, strict=True)
        },
        "versions": environment(),
    }
    songs = joined(*tables)
    temperature, metrics = calibrate(songs, configuration)
    if cross_validation:
        metrics["cross_validation"] = cross_validate_tables(tables, contestants())
    model = to_litert(train_pipeline(songs, configuration), temperature)
    metrics["training_songs"] = evaluate_songs(songs, MoodModel(LiteRtModel(model))).as_json()
    save_artefact(
        output,
        model,
        name=MOOD_MODEL,
        labels=tuple(Mood),
        input_contract=MOOD_INPUT,
        metrics=metrics,
        training=training,
    )
    record = training | metrics
    if run_folder is not None:
        write_record(run_folder, RECORD_NAME, record)
    return record


def train_pipeline(songs: MoodDataset, configuration: str) -> Pipeline:
    """Train one of `CONFIGURATIONS` on songs.

    Raises:
        DatasetError: A mood has no songs.
    """
    chosen = CONFIGURATIONS[configuration]
    return fit_pipeline(network_pipeline(chosen), songs, weighted=chosen.weighted)


def calibrate(songs: MoodDataset, configuration: str) -> tuple[float, dict[str, Any]]:
    """Fit the temperature on songs that the network was not trained on.

    Returns:
        The temperature, and the figures `calibration` (temperature and expected calibration
        error before and after) and `out_of_fold` (n, accuracy, balanced accuracy, recalls).

    Raises:
        DatasetError: There are too few songs of a mood or playlist.
    """
    deal = folds(songs, _CALIBRATION_SEED)
    probabilities = out_of_fold(network_contestant(configuration), songs, deal)
    logits = np.log(np.maximum(probabilities, _TINY)).astype(np.float32)
    one_hot = np.eye(len(Mood), dtype=np.float32)[songs.labels]
    temperature = fit_temperature(logits, one_hot)
    figures = classification_figures(probabilities.argmax(axis=1), songs.labels, Mood)
    calibration = {
        "temperature": temperature,
        "ece_before": expected_calibration_error(calibrated(logits, 1.0), one_hot),
        "ece_after": expected_calibration_error(calibrated(logits, temperature), one_hot),
    }
    return temperature, {
        "calibration": calibration,
        "out_of_fold": {"n": len(songs), **asdict(figures)},
    }


def cross_validate_tables(
    tables: Sequence[MoodDataset], participants: Sequence[Contestant]
) -> dict[str, Any]:
    """Measure classifiers by both protocols, on the same folds each.

    Returns:
        For the songs outside of playlists, figures of classifiers trained on them alone; for
        those of playlists, figures of classifiers trained on all songs but the held-out tenth
        of the playlists. A protocol without songs is left out. Protocol to classifier to
        `CrossValidationFigures` as plain types.

    Raises:
        DatasetError: There are too few songs of a mood or playlist.
    """
    songs = joined(*tables)
    listed = songs.playlists != ""
    results: dict[str, Any] = {}
    if not listed.all():
        results[LABELLED_SONGS] = cross_validate(songs.rows(~listed), participants)
    if listed.any():
        results[PLAYLIST_SONGS] = cross_validate(
            songs.rows(listed), participants, always=songs.rows(~listed)
        )
    return {
        protocol: {name: figures.as_json() for name, figures in by_name.items()}
        for protocol, by_name in results.items()
    }
