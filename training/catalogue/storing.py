"""Catalogues on disk: read whole, and replaced in one step."""

import os
from pathlib import Path

import polars as pl

from inference.errors import CatalogueError
from inference.song_table import CATALOGUE_COLUMNS


def read_catalogue(path: Path) -> pl.DataFrame:
    """Read every column of a catalogue.

    Raises:
        CatalogueError: The file is missing, damaged or no catalogue.
    """
    try:
        return pl.read_parquet(path, columns=list(CATALOGUE_COLUMNS))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CatalogueError(
            f"cannot read the catalogue {path}: {error}; "
            f"make one with `moodring catalogue import` or `moodring catalogue build`"
        ) from error


def write_catalogue(songs: pl.DataFrame, path: Path) -> None:
    """Put a catalogue in the place of the old one, which stays until the new one is whole.

    Raises:
        CatalogueError: The folder cannot be written to.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            songs.select(CATALOGUE_COLUMNS).write_parquet(file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise CatalogueError(
            f"cannot write {path}: {error.strerror or error}; choose another place with --output"
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def write_rejected(rejected: pl.DataFrame, path: Path) -> None:
    """Write the bad rows of a table as CSV.

    Raises:
        CatalogueError: The file cannot be written.
    """
    try:
        with path.open("wb") as file:
            rejected.write_csv(file)
    except OSError as error:
        raise CatalogueError(f"cannot write the bad rows to {path}: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
