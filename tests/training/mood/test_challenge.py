from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.litert import LiteRtModel
from inference.mood_model import MoodModel
from inference.moods import Mood
from inference.song_table import AUDIO_FEATURES
from tests.support.mood_songs import CENTRES, mood_songs
from training.mood.challenge import (
    LEAST_AGREEMENT,
    LEAST_SONGS,
    Challenge,
    Decision,
    Figures,
    Teller,
    challenge,
)
from training.mood.model import MoodConfiguration
from training.mood.opinions import Evidence, SongOpinion, gather_evidence

QUICK = MoodConfiguration(
    (16,), epochs=25, batch_size=64, learning_rate=5e-3, members=1, quantiles=16
)
SPEECHINESS = AUDIO_FEATURES.index("speechiness")

SONGS = mood_songs(per_mood=250).features
IDS = [str(number) for number in range(len(SONGS))]
# A kind of its own: sad songs with much talk, one song in twelve.
SPOKEN = np.zeros(len(SONGS), dtype=bool)
SPOKEN[500:562] = True
SONGS[SPOKEN, SPEECHINESS] = 0.5


class NearestTeller:
    """Tells the mood whose centre is nearest, never quite sure."""

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.where(np.arange(3) == nearest(features)[:, None], 0.8, 0.1).astype(np.float32)


class ShiftedTeller:
    """Tells everything otherwise."""

    def predict(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.roll(NearestTeller().predict(features), 1, axis=1)


def nearest(features: NDArray[np.float32]) -> NDArray[np.int64]:
    valence_and_energy = [AUDIO_FEATURES.index(name) for name in ("acousticness", "energy")]
    centres = np.array([CENTRES[mood] for mood in Mood])[:, valence_and_energy]
    distances = np.abs(features[:, None, valence_and_energy] - centres).sum(axis=2)
    return np.asarray(distances.argmin(axis=1))


def opinions(share: float, *, spoken: Mood | None = None, seed: int = 0) -> Evidence:
    """Like a share of the songs as what they are told to be; spoken ones for another mood."""
    told = nearest(SONGS)
    chosen = np.random.default_rng(seed).random(len(SONGS)) < share
    return gather_evidence(
        [
            SongOpinion(
                IDS[at], spoken if spoken and SPOKEN[at] else list(Mood)[told[at]], liked=True
            )
            for at in np.flatnonzero(chosen)
        ],
        IDS,
    )


def noise(seed: int) -> Evidence:
    rng = np.random.default_rng(seed)
    return gather_evidence(
        [
            SongOpinion(song, list(Mood)[rng.integers(3)], bool(rng.random() < 0.7))
            for song in IDS
            if rng.random() < 0.4
        ],
        IDS,
    )


def judged(evidence: Evidence, shipped: Teller | None = None, **options: Any) -> Challenge:
    champion = NearestTeller()
    return challenge(champion, shipped or champion, SONGS, evidence, configuration=QUICK, **options)


@pytest.mark.slow
def test_a_challenger_that_learnt_what_listeners_hear_is_better() -> None:
    shares: list[float] = []
    result = judged(opinions(0.5, spoken=Mood.CALM), on_progress=shares.append)
    assert result.decision is Decision.BETTER
    assert result.figures is not None
    assert result.figures.challenger_hits > result.figures.champion_hits + 0.02
    assert result.figures.agreement >= LEAST_AGREEMENT
    assert result.model is not None
    told = MoodModel(LiteRtModel(result.model)).predict(SONGS)
    # Also of the spoken songs that nobody rated.
    assert (told[SPOKEN].argmax(axis=1) == 1).mean() > 0.7
    assert (told[~SPOKEN].argmax(axis=1) == nearest(SONGS[~SPOKEN])).mean() > 0.97
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.5 < shares[-1] < 1


@pytest.mark.slow
def test_noise_makes_no_challenger_better() -> None:
    assert judged(noise(seed=0)).decision is Decision.NOT_BETTER


@pytest.mark.slow
def test_likes_of_what_was_offered_make_no_challenger_better() -> None:
    assert judged(opinions(0.5)).decision is Decision.NOT_BETTER


@pytest.mark.slow
def test_a_better_challenger_that_leads_far_from_the_shipped_model_is_refused() -> None:
    result = judged(opinions(0.5, spoken=Mood.CALM), shipped=ShiftedTeller())
    assert result.decision is Decision.FORGETS


def test_too_few_songs_with_opinions_are_not_learnt_from() -> None:
    few = [SongOpinion(song, Mood.SAD, liked=True) for song in IDS[: LEAST_SONGS - 1]]
    result = judged(gather_evidence(few * 3, IDS))
    assert result == Challenge(Decision.TOO_LITTLE)


def figures(**changes: float) -> Figures:
    measured = {
        "champion_hits": 0.80,
        "challenger_hits": 0.83,
        "standard_error": 0.01,
        "champion_fit": 0.90,
        "challenger_fit": 0.91,
        "agreement": 0.95,
        "shipped_agreement": 0.90,
    }
    return Figures(200, **{**measured, **changes})


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({}, Decision.BETTER),
        ({"challenger_hits": 0.809, "standard_error": 0.001}, Decision.NOT_BETTER),
        ({"standard_error": 0.016}, Decision.NOT_BETTER),
        ({"challenger_fit": 0.89}, Decision.NOT_BETTER),
        ({"agreement": 0.89}, Decision.FORGETS),
        ({"shipped_agreement": 0.84}, Decision.FORGETS),
    ],
)
def test_every_rule_must_hold(changes: dict[str, float], decision: Decision) -> None:
    assert figures(**changes).decide() is decision
