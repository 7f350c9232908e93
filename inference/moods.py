"""Moods of people and songs, and the way from an expression to a mood."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from inference.emotions import Emotion


class Mood(StrEnum):
    """A mood that songs are sorted by; the order of the members is the models' output order."""

    HAPPY = "happy"
    CALM = "calm"
    SAD = "sad"


# Share of each mood in each emotion; rows as in `Emotion`, columns happy, calm, sad.
MOOD_OF_EMOTION: dict[Emotion, tuple[float, float, float]] = {
    Emotion.ANGRY: (0.00, 0.65, 0.35),
    Emotion.DISGUST: (0.00, 0.55, 0.45),
    Emotion.FEAR: (0.00, 0.60, 0.40),
    Emotion.HAPPY: (1.00, 0.00, 0.00),
    Emotion.SAD: (0.00, 0.15, 0.85),
    Emotion.SURPRISE: (0.80, 0.20, 0.00),
    Emotion.NEUTRAL: (0.05, 0.90, 0.05),
}

# Where each mood goes when a person wants to be lifted; rows and columns as in `Mood`.
_LIFTED = np.array([[1.0, 0.0, 0.0], [0.75, 0.25, 0.0], [0.5, 0.5, 0.0]], dtype=np.float32)

_MATRIX = np.array([MOOD_OF_EMOTION[emotion] for emotion in Emotion], dtype=np.float32)


def mood_weights(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn emotion probabilities into mood weights, using all of the distribution.

    The matrix follows Russell's circumplex (valence and arousal). Happiness lies at positive
    valence, and surprise, of high arousal and ambiguous valence, is mostly pleasant in a
    selfie: both give happy songs. Sadness, of low valence and low arousal, gives sad songs.
    Anger, fear and disgust have no songs of their own among the three moods; high arousal at
    low valence is soothed (calm) or kept company (sad), calm first, as listeners who regulate
    anger and fear do by music.

    Args:
        probabilities: (..., 7) in the order of `Emotion`, each 0-1, summing to 1.

    Returns:
        (..., 3) float32 in the order of `Mood`, each 0-1, summing to 1.

    References:
        J. A. Russell, "A circumplex model of affect", 1980, doi:10.1037/h0077714 (valence and
        arousal of the seven emotions). S. Saarikallio and J. Erkkilä, "The role of music in
        adolescents' mood regulation", 2007, doi:10.1177/0305735607068889 (solace and
        diversion). The shares are this project's judgement on top of them.
    """
    return np.asarray(probabilities, dtype=np.float32) @ _MATRIX


def lifted(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move mood weights one step up, for a person who wants to be cheered rather than matched.

    Sadness is met halfway, by calm as much as by happy songs: the iso principle of music
    therapy starts near the present mood and moves on from there.

    Args:
        weights: (..., 3) in the order of `Mood`, summing to 1.

    Returns:
        (..., 3) float32 in the same order, summing to 1.

    References:
        A. Heiderscheit and A. Madson, "Use of the iso principle as a central method in mood
        management", 2015, doi:10.1093/mtp/miu042.
    """
    return np.asarray(weights, dtype=np.float32) @ _LIFTED


def likeliest_mood(weights: NDArray[np.float32]) -> Mood:
    """Return the mood of the largest of (3,) weights."""
    return list(Mood)[int(np.argmax(weights))]
