"""Classifiers of songs as scikit-learn pipelines: the networks, and what they are held against."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.ensemble import (
    ExtraTreesClassifier,
    HistGradientBoostingClassifier,
    VotingClassifier,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from inference.moods import Mood
from training.errors import DatasetError
from training.mood.dataset import MoodDataset
from training.mood.quantile_ramp import QuantileRamp

# Steps of every pipeline.
SCALE_STEP = "scale"
CLASSIFY_STEP = "classify"

# What the songs of a playlist weigh together, if songs are weighted. "chill" is rare beside
# "instrument" (calm songs that are easily told by having no voice), so it weighs more;
# "happy", "chill" and "sad" are what listeners sort by mood, more than "party" and "instrument".
PLAYLIST_WEIGHT = MappingProxyType(
    {"chill": 1.5, "happy": 0.9, "sad": 1.1, "instrument": 0.5, "party": 0.3}
)
OTHER_PLAYLIST_WEIGHT = 1.0
# What the songs of one mood outside of any playlist weigh together.
UNLISTED_MOOD_WEIGHT = 0.5


@dataclass(frozen=True)
class MoodConfiguration:
    """How a network of songs is made and trained.

    Attributes:
        hidden_units: ReLU nodes of each hidden layer.
        epochs: Passes over the training songs.
        batch_size: Songs per step.
        learning_rate: Of Adam.
        l2: Factor on the squared weights in the loss.
        members: Networks of different seeds, whose probabilities are averaged.
        quantiles: Knots of the rank encoding of features; None scales to mean 0 and variance 1.
        weighted: Whether songs weigh as `sample_weights` says.
        seed: Of the first member's weights and order of songs.
    """

    hidden_units: tuple[int, ...]
    epochs: int
    batch_size: int = 200
    learning_rate: float = 1e-3
    l2: float = 1e-4
    members: int = 1
    quantiles: int | None = None
    weighted: bool = False
    seed: int = 1


REPORT = "report"
DEFAULT_CONFIGURATION = "ensemble"

# "report" is the founding report's network; the other was chosen by cross-validation,
# see docs/research/mood.md.
CONFIGURATIONS: Mapping[str, MoodConfiguration] = MappingProxyType(
    {
        REPORT: MoodConfiguration(hidden_units=(8,), epochs=300),
        DEFAULT_CONFIGURATION: MoodConfiguration(
            hidden_units=(64, 32), epochs=60, members=5, quantiles=32, weighted=True
        ),
    }
)

# Classifiers of other kinds, with scikit-learn's defaults but for the number of trees; each is
# made from a seed and is weighted as the default network is.
BASELINES: Mapping[str, Callable[[int], BaseEstimator]] = MappingProxyType(
    {
        "logistic_regression": lambda seed: LogisticRegression(max_iter=1000, random_state=seed),
        "svm": lambda seed: SVC(random_state=seed),
        "extra_trees": lambda seed: ExtraTreesClassifier(300, random_state=seed),
        "hist_gradient_boosting": lambda seed: HistGradientBoostingClassifier(random_state=seed),
    }
)


def network_pipeline(configuration: MoodConfiguration) -> Pipeline:
    """Build the untrained pipeline of a network; scaling is learnt in each fold anew."""
    seeds = range(configuration.seed, configuration.seed + configuration.members)
    networks = [(f"seed_{seed}", _network(configuration, seed)) for seed in seeds]
    return _pipeline(_scaler(configuration), VotingClassifier(networks, voting="soft"))


def baseline_pipeline(name: str, seed: int = 1) -> Pipeline:
    """Build the untrained pipeline of one of `BASELINES`."""
    return _pipeline(StandardScaler(), BASELINES[name](seed))


def fit_pipeline(pipeline: Pipeline, songs: MoodDataset, *, weighted: bool) -> Pipeline:
    """Train a pipeline of this module on songs and return it.

    Raises:
        DatasetError: A mood has no songs.
    """
    for position, mood in enumerate(Mood):
        if not (songs.labels == position).any():
            raise DatasetError(f"no {mood} songs among {len(songs)}: expected some of every mood")
    weights = sample_weights(songs) if weighted else np.ones(len(songs))
    return fit_weighted(pipeline, songs.features, songs.labels, weights)


def fit_weighted(
    pipeline: Pipeline,
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> Pipeline:
    """Train a pipeline of this module on weighted rows and return it.

    Args:
        pipeline: Untrained.
        features: (n, 8), in the order and units of `AUDIO_FEATURES`.
        labels: (n,) positions in `Mood`, every mood among them.
        weights: (n,) positive, of mean 1.
    """
    with warnings.catch_warnings():
        # The number of epochs is a choice, made by cross-validation.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # And a batch may be all songs.
        warnings.filterwarnings("ignore", "Got `batch_size` less than 1 or larger", UserWarning)
        return pipeline.fit(features, labels, **{f"{CLASSIFY_STEP}__sample_weight": weights})


def sample_weights(songs: MoodDataset) -> NDArray[np.float64]:
    """Weigh songs so that small playlists and moods count beside large ones.

    The songs of a playlist share `PLAYLIST_WEIGHT`, those of a mood outside of playlists share
    `UNLISTED_MOOD_WEIGHT`.

    Returns:
        (n,) positive weights of mean 1.
    """
    weights = np.empty(len(songs), dtype=np.float64)
    for name in np.unique(songs.playlists[songs.playlists != ""]):
        group = songs.playlists == name
        weights[group] = PLAYLIST_WEIGHT.get(str(name), OTHER_PLAYLIST_WEIGHT) / group.sum()
    for position in range(len(Mood)):
        group = (songs.playlists == "") & (songs.labels == position)
        weights[group] = UNLISTED_MOOD_WEIGHT / max(1, group.sum())
    return np.asarray(weights / weights.mean())


def _scaler(configuration: MoodConfiguration) -> TransformerMixin:
    if configuration.quantiles is None:
        return StandardScaler()
    return QuantileRamp(configuration.quantiles)


def _network(configuration: MoodConfiguration, seed: int) -> MLPClassifier:
    return MLPClassifier(
        configuration.hidden_units,
        activation="relu",
        solver="adam",
        alpha=configuration.l2,
        batch_size=configuration.batch_size,
        learning_rate_init=configuration.learning_rate,
        max_iter=configuration.epochs,
        # Train for all epochs: no change of the loss is too small to go on.
        tol=0.0,
        n_iter_no_change=configuration.epochs,
        random_state=seed,
    )


def _pipeline(scaler: TransformerMixin, classifier: BaseEstimator) -> Pipeline:
    return Pipeline([(SCALE_STEP, scaler), (CLASSIFY_STEP, classifier)])
