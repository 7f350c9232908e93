from pathlib import Path

import cv2
import numpy as np
import pytest

from inference.emotions import Emotion
from training.emotion.dataset import (
    NO_VOTES,
    ferplus_majority,
    ferplus_targets,
    load_dataset,
    without_faces_of,
)
from training.errors import DatasetError

RNG = np.random.default_rng(1)


def faces(count: int) -> np.ndarray:
    return RNG.integers(0, 256, (count, 48, 48), dtype=np.uint8)


def save(path: Path, **arrays: np.ndarray) -> Path:
    np.savez(path, allow_pickle=True, **arrays)
    return path


def test_an_npz_gives_faces_labels_and_votes(tmp_path: Path) -> None:
    images, votes = faces(2), np.array([[10, *[0] * 9], [NO_VOTES] * 10], dtype=np.uint8)
    path = save(
        tmp_path / "f.npz", image=images, emotion=np.array([3, 6], np.uint8), ferplus_votes=votes
    )
    dataset = load_dataset(path)
    assert (dataset.images == images).all()
    assert dataset.labels.tolist() == [3, 6]
    assert dataset.has_votes.tolist() == [True, False]


def test_an_npz_of_colour_crops_without_votes_is_read(tmp_path: Path) -> None:
    images = RNG.integers(0, 256, (3, 100, 90, 3), dtype=np.uint8)
    path = save(tmp_path / "f.npz", image=images, emotion=np.array([0, 1, 2], np.uint8))
    dataset = load_dataset(path)
    assert dataset.images.shape == (3, 100, 90, 3)
    assert not dataset.has_votes.any()


def test_a_csv_gives_the_rows_of_one_usage(tmp_path: Path) -> None:
    row = " ".join(["7"] * 48 * 48)
    path = tmp_path / "fer2013.csv"
    path.write_text(f"emotion,pixels,Usage\n4,{row},Training\n5,{row},PublicTest\n")
    dataset = load_dataset(path, "PublicTest")
    assert dataset.labels.tolist() == [5]
    assert (dataset.images == 7).all()


def test_a_folder_gives_a_label_per_class(tmp_path: Path) -> None:
    for emotion in (Emotion.HAPPY, Emotion.SAD):
        (tmp_path / emotion).mkdir()
        cv2.imwrite(str(tmp_path / emotion / "1.png"), faces(1)[0])
    assert load_dataset(tmp_path).labels.tolist() == [3, 4]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"image": faces(1)}, "no array named emotion"),
        ({"image": faces(1)[:, :40], "emotion": np.zeros(1, np.uint8)}, "expected uint8"),
        ({"image": faces(1) / 255, "emotion": np.zeros(1, np.uint8)}, "expected uint8"),
        ({"image": faces(2), "emotion": np.zeros(1, np.uint8)}, "2 images and 1 labels"),
        ({"image": faces(1), "emotion": np.full(1, 7, np.uint8)}, "label 7"),
    ],
)
def test_an_npz_of_another_shape_is_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], message: str
) -> None:
    with pytest.raises(DatasetError, match=message):
        load_dataset(save(tmp_path / "f.npz", **arrays))


def test_a_csv_of_other_pixels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("emotion,pixels,Usage\n4,1 2 3,Training\n")
    with pytest.raises(DatasetError, match="48 x 48"):
        load_dataset(path)


def test_what_is_no_data_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").touch()
    for path in (tmp_path / "missing.npz", tmp_path / "x.txt", tmp_path):
        with pytest.raises(DatasetError, match="expected"):
            load_dataset(path)


def test_faces_of_another_set_are_left_out(tmp_path: Path) -> None:
    images, labels = faces(4), np.arange(4, dtype=np.uint8)
    training = load_dataset(save(tmp_path / "t.npz", image=images, emotion=labels))
    validation = load_dataset(save(tmp_path / "v.npz", image=images[1:3], emotion=labels[1:3]))
    assert without_faces_of(training, validation).labels.tolist() == [0, 3]


# Columns: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, NF.
UNANIMOUS_HAPPY = [0, 10, 0, 0, 0, 0, 0, 0, 0, 0]
HALF_CONTEMPT = [2, 0, 0, 0, 3, 0, 0, 5, 0, 0]
MOSTLY_NO_FACE = [0, 0, 0, 1, 0, 0, 0, 0, 0, 9]
NOBODY = [NO_VOTES] * 10


def test_votes_become_a_distribution_over_the_seven_emotions() -> None:
    votes = np.array([UNANIMOUS_HAPPY, HALF_CONTEMPT, NOBODY], dtype=np.uint8)
    distributions, weights = ferplus_targets(votes)
    happy, angry, neutral = map(
        list(Emotion).index, (Emotion.HAPPY, Emotion.ANGRY, Emotion.NEUTRAL)
    )
    assert distributions[0, happy] == 1
    assert distributions[1, [angry, neutral]] == pytest.approx([0.6, 0.4])
    assert distributions.sum(axis=1) == pytest.approx([1, 1, 1])
    assert weights == pytest.approx([1, 0.5, 0])


def test_a_face_counts_when_six_people_agree_on_an_emotion() -> None:
    votes = np.array([UNANIMOUS_HAPPY, HALF_CONTEMPT, MOSTLY_NO_FACE, NOBODY], dtype=np.uint8)
    assert ferplus_majority(votes).tolist() == [3, -1, -1, -1]
