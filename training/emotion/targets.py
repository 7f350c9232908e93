"""What the two heads are taught: labels and votes, mixed with what teachers make of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from inference.emotion_model import FER2013_OUTPUT, FERPLUS_OUTPUT, EmotionModel
from inference.emotions import Emotion
from training.emotion.dataset import EmotionDataset, ferplus_targets

# Exponents of the teacher's probabilities and of those that votes give to FER2013's labels, in
# their product. Of a few pairs these explain validation's labels best (docs/research/emotion.md).
TEACHER_EXPONENT = 0.7
VOTES_EXPONENT = 0.5

# Keeps logarithms of shares finite: half a vote of ten.
_LEAST_SHARE = 0.05
_TEACHER_THREADS = 2


@dataclass(frozen=True)
class TargetConfig:
    """How much of the targets a teacher decides.

    Attributes:
        teachers: Model folders whose mean teaches; none for labels and votes alone.
        fer2013_share: Of the FER2013 head's target, that teachers and votes together decide, 0-1.
        ferplus_share: Of the FER+ head's target, that the teachers decide, 0-1.
        label_smoothing: Share of the FER2013 head's target spread over all emotions, 0-1.
    """

    teachers: tuple[str, ...] = ()
    fer2013_share: float = 0.0
    ferplus_share: float = 0.0
    label_smoothing: float = 0.0


@dataclass(frozen=True)
class Targets:
    """One row a face.

    Attributes:
        fer2013: (n, 7) float32 distributions.
        ferplus: (n, 7) float32 distributions.
        ferplus_weights: (n,) float32 weights in 0-1, 0 where nobody voted.
    """

    fer2013: NDArray[np.float32]
    ferplus: NDArray[np.float32]
    ferplus_weights: NDArray[np.float32]


@dataclass(frozen=True)
class TaughtFaces:
    """Faces and what they teach.

    Attributes:
        images: (n, 48, 48) uint8 gray values in 0-255.
        targets: Of the same n faces.
    """

    images: NDArray[np.uint8]
    targets: Targets

    def __len__(self) -> int:
        """Return the number of faces."""
        return len(self.images)


def training_targets(dataset: EmotionDataset, config: TargetConfig) -> Targets:
    """Make the targets of a data set of gray 48x48 faces.

    Raises:
        ArtefactError: A teacher's folder is missing, damaged, or of another kind of model.
    """
    labels = np.eye(len(Emotion), dtype=np.float32)[dataset.labels]
    votes, weights = ferplus_targets(dataset.votes)
    labels = _mixed(labels, np.full_like(labels, 1 / len(Emotion)), config.label_smoothing)
    if not config.teachers:
        return Targets(labels, votes, weights)
    told = _mean_told(config.teachers, dataset.images)
    informed = joined_with_votes(told[FER2013_OUTPUT], dataset)
    return Targets(
        _mixed(labels, informed, config.fer2013_share),
        _mixed(votes, told[FERPLUS_OUTPUT], config.ferplus_share),
        weights,
    )


def _mean_told(
    teachers: Sequence[str], images: NDArray[np.uint8]
) -> dict[str, NDArray[np.float32]]:
    models = [EmotionModel.load(Path(folder), threads=_TEACHER_THREADS) for folder in teachers]
    told = [model.classify_all(images) for model in models]
    return {
        output: np.mean([of_one[output] for of_one in told], axis=0)
        for output in (FER2013_OUTPUT, FERPLUS_OUTPUT)
    }


def joined_with_votes(told: NDArray[np.float32], dataset: EmotionDataset) -> NDArray[np.float32]:
    """Sharpen a teacher's probabilities of FER2013's labels by the votes on the same faces.

    What votes say of the labels is learnt from the data set itself, by logistic regression.
    The teacher learnt from other sources than those ten people, so that the product of both is
    nearer to the labels than either.

    Args:
        told: (n, 7) probabilities of a FER2013 head.
        dataset: The same n faces; those without votes keep the teacher's opinion.

    Returns:
        (n, 7) float32 probabilities.
    """
    known = dataset.has_votes
    joined = told.astype(np.float32)
    if not known.any():
        return joined
    shares, labels = _vote_features(dataset.votes[known]), dataset.labels[known]
    model = LogisticRegression(max_iter=2000).fit(shares, labels)
    by_votes = model.predict_log_proba(shares)
    prior = np.log(np.bincount(labels, minlength=len(Emotion))[model.classes_] / len(labels))
    logits = np.log(joined[known] + 1e-6) * TEACHER_EXPONENT
    # Both contain the labels' frequencies, which the product should contain once.
    logits[:, model.classes_] += (
        VOTES_EXPONENT * by_votes - (TEACHER_EXPONENT + VOTES_EXPONENT - 1) * prior
    )
    joined[known] = softmax(logits, axis=1)
    return joined


def _vote_features(votes: NDArray[np.uint8]) -> NDArray[np.float64]:
    shares = votes / np.maximum(votes.sum(axis=1, keepdims=True), 1)
    return np.hstack([np.log(shares + _LEAST_SHARE), shares])


def _mixed(
    known: NDArray[np.float32], told: NDArray[np.float32], share: float
) -> NDArray[np.float32]:
    return ((1 - share) * known + share * told).astype(np.float32)
