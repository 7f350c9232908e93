"""Faces with labels: read from the published formats, and turned into training targets."""

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from inference.emotions import Emotion
from training.errors import DatasetError

FACE_SIZE_PX = 48

# `Usage` of the rows of fer2013.csv.
TRAINING_USAGE = "Training"
VALIDATION_USAGE = "PublicTest"

# Marks a face without FER+ votes.
NO_VOTES = 255

# Order of the ten columns of fer2013new.csv (Barsoum et al., 2016, arXiv 1608.01041).
# Contempt, unknown and "not a face" are none of the seven emotions.
FERPLUS_COLUMNS: tuple[Emotion | None, ...] = (
    Emotion.NEUTRAL,
    Emotion.HAPPY,
    Emotion.SURPRISE,
    Emotion.SAD,
    Emotion.ANGRY,
    Emotion.DISGUST,
    Emotion.FEAR,
    None,
    None,
    None,
)
# A face counts for FER+ accuracy when at least this many of ten people agree on an emotion.
FERPLUS_MAJORITY = 6

_VOTE_COLUMN_OF_EMOTION = [FERPLUS_COLUMNS.index(emotion) for emotion in Emotion]


@dataclass(frozen=True)
class EmotionDataset:
    """Faces and what is known of them, one row a face.

    Attributes:
        images: (n, 48, 48) uint8 gray values in 0-255, or (n, h, w, 3) uint8 RGB crops.
        labels: (n,) uint8, positions in `Emotion`.
        votes: (n, 10) uint8 FER+ votes in the order of `FERPLUS_COLUMNS`; a row of 255 where
            there are none.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    votes: NDArray[np.uint8]

    def __len__(self) -> int:
        """Return the number of faces."""
        return len(self.labels)

    @property
    def has_votes(self) -> NDArray[np.bool_]:
        """(n,) True where FER+ votes exist."""
        return self.votes[:, 0] != NO_VOTES

    def rows(self, selection: NDArray[np.bool_]) -> "EmotionDataset":
        """Return the faces where the (n,) selection is True."""
        return replace(
            self,
            images=self.images[selection],
            labels=self.labels[selection],
            votes=self.votes[selection],
        )


def load_dataset(path: Path, usage: str | None = None) -> EmotionDataset:
    """Read faces from an .npz, the public fer2013.csv, or a folder with one folder per class.

    Args:
        path: `.npz` with `image`, `emotion` and optionally `ferplus_votes`; `.csv` with
            `emotion`, `pixels` and `Usage`; or a folder such as `happy/0001.png`.
        usage: For a .csv, keep only the rows of this `Usage` (such as "Training").

    Raises:
        DatasetError: The path is none of these, or its content has another shape.
    """
    if path.is_dir():
        return _load_folder(path)
    if not path.is_file():
        raise DatasetError(f"no data set at {path}: expected an .npz, a .csv or a folder")
    if path.suffix == ".npz":
        return _load_npz(path)
    if path.suffix == ".csv":
        return _load_csv(path, usage)
    raise DatasetError(f"cannot read {path.name}: expected an .npz, a .csv or a folder")


def without_faces_of(dataset: EmotionDataset, other: EmotionDataset) -> EmotionDataset:
    """Leave out the faces that stand, pixel for pixel, in the other data set too.

    FER2013's parts overlap; a face seen in training says nothing about unseen ones.
    """
    seen = {image.tobytes() for image in other.images}
    return dataset.rows(np.array([image.tobytes() not in seen for image in dataset.images]))


def ferplus_targets(
    votes: NDArray[np.uint8],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Turn FER+ votes into a distribution over the seven emotions and a weight.

    Args:
        votes: (n, 10) uint8, as in `EmotionDataset`.

    Returns:
        (n, 7) float32 distributions that sum to 1, and (n,) float32 weights in 0-1: the share
        of votes that named one of the seven emotions, 0 where nobody voted.
    """
    counts = votes[:, _VOTE_COLUMN_OF_EMOTION].astype(np.float32)
    counts[votes[:, 0] == NO_VOTES] = 0
    total = np.where(votes[:, 0] == NO_VOTES, 1, votes.astype(np.float32).sum(axis=1))
    named = counts.sum(axis=1)
    uniform = np.full_like(counts, 1 / len(Emotion))
    distributions = np.divide(counts, named[:, None], out=uniform, where=named[:, None] > 0)
    return distributions, (named / np.maximum(total, 1)).astype(np.float32)


def ferplus_majority(votes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return (n,) the emotion that most people saw, or -1 where the face does not count.

    A face counts when its largest vote is at least `FERPLUS_MAJORITY` and falls on one of the
    seven emotions.
    """
    top_column = votes.argmax(axis=1)
    emotion_of_column = np.array(
        [-1 if emotion is None else list(Emotion).index(emotion) for emotion in FERPLUS_COLUMNS]
    )
    counts = (votes.max(axis=1) >= FERPLUS_MAJORITY) & (votes[:, 0] != NO_VOTES)
    return np.where(counts, emotion_of_column[top_column], -1)


def _load_npz(path: Path) -> EmotionDataset:
    with np.load(path) as arrays:
        missing = {"image", "emotion"} - set(arrays.files)
        if missing:
            raise DatasetError(f"{path.name} has no array named {', '.join(sorted(missing))}")
        images, labels = arrays["image"], arrays["emotion"]
        votes = arrays["ferplus_votes"] if "ferplus_votes" in arrays.files else None
    return _checked(path, images, labels, votes)


def _load_csv(path: Path, usage: str | None) -> EmotionDataset:
    table = pd.read_csv(path)
    missing = {"emotion", "pixels"} - set(table.columns)
    if missing:
        raise DatasetError(f"{path.name} has no column named {', '.join(sorted(missing))}")
    if usage is not None:
        table = table[table["Usage"] == usage]
    if table.empty:
        raise DatasetError(f"{path.name} has no rows of usage {usage}")
    try:
        pixels = np.stack([np.array(row.split(), dtype=np.uint8) for row in table["pixels"]])
        images = pixels.reshape(-1, FACE_SIZE_PX, FACE_SIZE_PX)
    except ValueError as error:
        raise DatasetError(f"{path.name}: every row needs 48 x 48 gray values") from error
    return _checked(path, images, table["emotion"].to_numpy(np.uint8), None)


def _load_folder(path: Path) -> EmotionDataset:
    images: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    for label, emotion in enumerate(Emotion):
        for file in sorted((path / emotion.value).glob("*")):
            gray = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
            if gray is None:
                raise DatasetError(f"{file} is not an image")
            size = (FACE_SIZE_PX, FACE_SIZE_PX)
            images.append(cv2.resize(gray, size, interpolation=cv2.INTER_AREA).astype(np.uint8))
            labels.append(label)
    if not images:
        names = ", ".join(Emotion)
        raise DatasetError(f"{path} holds no images: expected folders named {names}")
    return _checked(path, np.stack(images), np.array(labels, dtype=np.uint8), None)


def _checked(
    path: Path,
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    votes: NDArray[np.uint8] | None,
) -> EmotionDataset:
    gray = images.shape[1:] == (FACE_SIZE_PX, FACE_SIZE_PX)
    colour = images.shape[3:] == (3,)
    if images.dtype != np.uint8 or not (gray or colour):
        raise DatasetError(
            f"{path.name} holds images {images.dtype} {images.shape}: "
            "expected uint8 (n, 48, 48) or (n, h, w, 3)"
        )
    if len(labels) != len(images) or len(labels) == 0:
        raise DatasetError(f"{path.name} has {len(images)} images and {len(labels)} labels")
    if labels.max() >= len(Emotion):
        raise DatasetError(f"{path.name} has label {labels.max()}: expected 0 to 6")
    if votes is None:
        votes = np.full((len(labels), len(FERPLUS_COLUMNS)), NO_VOTES, dtype=np.uint8)
    return EmotionDataset(images, labels.astype(np.uint8), votes)
