"""/mood: songs for a mood picked by hand."""

import pytest

from bot.conversation.replies import Delivery
from bot.storage.records import Preferences
from inference.moods import Mood
from tests.support.conversations import Stage, a_speaker


@pytest.mark.parametrize(
    ("code", "words", "mood"),
    [
        ("en", ("happy",), Mood.HAPPY),
        ("en", ("CALM!",), Mood.CALM),
        ("en", ("very", "sad"), Mood.SAD),
        ("es", ("Alegría",), Mood.HAPPY),
        ("es", ("tranquila",), Mood.CALM),
        ("pt", ("tristeza",), Mood.SAD),
        ("ru", ("веселое",), Mood.HAPPY),
        ("ru", ("спокойно",), Mood.CALM),
        ("zh", ("伤感",), Mood.SAD),
        ("zh", ("happy",), Mood.HAPPY),
        (None, ("sad",), Mood.SAD),
    ],
)
async def test_a_mood_named_in_the_persons_language_or_english_is_answered(
    stage: Stage, code: str | None, words: tuple[str, ...], mood: Mood
) -> None:
    (answer,) = await stage.command(a_speaker(language_code=code), "mood", *words)
    assert answer.reply.mood is mood
    assert answer.reply.songs
    assert answer.reply.text.startswith(stage.say("verdict-picked", code or "en", mood=mood))


@pytest.mark.parametrize("words", [(), ("angry",), ("😀",), ("alegría",)])
async def test_no_mood_or_an_unknown_one_is_asked_with_buttons(
    stage: Stage, words: tuple[str, ...]
) -> None:
    ada = a_speaker()
    (asked,) = await stage.command(ada, "mood", *words)
    assert asked.reply.text == stage.say("pick-mood")
    (answer,) = await stage.press(ada, asked, "😢")
    assert (answer.reply.delivery, answer.message) == (Delivery.EDIT, asked.message)
    assert answer.reply.mood is Mood.SAD


async def test_the_mood_picked_is_the_mood_given_whatever_the_person_likes(stage: Stage) -> None:
    ada = a_speaker()
    person = await stage.person(ada)
    await stage.storage.people.set_preferences(person.id, Preferences(lift=True))
    (answer,) = await stage.command(ada, "mood", "sad")
    assert answer.reply.mood is Mood.SAD
    (lifted,) = await stage.press(ada, answer, stage.say("lift-button"))
    assert lifted.reply.text.startswith(stage.say("verdict-picked-lifted"))


async def test_a_picked_mood_is_in_the_history_without_a_face(stage: Stage) -> None:
    ada = a_speaker()
    await stage.command(ada, "mood", "calm")
    person = await stage.person(ada)
    (stored,) = (await stage.storage.answers.history(person.id)).answers
    assert (stored.content.mood, stored.content.felt) == (Mood.CALM, Mood.CALM)
    assert stored.content.face is None


async def test_another_mood_is_offered_and_is_no_correction(stage: Stage) -> None:
    ada = a_speaker()
    (answer,) = await stage.command(ada, "mood", "calm")
    (moods,) = await stage.press(ada, answer, stage.say("other-mood-button"))
    (sad,) = await stage.press(ada, moods, "😢")
    assert sad.reply.text.startswith(stage.say("verdict-picked", mood=Mood.SAD))
    records = await stage.storage.privacy.export((await stage.person(ada)).id)
    assert records is not None
    assert records["corrections"] == []


async def test_a_button_of_no_mood_is_told(stage: Stage) -> None:
    for action in ("mood", "mood:angry", "mood:sad:sad"):
        (old,) = await stage.press_action(a_speaker(), action)
        assert old.reply.text == stage.say("hint-outdated")
