"""The seven emotions, in the order of every model's output."""

from enum import StrEnum


class Emotion(StrEnum):
    """A facial expression; the order of the members is the order of a model's outputs.

    References:
        FER2013's labels 0 to 6 (Goodfellow et al., 2013, arXiv 1307.0414).
    """

    ANGRY = "angry"
    DISGUST = "disgust"
    FEAR = "fear"
    HAPPY = "happy"
    SAD = "sad"
    SURPRISE = "surprise"
    NEUTRAL = "neutral"
