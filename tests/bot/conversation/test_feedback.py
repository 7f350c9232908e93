"""👍 and 👎, for a song of an answer and for the one that plays."""

import pytest

from bot.conversation.people import Speaker
from bot.conversation.replies import Delivery
from bot.storage.records import Purpose, Taste
from inference.emotions import Emotion
from inference.moods import Mood
from tests.support.conversations import Sent, Stage, a_face, a_speaker


async def answered(stage: Stage, speaker: Speaker) -> Sent:
    (answer,) = await stage.send_photo(speaker, a_face())
    return answer


async def taste_of(stage: Stage, speaker: Speaker) -> Taste:
    return await stage.storage.feedback.taste((await stage.person(speaker)).id)


def labels(sent: Sent) -> list[list[str]]:
    return [[button.label for button in row] for row in sent.reply.buttons]


async def test_a_thumb_turns_the_buttons_into_one_for_each_song(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (choose,) = await stage.press(ada, answer, "👎")
    assert (choose.reply.delivery, choose.message) == (Delivery.BUTTONS, answer.message)
    assert labels(choose) == [["👎 1", "👎 2", "👎 3", "👎 4", "👎 5"], [stage.say("back-button")]]
    (back,) = await stage.press(ada, choose, stage.say("back-button"))
    assert back.reply.buttons == answer.reply.buttons


@pytest.mark.parametrize(("sign", "said"), [("👍", "liked"), ("👎", "disliked")])
async def test_a_song_chosen_is_confirmed_marked_and_stored(
    stage: Stage, sign: str, said: str
) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (choose,) = await stage.press(ada, answer, sign)
    notice, marked = await stage.press(ada, choose, f"{sign} 3")
    assert (notice.reply.delivery, notice.reply.text) == (Delivery.NOTICE, stage.say(said))
    assert labels(marked)[0][2] == f"{sign} 3 ✓"
    song_id = answer.reply.songs[2].song_id
    taste = await taste_of(stage, ada)
    assert (taste.liked if sign == "👍" else taste.disliked) == {song_id}


async def test_the_same_press_again_changes_nothing(stage: Stage) -> None:
    ada = await stage.agreed()
    (choose,) = await stage.press(ada, await answered(stage, ada), "👍")
    for _ in range(2):
        notice, _marked = await stage.press(ada, choose, "👍 3")
        assert notice.reply.text == stage.say("liked")
    assert len((await taste_of(stage, ada)).liked) == 1


async def test_the_marked_button_takes_the_opinion_back(stage: Stage) -> None:
    ada = await stage.agreed()
    (choose,) = await stage.press(ada, await answered(stage, ada), "👍")
    _notice, marked = await stage.press(ada, choose, "👍 3")
    notice, unmarked = await stage.press(ada, marked, "👍 3 ✓")
    assert notice.reply.text == stage.say("opinion-taken-back")
    assert unmarked.reply.buttons == choose.reply.buttons
    assert await taste_of(stage, ada) == Taste(frozenset(), frozenset())


async def test_a_song_once_liked_and_then_disliked_is_disliked(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    for sign in ("👍", "👎"):
        (choose,) = await stage.press(ada, answer, sign)
        await stage.press(ada, choose, f"{sign} 1")
    song_id = answer.reply.songs[0].song_id
    assert await taste_of(stage, ada) == Taste(frozenset(), frozenset({song_id}))


async def test_the_song_that_plays_has_thumbs_of_its_own(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (playing,) = await stage.press(ada, answer, "▶ 4")
    notice, marked = await stage.press(ada, playing, "👍")
    assert notice.reply.text == stage.say("liked")
    assert (marked.reply.delivery, marked.message) == (Delivery.BUTTONS, playing.message)
    assert labels(marked) == [["👍 ✓", "👎"]]
    assert (await taste_of(stage, ada)).liked == {answer.reply.songs[3].song_id}
    _notice, other = await stage.press(ada, marked, "👎")
    assert labels(other) == [["👍", "👎 ✓"]]
    _notice, none = await stage.press(ada, other, "👎 ✓")
    assert labels(none) == [["👍", "👎"]]


async def test_a_liked_song_plays_with_its_mark(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (playing,) = await stage.press(ada, answer, "▶ 4")
    await stage.press(ada, playing, "👍")
    (again,) = await stage.press(ada, answer, "▶ 4")
    assert labels(again) == [["👍 ✓", "👎"]]


async def test_a_disliked_song_never_comes_again(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    stage.keep_songs([card.song_id for card in answer.reply.songs])
    (choose,) = await stage.press(ada, answer, "👎")
    await stage.press(ada, choose, "👎 2")
    (more,) = await stage.press(ada, answer, "🔀")
    assert answer.reply.songs[1].song_id not in {card.song_id for card in more.reply.songs}
    assert len(more.reply.songs) == 4


async def test_somebody_else_cannot_like_in_ones_name(stage: Stage) -> None:
    ada, bo = await stage.agreed("ada"), a_speaker("bo")
    (choose,) = await stage.press(ada, await answered(stage, ada), "👍")
    (told,) = await stage.press(bo, choose, "👍 1")
    assert told.reply.text == stage.say("answer-of-another")
    assert await taste_of(stage, ada) == await taste_of(stage, bo)


async def test_buttons_that_were_tampered_with_are_told(stage: Stage) -> None:
    ada = await stage.agreed()
    answer_id = (await answered(stage, ada)).button("🔀").action.split(":")[1]
    for rest in ("9:up:1", "x:up:1", "0:sideways:1", "0:up:2", "0:up", "-1:up:1", ""):
        for name in ("rate", "react"):
            (old,) = await stage.press_action(ada, f"{name}:{answer_id}:{rest}")
            assert old.reply.text == stage.say("hint-outdated")
    (old,) = await stage.press_action(ada, f"opinions:{answer_id}:sideways")
    assert old.reply.text == stage.say("hint-outdated")


@pytest.mark.parametrize("sign", ["👍", "👎"])
async def test_an_opinion_is_of_the_mood_that_the_song_was_chosen_for(
    stage: Stage, sign: str
) -> None:
    """A face of several moods gets songs for each."""
    ada = await stage.agreed()
    person = await stage.person(ada)
    await stage.storage.people.record_consent(
        person.id, Purpose.TRAINING, given=True, text_version="1.0"
    )
    (answer,) = await stage.send_photo(ada, a_face(Emotion.NEUTRAL, 0.5, happy=0.5))
    (choose,) = await stage.press(ada, answer, sign)
    for number in range(1, 6):
        await stage.press(ada, choose, f"{sign} {number}")
    opinions = (await stage.storage.feedback.for_training()).opinions
    catalogue = stage.services.catalogue.current
    shown = [catalogue.find(card.song_id) for card in answer.reply.songs]
    own_moods = {song.id: song.mood for song in shown if song is not None}
    assert {opinion.song_id: opinion.mood for opinion in opinions} == own_moods
    assert set(own_moods.values()) >= {Mood.HAPPY, Mood.CALM}
