import numpy as np
import pytest
from numpy.typing import NDArray

from inference.artefacts import newest_model_folder
from inference.emotions import Emotion
from inference.errors import ArtefactError
from training.emotion.dataset import NO_VOTES, EmotionDataset, ferplus_targets
from training.emotion.targets import TargetConfig, joined_with_votes, training_targets

HAPPY, SAD = map(list(Emotion).index, (Emotion.HAPPY, Emotion.SAD))
# Columns: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, NF.
SEEN_HAPPY = [1, 9, 0, 0, 0, 0, 0, 0, 0, 0]
SEEN_SAD = [1, 0, 0, 9, 0, 0, 0, 0, 0, 0]


def faces(count: int) -> EmotionDataset:
    """Give random faces, happy and sad in turn, nine in ten votes right, every fifth unvoted."""
    rng = np.random.default_rng(1)
    labels = np.where(np.arange(count) % 2, SAD, HAPPY).astype(np.uint8)
    votes = np.where((labels == HAPPY)[:, None], SEEN_HAPPY, SEEN_SAD).astype(np.uint8)
    votes[::5] = NO_VOTES
    return EmotionDataset(rng.integers(0, 256, (count, 48, 48), dtype=np.uint8), labels, votes)


def undecided(count: int) -> NDArray[np.float32]:
    return np.full((count, len(Emotion)), 1 / len(Emotion), dtype=np.float32)


def test_without_a_teacher_targets_are_labels_and_votes() -> None:
    dataset = faces(20)
    targets = training_targets(dataset, TargetConfig(fer2013_share=0.5))
    distributions, weights = ferplus_targets(dataset.votes)
    assert (targets.fer2013.argmax(1) == dataset.labels).all()
    assert targets.fer2013.max(axis=1) == pytest.approx(1)
    assert (targets.ferplus == distributions).all()
    assert (targets.ferplus_weights == weights).all()


def test_votes_tell_an_undecided_teacher_the_labels() -> None:
    dataset = faces(40)
    joined = joined_with_votes(undecided(40), dataset)
    assert joined.sum(axis=1) == pytest.approx(np.ones(40), abs=1e-5)
    known = dataset.has_votes
    assert (joined[known].argmax(1) == dataset.labels[known]).all()
    # Who has no votes keeps the teacher's opinion.
    assert joined[~known] == pytest.approx(undecided(8))


def test_a_sure_teacher_outweighs_votes() -> None:
    dataset = faces(40)
    told = np.full((40, len(Emotion)), 1e-4, dtype=np.float32)
    told[:, list(Emotion).index(Emotion.ANGRY)] = 1 - 6e-4
    assert (joined_with_votes(told, dataset).argmax(1) == 0).all()


def test_faces_without_any_votes_leave_the_teacher_alone() -> None:
    dataset = faces(5)
    nobody = EmotionDataset(dataset.images, dataset.labels, np.full((5, 10), NO_VOTES, np.uint8))
    assert (joined_with_votes(undecided(5), nobody) == undecided(5)).all()


def test_the_share_of_the_teacher_moves_targets_away_from_labels() -> None:
    dataset = faces(20)
    folder = str(newest_model_folder("emotion"))
    half = training_targets(dataset, TargetConfig((folder,), 0.5, 0.5))
    whole = training_targets(dataset, TargetConfig((folder,), 1.0, 1.0))
    one_hot = np.eye(len(Emotion))[dataset.labels]
    assert half.fer2013 == pytest.approx((one_hot + whole.fer2013) / 2, abs=1e-6)
    votes, _ = ferplus_targets(dataset.votes)
    assert half.ferplus == pytest.approx((votes + whole.ferplus) / 2, abs=1e-6)
    assert not np.allclose(whole.ferplus, votes, atol=0.05)


def test_several_teachers_teach_their_mean() -> None:
    dataset = faces(10)
    folder = str(newest_model_folder("emotion"))
    one, both = (
        training_targets(dataset, TargetConfig(teachers, 1.0, 1.0))
        for teachers in ((folder,), (folder, folder))
    )
    assert both.ferplus == pytest.approx(one.ferplus)


def test_smoothing_spreads_a_share_of_the_label() -> None:
    targets = training_targets(faces(10), TargetConfig(label_smoothing=0.07))
    assert targets.fer2013.max(axis=1) == pytest.approx(np.full(10, 0.94))
    assert targets.fer2013.sum(axis=1) == pytest.approx(np.ones(10))


def test_a_missing_teacher_is_told() -> None:
    with pytest.raises(ArtefactError, match="nowhere"):
        training_targets(faces(5), TargetConfig(("nowhere",), 0.5))
