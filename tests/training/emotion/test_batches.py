import numpy as np
import pytest
import tensorflow as tf

from tests.support.labelled_faces import labelled_faces
from training.emotion.architectures import FER2013_HEAD, FERPLUS_HEAD
from training.emotion.batches import batches, mixed
from training.emotion.config import EmotionTrainingConfig
from training.emotion.targets import TargetConfig, TaughtFaces, training_targets

COUNT = 16


def mixed_rows(share: float) -> tuple[np.ndarray, ...]:
    tf.random.set_seed(3)
    images = np.arange(COUNT, dtype=np.float32)[:, None, None, None] * np.ones((1, 4, 4, 1))
    distributions = np.eye(7, dtype=np.float32)[np.arange(COUNT) % 7]
    weights = (np.arange(COUNT) % 2).astype(np.float32)
    rows = mixed(images.astype(np.float32), distributions, distributions, weights, share)
    return tuple(row.numpy() for row in rows)


def test_nothing_is_mixed_at_a_share_of_0() -> None:
    images, fer2013, _, weights = mixed_rows(0.0)
    assert (images[:, 0, 0, 0] == np.arange(COUNT)).all()
    assert (fer2013.argmax(1) == np.arange(COUNT) % 7).all()
    assert (weights == np.arange(COUNT) % 2).all()


def test_a_face_stays_the_larger_part_of_its_mixture() -> None:
    _, fer2013, _, _ = mixed_rows(1.0)
    own = fer2013[np.arange(COUNT), np.arange(COUNT) % 7]
    assert (own >= 0.5).all()
    assert fer2013.sum(axis=1) == pytest.approx(np.ones(COUNT))
    assert (own < 1).any()


def test_images_are_mixed_as_their_labels_are() -> None:
    images, fer2013, _, _ = mixed_rows(1.0)
    own = fer2013[np.arange(1, COUNT), np.arange(1, COUNT) % 7]
    # The neighbour's gray value is one less.
    assert images[1:, 0, 0, 0] == pytest.approx(np.arange(1, COUNT) - (1 - own), abs=1e-5)


def test_who_was_not_voted_on_does_not_blur_the_votes_of_another() -> None:
    _, _, ferplus, weights = mixed_rows(1.0)
    voted = np.arange(COUNT) % 2 == 1
    assert ferplus[voted].max(axis=1) == pytest.approx(np.ones(voted.sum()))
    assert (weights[voted] >= 0.5).all()
    assert (weights < 1).any()


def test_batches_have_the_size_that_is_asked_for() -> None:
    dataset = labelled_faces(14)
    faces = TaughtFaces(dataset.images, training_targets(dataset, TargetConfig()))
    config = EmotionTrainingConfig(batch_size=4)
    images, targets, weights = next(iter(batches(faces, config, size_px=40, mixup=0.5)))
    assert images.shape == (4, 40, 40, 1)
    assert {head: rows.shape for head, rows in targets.items()} == {
        FER2013_HEAD: (4, 7),
        FERPLUS_HEAD: (4, 7),
    }
    assert weights[FERPLUS_HEAD].shape == (4,)
