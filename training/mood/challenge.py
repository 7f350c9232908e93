"""Champion and challenger: a mood model that learns from listeners, and whether it may serve.

The challenger learns what the champion says of the catalogue's songs (so that it does not
forget) and what listeners said of some. It is judged on songs that it has not seen: it must fit
listeners clearly better, and tell the other songs as before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline

from inference.litert import LiteRtModel
from inference.mood_model import MoodModel
from training.calibration import calibrated, fit_temperature
from training.mood.export import to_litert
from training.mood.model import MoodConfiguration, fit_weighted, network_pipeline
from training.mood.opinions import Evidence, fit_score, hits

# The shipped network with fewer members: it tells 97 % of unseen songs as its teacher does.
CHALLENGER = MoodConfiguration(hidden_units=(64, 32), epochs=40, members=3, quantiles=32)

# A like counts as much as the champion's word on three songs: with less, a few hundred likes
# among thousands of songs are not heard; with more, unrated songs are told anew by guesswork.
LIKE_WEIGHT = 3.0

# Fewer songs with opinions say too little to judge by.
LEAST_SONGS = 50
# By how much the share of opinions that the model agrees with must rise on songs held out, ...
LEAST_GAIN = 0.01
# ... and by how many of its standard errors: luck alone does this once in 44 times.
LEAST_STANDARD_ERRORS = 2.0
# Share of unrated songs, held out, whose likeliest mood must stay; and must be the one that the
# shipped model tells, so that many small steps do not lead away.
LEAST_AGREEMENT = 0.90
LEAST_SHIPPED_AGREEMENT = 0.85

FOLDS = 5
# More songs teach the champion's ways no better and take longer.
MOST_REPLAYED = 5000

_HELD_OUT_SHARE = 0.2
_SEED = 0
# A mood of this share of a song is left out of what is learnt: a third less to compute.
_LEAST_SHARE = 0.02
_TINY = 1e-30


class Teller(Protocol):
    """Anything that tells moods, such as `MoodModel`."""

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Turn (n, 8) audio features into (n, 3) probabilities in the order of `Mood`."""
        ...


class Decision(StrEnum):
    """What becomes of a challenger."""

    BETTER = "better"
    """It takes the champion's place."""
    TOO_LITTLE = "too_little"
    """Too few songs have opinions; nothing was trained."""
    NOT_BETTER = "not_better"
    """It does not fit listeners clearly better."""
    FORGETS = "forgets"
    """It does, but tells too many other songs otherwise."""


@dataclass(frozen=True)
class Figures:
    """What a challenge measured.

    Attributes:
        songs: With opinions.
        champion_hits: Share of the opinions that the champion agrees with; see `hits`.
        challenger_hits: Likewise, each song told by a challenger that did not learn from it.
        standard_error: Of the difference of both.
        champion_fit: How well the champion's probabilities fit the opinions; see `fit_score`.
        challenger_fit: Likewise, as above.
        agreement: Share of unrated songs, held out, that both tell alike.
        shipped_agreement: Likewise of the challenger and the shipped model.
    """

    songs: int
    champion_hits: float
    challenger_hits: float
    standard_error: float
    champion_fit: float
    challenger_fit: float
    agreement: float
    shipped_agreement: float

    def decide(self) -> Decision:
        """Apply the rules at the top of this module."""
        gain = self.challenger_hits - self.champion_hits
        needed = max(LEAST_GAIN, LEAST_STANDARD_ERRORS * self.standard_error)
        if gain < needed or self.challenger_fit < self.champion_fit:
            return Decision.NOT_BETTER
        if self.agreement < LEAST_AGREEMENT or self.shipped_agreement < LEAST_SHIPPED_AGREEMENT:
            return Decision.FORGETS
        return Decision.BETTER


@dataclass(frozen=True)
class Challenge:
    """How a challenge ended.

    Attributes:
        decision: What becomes of the challenger.
        figures: None where nothing was trained.
        model: The challenger's LiteRT file's bytes, where one was trained.
    """

    decision: Decision
    figures: Figures | None = None
    model: bytes | None = None


@dataclass(frozen=True)
class _Lesson:
    """Songs to learn: (n, 8) features, (n, 3) shares of the moods, (n,) weights."""

    features: NDArray[np.float32]
    shares: NDArray[np.float64]
    weights: NDArray[np.float64]

    def with_(self, other: "_Lesson") -> "_Lesson":
        return _Lesson(
            np.concatenate([self.features, other.features]),
            np.concatenate([self.shares, other.shares]),
            np.concatenate([self.weights, other.weights]),
        )


def challenge(  # noqa: PLR0913 - two models, two kinds of songs
    champion: Teller,
    shipped: Teller,
    features: NDArray[np.float32],
    evidence: Evidence,
    *,
    configuration: MoodConfiguration = CHALLENGER,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Challenge:
    """Train a challenger and judge it.

    Args:
        champion: The present model.
        shipped: The model that came with Moodring; may be the same.
        features: (n, 8) of the catalogue's songs.
        evidence: What listeners said of some of them.
        configuration: Of the challenger.
        on_progress: Told the share of the work that is done, 0-1.
    """
    if len(evidence) < LEAST_SONGS:
        return Challenge(Decision.TOO_LITTLE)
    learnt, held_out = _replayed(len(features), evidence.songs)
    replay = _replay(champion, features[learnt])
    unseen = features[held_out]
    teacher = champion.predict(unseen)
    rated = features[evidence.songs]
    told = champion.predict(rated).astype(np.float64)

    def train(among: NDArray[np.bool_]) -> tuple[Pipeline, float]:
        lesson = replay.with_(_opinions(rated[among], told[among], evidence.rows(among)))
        return _trained(lesson, unseen, teacher, configuration)

    answers = np.empty_like(told)
    for done, (_, test) in enumerate(KFold(FOLDS, shuffle=True, random_state=_SEED).split(rated)):
        on_progress(done / (FOLDS + 1))
        is_test = np.isin(np.arange(len(rated)), test)
        answers[test] = _probabilities(*train(~is_test), rated[test])
    on_progress(FOLDS / (FOLDS + 1))
    model = to_litert(*train(np.ones(len(rated), dtype=bool)))
    says = MoodModel(LiteRtModel(model)).predict(unseen)
    figures = Figures(
        len(evidence),
        *_comparison(evidence, told, answers),
        agreement=_agreement(says, teacher),
        shipped_agreement=_agreement(says, shipped.predict(unseen)),
    )
    return Challenge(figures.decide(), figures, model)


def _replayed(songs: int, rated: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Choose songs without opinions: to learn from, and to hold out."""
    unrated = np.setdiff1d(np.arange(songs), rated)
    chosen = np.random.default_rng(_SEED).permutation(unrated)[:MOST_REPLAYED]
    held_out = round(len(chosen) * _HELD_OUT_SHARE)
    return chosen[held_out:], chosen[:held_out]


def _replay(champion: Teller, features: NDArray[np.float32]) -> _Lesson:
    shares = champion.predict(features).astype(np.float64)
    return _Lesson(features, shares, np.ones(len(features)))


def _opinions(
    features: NDArray[np.float32], told: NDArray[np.float64], evidence: Evidence
) -> _Lesson:
    """What listeners said, with the champion's word as one more voice."""
    said = LIKE_WEIGHT * evidence.moods(told)
    weights = 1 + said.sum(axis=1)
    return _Lesson(features, (told + said) / weights[:, None], weights)


def _trained(
    lesson: _Lesson,
    unseen: NDArray[np.float32],
    teacher: NDArray[np.float32],
    configuration: MoodConfiguration,
) -> tuple[Pipeline, float]:
    """Train a network, and make it as sure of unseen songs as the teacher is.

    Without the second, likes alone would make a challenger surer, and so seem better, as nobody
    is offered the songs that would say otherwise.

    Returns:
        The network and its temperature.
    """
    # A song of several moods is several rows, which weigh as much as their shares: the log loss
    # of labels so weighted is that of the shares.
    rows, labels = np.nonzero(lesson.shares >= _LEAST_SHARE)
    weights = lesson.shares[rows, labels] * lesson.weights[rows]
    network = fit_weighted(
        network_pipeline(configuration), lesson.features[rows], labels, weights / weights.mean()
    )
    return network, fit_temperature(_logits(network, unseen), teacher)


def _logits(network: Pipeline, features: NDArray[np.float32]) -> NDArray[np.float32]:
    logits = np.log(np.maximum(network.predict_proba(features), _TINY))
    return np.asarray(logits, dtype=np.float32)


def _probabilities(
    network: Pipeline, temperature: float, features: NDArray[np.float32]
) -> NDArray[np.float64]:
    return calibrated(_logits(network, features), temperature).astype(np.float64)


def _comparison(
    evidence: Evidence, champion: NDArray[np.float64], challenger: NDArray[np.float64]
) -> tuple[float, float, float, float, float]:
    """Return both shares of hits, the standard error of their difference, and both fits."""
    weights = evidence.weights
    before, after = hits(evidence, champion), hits(evidence, challenger)
    gains = after - before
    residuals = weights * (gains - np.average(gains, weights=weights))
    return (
        float(np.average(before, weights=weights)),
        float(np.average(after, weights=weights)),
        float(np.sqrt((residuals**2).sum()) / weights.sum()),
        float(np.average(fit_score(evidence, champion), weights=weights)),
        float(np.average(fit_score(evidence, challenger), weights=weights)),
    )


def _agreement(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    return float((one.argmax(axis=1) == other.argmax(axis=1)).mean())
