"""One photo, one answer, without a bot: what `moodring selfie` and `moodring songs` do."""

import io
from pathlib import Path

import numpy as np
from PIL import Image

from bot.answers import Answer
from bot.settings import Settings
from bot.songs.catalogue import Catalogue, Song
from bot.songs.recommendation import recommend
from inference.errors import ImageDecodeError
from inference.factory import AnalyzerSpec
from inference.moods import Mood, lifted


def answer_photo(data: bytes, settings: Settings, *, count: int, lift: bool, seed: int) -> Answer:
    """Analyse a photo and choose songs for its largest face.

    Args:
        data: The photo's bytes.
        settings: Which detector and which catalogue.
        count: How many songs.
        lift: Songs to cheer up rather than to match.
        seed: Of the choice of songs.

    Raises:
        ImageDecodeError: The bytes are no image.
        ImageTooLargeError: The image is over the limits.
        OperatorError: A model, the detector or the catalogue cannot be read.
    """
    faces = AnalyzerSpec("cpu", settings.analysis.yunet_path)().analyze(data)
    if not faces:
        return Answer(faces=(), mood=None, songs=())
    weights = lifted(faces[0].mood_weights) if lift else faces[0].mood_weights
    songs = recommend(Catalogue.load(settings.songs.catalogue), weights, count=count, seed=seed)
    return Answer(faces, faces[0].mood, tuple(songs))


def songs_of_mood(mood: Mood, settings: Settings, *, count: int, seed: int) -> list[Song]:
    """Choose songs of one mood from the catalogue.

    Raises:
        CatalogueError: It cannot be read.
    """
    weights = np.array([member is mood for member in Mood], dtype=np.float32)
    return recommend(Catalogue.load(settings.songs.catalogue), weights, count=count, seed=seed)


def read_photo(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ImageDecodeError: The file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ImageDecodeError(f"cannot read {path}: {error.strerror}") from error


def demo_portrait() -> bytes:
    """Return the portrait of an astronaut that scikit-image carries, as PNG.

    Raises:
        ImageDecodeError: scikit-image is not installed.
    """
    try:
        from skimage.data import astronaut  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise ImageDecodeError(
            "no photo given, and the sample portrait needs `pip install 'moodring[demo]'`: "
            "name a photo instead"
        ) from error
    stream = io.BytesIO()
    Image.fromarray(astronaut()).save(stream, format="PNG")
    return stream.getvalue()
