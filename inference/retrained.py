"""Where a retraining puts its mood model and catalogue, and what serves at present.

    <data folder>/models/mood/<version>/              the model
    <data folder>/catalogue/mood-<version>.parquet    the songs, their moods told by it

The catalogue is written first: a retraining is in place from the moment its model's folder is,
which comes by one rename. To undo it, delete that folder and start the bot again.
"""

import hashlib
import logging
from pathlib import Path

from inference.artefacts import newest_model_folder, read_metadata, version_key
from inference.errors import ArtefactError
from inference.mood_model import MOOD_MODEL
from inference.song_table import shipped_catalogue_path

logger = logging.getLogger(__name__)

# In the model's metadata under `training`: of the catalogue that its songs come from.
SOURCE_CHECKSUM = "catalogue_sha256"


def retrained_models_folder(data_dir: Path) -> Path:
    """Return the folder that holds `mood/<version>/` of retrained models."""
    return data_dir / "models"


def retrained_catalogue_path(data_dir: Path, version: str) -> Path:
    """Return where the catalogue of a retrained model lies."""
    return data_dir / "catalogue" / f"{MOOD_MODEL}-{version}.parquet"


def present_mood_model(data_dir: Path) -> Path:
    """Return the folder of the highest version, retrained or shipped.

    Raises:
        ArtefactError: There is none at all.
    """
    shipped = newest_model_folder(MOOD_MODEL)
    try:
        retrained = newest_model_folder(MOOD_MODEL, retrained_models_folder(data_dir))
    except ArtefactError:
        return shipped
    return max(retrained, shipped, key=lambda folder: version_key(folder.name))


def present_catalogue(data_dir: Path, source: Path | None = None) -> Path:
    """Return the catalogue to serve: the source, or what the present model made of it.

    A source that was replaced since (by an import, or a new version of Moodring) goes before
    what was made of its predecessor.

    Args:
        data_dir: Where retrainings put their results.
        source: The operator's own catalogue; None for the one that comes with Moodring.
    """
    source = source or shipped_catalogue_path()
    try:
        model = present_mood_model(data_dir)
        catalogue = retrained_catalogue_path(data_dir, model.name)
        if not catalogue.is_file():
            return source
        checksum = read_metadata(model).training.get(SOURCE_CHECKSUM)
        if checksum == source_checksum(source):
            return catalogue
    except (ArtefactError, OSError) as error:
        logger.error("the retrained catalogue is not used: %s", error)  # noqa: TRY400 - one line
        return source
    logger.info("%s has changed since the last retraining: /retrain tells its moods", source.name)
    return source


def source_checksum(source: Path) -> str:
    """Return the SHA-256 of a catalogue file, hexadecimal.

    Raises:
        OSError: It cannot be read.
    """
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
