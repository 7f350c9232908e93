"""Cross-validation of networks and baselines on the same folds."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline

from inference.moods import Mood
from training.errors import DatasetError
from training.figures import classification_figures
from training.mood.dataset import MoodDataset, joined
from training.mood.figures import (
    MOOD_PLAYLISTS,
    mood_playlist_accuracy,
    per_playlist_accuracy,
)
from training.mood.model import (
    BASELINES,
    CONFIGURATIONS,
    baseline_pipeline,
    fit_pipeline,
    network_pipeline,
)

logger = logging.getLogger(__name__)

FOLDS = 10
REPEATS = 3

Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Contestant:
    """A classifier in a cross-validation.

    Attributes:
        name: For the tables.
        pipeline: Makes it, untrained.
        weighted: Whether its training songs weigh as `sample_weights` says.
    """

    name: str
    pipeline: Callable[[], Pipeline]
    weighted: bool


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation of a figure over the repeats, each over all folds."""

    mean: float
    sd: float


@dataclass(frozen=True)
class CrossValidationFigures:
    """Figures of one classifier on songs that it was not trained on; shares are 0-1.

    Attributes:
        n: Songs held out in turn.
        accuracy: Share of songs found.
        balanced_accuracy: Mean recall of the moods.
        log_loss: Mean of -ln P(label), or None where there are no probabilities.
        mood_playlist_accuracy: Mean accuracy over the chill, happy and sad playlists, or None
            where there are none.
        per_playlist_accuracy: Playlist to the accuracy on its songs.
    """

    n: int
    accuracy: Spread
    balanced_accuracy: Spread
    log_loss: Spread | None
    mood_playlist_accuracy: Spread | None
    per_playlist_accuracy: dict[str, Spread]

    def as_json(self) -> dict[str, Any]:
        """Return plain types, for `json.dumps`."""
        return asdict(self)


def network_contestant(name: str) -> Contestant:
    """Return the contestant of one of `CONFIGURATIONS`."""
    configuration = CONFIGURATIONS[name]
    return Contestant(name, partial(network_pipeline, configuration), configuration.weighted)


def contestants() -> tuple[Contestant, ...]:
    """Return every configuration, then every baseline."""
    networks = [network_contestant(name) for name in CONFIGURATIONS]
    baselines = [
        Contestant(name, partial(baseline_pipeline, name), weighted=True) for name in BASELINES
    ]
    return (*networks, *baselines)


def cross_validate(
    held_out: MoodDataset,
    contestants: Iterable[Contestant],
    *,
    always: MoodDataset | None = None,
    repeats: int = REPEATS,
    seed: int = 0,
) -> dict[str, CrossValidationFigures]:
    """Measure classifiers by repeated 10-fold cross-validation, all on the same folds.

    Args:
        held_out: Songs that are held out, a tenth at a time.
        contestants: Who takes part.
        always: Songs that are trained on in every fold besides, never measured.
        repeats: Times that the songs are dealt into folds.
        seed: Of the first dealing.

    Returns:
        Name to figures.

    Raises:
        DatasetError: There are too few songs for ten folds.
    """
    deals = [folds(held_out, seed + repeat) for repeat in range(repeats)]
    results = {}
    for contestant in contestants:
        outputs = [out_of_fold(contestant, held_out, deal, always) for deal in deals]
        results[contestant.name] = _figures(held_out, outputs)
        logger.info("%s: %s", contestant.name, results[contestant.name])
    return results


def folds(songs: MoodDataset, seed: int) -> list[Fold]:
    """Deal songs into ten folds of (training, test) positions.

    Folds are stratified by mood and playlist. Rows of the same features stay together: the
    tables hold some songs twice, and a song that was trained on says nothing about others.

    Raises:
        DatasetError: There are too few songs of a mood or playlist.
    """
    strata = [f"{label} {name}" for label, name in zip(songs.labels, songs.playlists, strict=True)]
    smallest = int(np.unique(strata, return_counts=True)[1].min())
    if smallest < FOLDS:
        raise DatasetError(
            f"{smallest} songs of a mood or playlist are too few for {FOLDS}-fold "
            f"cross-validation: expected at least {FOLDS}"
        )
    _, song_ids = np.unique(songs.features, axis=0, return_inverse=True)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    return list(splitter.split(songs.features, strata, song_ids.ravel()))


def out_of_fold(
    contestant: Contestant,
    songs: MoodDataset,
    deal: Iterable[Fold],
    always: MoodDataset | None = None,
) -> NDArray[np.float64]:
    """Predict every song by a classifier that was trained on the other folds.

    Returns:
        (n, 3) probabilities in the order of `Mood`; 0 and 1 of the predicted mood where the
        classifier gives no probabilities.
    """
    outputs = np.zeros((len(songs), len(Mood)))
    for training, test in _folds_of(songs, deal, always):
        fitted = fit_pipeline(contestant.pipeline(), training, weighted=contestant.weighted)
        features = songs.features[test]
        if hasattr(fitted, "predict_proba"):
            outputs[test] = fitted.predict_proba(features)
        else:
            outputs[test] = np.eye(len(Mood))[fitted.predict(features)]
    return outputs


def _folds_of(
    songs: MoodDataset, deal: Iterable[Fold], always: MoodDataset | None
) -> Iterator[tuple[MoodDataset, NDArray[np.int64]]]:
    for training, test in deal:
        rest = songs.rows(training)
        yield (rest if always is None else joined(always, rest)), test


def _figures(songs: MoodDataset, outputs: list[NDArray[np.float64]]) -> CrossValidationFigures:
    figures = [classification_figures(output.argmax(1), songs.labels, Mood) for output in outputs]
    corrects = [output.argmax(1) == songs.labels for output in outputs]
    playlists = [per_playlist_accuracy(correct, songs.playlists) for correct in corrects]
    has_mood_playlists = set(MOOD_PLAYLISTS) <= set(playlists[0])
    return CrossValidationFigures(
        n=len(songs),
        accuracy=_spread(figure.accuracy for figure in figures),
        balanced_accuracy=_spread(figure.balanced_accuracy for figure in figures),
        log_loss=_log_loss(songs, outputs),
        mood_playlist_accuracy=_spread(
            mood_playlist_accuracy(correct, songs.playlists) or 0.0 for correct in corrects
        )
        if has_mood_playlists
        else None,
        per_playlist_accuracy={
            name: _spread(playlist[name] for playlist in playlists) for name in playlists[0]
        },
    )


def _log_loss(songs: MoodDataset, outputs: list[NDArray[np.float64]]) -> Spread | None:
    if any(((output == 0) | (output == 1)).all() for output in outputs):
        return None
    rows = np.arange(len(songs))
    return _spread(
        float(-np.log(np.maximum(output[rows, songs.labels], np.finfo(np.float32).tiny)).mean())
        for output in outputs
    )


def _spread(values: Iterable[float]) -> Spread:
    numbers = np.fromiter(values, dtype=np.float64)
    return Spread(float(numbers.mean()), float(numbers.std(ddof=1)) if len(numbers) > 1 else 0.0)
