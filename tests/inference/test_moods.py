import numpy as np
import pytest

from inference.emotions import Emotion
from inference.moods import MOOD_OF_EMOTION, Mood, lifted, likeliest_mood, mood_weights


def certain(emotion: Emotion) -> np.ndarray:
    return np.array([member is emotion for member in Emotion], dtype=np.float32)


@pytest.mark.parametrize("emotion", Emotion)
def test_every_emotion_shares_itself_out_among_the_moods(emotion: Emotion) -> None:
    shares = MOOD_OF_EMOTION[emotion]
    assert len(shares) == len(Mood)
    assert sum(shares) == pytest.approx(1)
    assert min(shares) >= 0


@pytest.mark.parametrize(
    ("emotion", "mood"),
    [
        (Emotion.HAPPY, Mood.HAPPY),
        (Emotion.SURPRISE, Mood.HAPPY),
        (Emotion.NEUTRAL, Mood.CALM),
        (Emotion.ANGRY, Mood.CALM),
        (Emotion.SAD, Mood.SAD),
    ],
)
def test_a_certain_emotion_has_its_mood(emotion: Emotion, mood: Mood) -> None:
    assert likeliest_mood(mood_weights(certain(emotion))) is mood


def test_the_whole_distribution_counts() -> None:
    # No single emotion is happy at all, yet half of the distribution is pleasant.
    probabilities = (certain(Emotion.HAPPY) + certain(Emotion.SAD)) / np.float32(2)
    weights = mood_weights(probabilities)
    assert weights == pytest.approx([0.5, 0.075, 0.425])


def test_a_batch_is_weighed_row_by_row() -> None:
    batch = np.stack([certain(Emotion.HAPPY), certain(Emotion.SAD)])
    assert mood_weights(batch).shape == (2, 3)
    assert mood_weights(batch)[1] == pytest.approx(mood_weights(certain(Emotion.SAD)))


def test_lifting_a_sad_person_goes_through_calm() -> None:
    happy, calm, sad = lifted(np.array([0, 0, 1], dtype=np.float32))
    assert sad == 0
    assert happy + calm == pytest.approx(1)
    assert calm > 0


def test_lifting_leaves_a_happy_person_happy() -> None:
    assert lifted(np.array([1, 0, 0], dtype=np.float32)) == pytest.approx([1, 0, 0])
