"""Puts a challenger in the champion's place: its folder, and the catalogue as it tells it."""

import os
import shutil
from pathlib import Path
from typing import Any

import polars as pl

from inference.artefacts import ArtefactMetadata, save_artefact, version_key
from inference.litert import LiteRtModel
from inference.mood_model import MOOD_INPUT, MOOD_MODEL, MoodModel
from inference.moods import Mood
from inference.retrained import retrained_catalogue_path, retrained_models_folder
from training.catalogue.classification import with_moods
from training.catalogue.storing import sync_folder, write_catalogue
from training.errors import InstallationError

# No model's folder: what is written here shows only once it is whole.
_UNFINISHED = ".unfinished"

# The last one is kept to go back to.
_KEPT_CATALOGUES = 2


def install(  # noqa: PLR0913 - two are for the metadata
    model: bytes,
    songs: pl.DataFrame,
    data_dir: Path,
    *,
    champion: str,
    metrics: dict[str, Any],
    training: dict[str, Any],
) -> Path:
    """Write the catalogue, then the model's folder, whose rename puts both in place at once.

    Args:
        model: The LiteRT file's bytes.
        songs: Of the catalogue, with all columns.
        data_dir: The bot's data folder.
        champion: The version that the model follows.
        metrics: For the metadata.
        training: Likewise.

    Returns:
        The catalogue to serve from now on.

    Raises:
        InstallationError: Something cannot be written; what served goes on serving.
        CatalogueError: Likewise.
    """
    models = retrained_models_folder(data_dir) / MOOD_MODEL
    version = next_version(champion)
    _sweep(models, data_dir)
    catalogue = retrained_catalogue_path(data_dir, version)
    write_catalogue(with_moods(songs, MoodModel(LiteRtModel(model))), catalogue)
    unfinished = models / _UNFINISHED
    try:
        _save(unfinished / version, model, metrics, training)
        (unfinished / version).replace(models / version)
        sync_folder(models)
    except OSError as error:
        raise InstallationError(
            f"cannot write the model {models / version}: {error.strerror or error}"
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _remove_old(catalogue.parent)
    return catalogue


def next_version(version: str) -> str:
    """Return the version after one such as "1.0.9": the last number, one higher."""
    *front, last = version_key(version)
    return ".".join(str(number) for number in (*front, last + 1))


def _save(
    folder: Path, model: bytes, metrics: dict[str, Any], training: dict[str, Any]
) -> ArtefactMetadata:
    """Write a model folder so that it lasts through a power cut."""
    metadata = save_artefact(
        folder,
        model,
        name=MOOD_MODEL,
        labels=tuple(Mood),
        input_contract=MOOD_INPUT,
        metrics=metrics,
        training=training,
    )
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(folder)
    return metadata


def _sweep(models: Path, data_dir: Path) -> None:
    """Remove what a retraining that was killed left behind; only one runs at a time."""
    shutil.rmtree(models / _UNFINISHED, ignore_errors=True)
    catalogues = retrained_catalogue_path(data_dir, "0").parent
    for path in catalogues.glob(".*.unfinished"):
        path.unlink(missing_ok=True)


def _remove_old(catalogues: Path) -> None:
    versions = sorted(
        catalogues.glob(f"{MOOD_MODEL}-*.parquet"),
        key=lambda path: version_key(path.stem.removeprefix(f"{MOOD_MODEL}-")),
    )
    for path in versions[:-_KEPT_CATALOGUES]:
        path.unlink(missing_ok=True)
