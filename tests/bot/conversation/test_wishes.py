"""What an answer was for."""

import pytest

from bot.conversation.wishes import mood_offered, wish_for_face, wish_for_mood
from bot.storage.records import FaceMood
from inference.moods import Mood
from tests.support.conversations import a_face


@pytest.mark.parametrize("mood", Mood)
def test_a_song_for_a_face_was_chosen_for_its_own_mood(mood: Mood) -> None:
    face = a_face()
    wish = wish_for_face([FaceMood.of(face.probabilities, face.mood_weights)], 0, lift=False)
    assert mood_offered(wish, mood) is mood


@pytest.mark.parametrize("mood", Mood)
def test_a_song_for_a_named_mood_was_chosen_for_that_one(mood: Mood) -> None:
    assert mood_offered(wish_for_mood(Mood.SAD), mood) is Mood.SAD
