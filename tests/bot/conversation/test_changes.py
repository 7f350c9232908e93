"""Other songs in place of an answer's."""

import asyncio

from bot.conversation.people import Speaker
from bot.conversation.replies import Delivery
from bot.storage.records import AnswerContent, Opinion
from inference.emotions import Emotion
from inference.moods import Mood
from tests.support.conversations import Sent, Stage, a_face, a_speaker


async def answered(stage: Stage, speaker: Speaker, emotion: Emotion = Emotion.SAD) -> Sent:
    (answer,) = await stage.send_photo(speaker, a_face(emotion))
    return answer


async def stored_content(stage: Stage, speaker: Speaker) -> AnswerContent:
    page = await stage.storage.answers.history((await stage.person(speaker)).id)
    return page.answers[0].content


def song_ids(sent: Sent) -> tuple[str, ...]:
    return tuple(card.song_id for card in sent.reply.songs)


async def test_more_songs_take_the_place_of_those_before_and_are_others(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (more,) = await stage.press(ada, answer, "🔀")
    assert (more.reply.delivery, more.message) == (Delivery.EDIT, answer.message)
    assert not set(song_ids(more)) & set(song_ids(answer))
    content = await stored_content(stage, ada)
    assert (content.earlier, content.song_ids) == (song_ids(answer), song_ids(more))


async def test_a_button_keeps_its_song_whatever_takes_the_answers_place(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (more,) = await stage.press(ada, answer, "🔀")
    (old,) = await stage.press(ada, answer, "▶ 2")
    (new,) = await stage.press(ada, more, "▶ 2")
    assert old.reply.audio is not None
    assert new.reply.audio is not None
    assert old.reply.audio.song_id == song_ids(answer)[1]
    assert new.reply.audio.song_id == song_ids(more)[1]


async def test_nothing_comes_twice_until_the_mood_runs_dry_and_that_is_said(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    person = await stage.person(ada)
    answer = await answered(stage, ada)
    catalogue = stage.services.catalogue.current
    everything = tuple(catalogue.song(index).id for index in range(len(catalogue)))
    await stage.storage.answers.add(person.id, AnswerContent(Mood.SAD, everything))
    (again,) = await stage.press(ada, answer, "🔀")
    assert stage.say("no-more-songs") in again.reply.text
    stage.clock.move(days=31)
    (fresh,) = await stage.press(ada, again, "🔀")
    assert stage.say("no-more-songs") not in fresh.reply.text


async def test_where_no_song_is_left_the_answer_stays_and_the_person_is_told(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    person = await stage.person(ada)
    answer = await answered(stage, ada)
    stage.keep_songs(song_ids(answer))
    for song_id in song_ids(answer):
        await stage.storage.feedback.add_opinion(person.id, Opinion(song_id, liked=False))
    (told,) = await stage.press(ada, answer, "🔀")
    assert (told.reply.delivery, told.reply.text) == (Delivery.NOTICE, stage.say("no-songs"))
    assert (await stored_content(stage, ada)).song_ids == song_ids(answer)
    (none,) = await stage.command(ada, "mood", "sad")
    assert none.reply.text == stage.say("no-songs")


async def test_not_my_mood_offers_three_moods_and_a_way_back(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    (moods,) = await stage.press(ada, answer, "🤔")
    assert moods.reply.delivery is Delivery.BUTTONS
    assert [[button.label for button in row] for row in moods.reply.buttons] == [
        ["😊 Happy", "😌 Calm", "😢 Sad"],
        [stage.say("back-button")],
    ]
    (back,) = await stage.press(ada, moods, stage.say("back-button"))
    assert (back.reply.delivery, back.reply.buttons) == (Delivery.BUTTONS, answer.reply.buttons)


async def test_the_mood_named_is_answered_in_place_and_stored_with_what_was_seen(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada, Emotion.HAPPY)
    (moods,) = await stage.press(ada, answer, "🤔")
    (calm,) = await stage.press(ada, moods, "😌")
    assert (calm.reply.delivery, calm.reply.mood) == (Delivery.EDIT, Mood.CALM)
    assert calm.reply.text.startswith(stage.say("corrected", mood=Mood.CALM))
    records = await stage.storage.privacy.export((await stage.person(ada)).id)
    assert records is not None
    (correction,) = [record["content"] for record in records["corrections"]]
    assert (correction["answered"], correction["felt"]) == ("happy", "calm")
    assert correction["emotions"]["happy"] > 0.8
    content = await stored_content(stage, ada)
    assert (content.mood, content.felt) == (Mood.CALM, Mood.CALM)


async def test_naming_the_same_mood_again_is_one_correction(stage: Stage) -> None:
    ada = await stage.agreed()
    (moods,) = await stage.press(ada, await answered(stage, ada), "🤔")
    for _ in range(2):
        await stage.press(ada, moods, "😊")
    records = await stage.storage.privacy.export((await stage.person(ada)).id)
    assert records is not None
    assert len(records["corrections"]) == 1


async def test_lift_and_match_change_the_songs_and_the_button(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada, Emotion.NEUTRAL)
    (lifted,) = await stage.press(ada, answer, stage.say("lift-button"))
    assert (lifted.reply.delivery, lifted.reply.mood) == (Delivery.EDIT, Mood.HAPPY)
    assert "songs to <b>lift</b> you" in lifted.reply.text
    (matched,) = await stage.press(ada, lifted, stage.say("match-button"))
    assert matched.reply.mood is Mood.CALM
    assert matched.button(stage.say("lift-button"))


async def test_two_presses_at_once_lose_no_song(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    await asyncio.gather(
        stage.press(ada, answer, "🔀"), stage.press(ada, answer, stage.say("lift-button"))
    )
    content = await stored_content(stage, ada)
    assert content.earlier[:5] == song_ids(answer)
    assert len({*content.earlier, *content.song_ids}) == 15


async def test_the_same_button_pressed_twice_at_once_gives_songs_once(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    await asyncio.gather(*(stage.press(ada, answer, "🔀") for _ in range(3)))
    assert len((await stored_content(stage, ada)).earlier) == 5


async def test_buttons_work_after_a_restart_and_years(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    await stage.restart()
    (more,) = await stage.press(ada, answer, "🔀")
    assert more.reply.songs
    stage.clock.move(days=700)
    await stage.storage.purge()
    for label in ("▶ 1", "👍", "🔀", "🤔", stage.say("lift-button")):
        (old,) = await stage.press(ada, answer, label)
        assert old.reply.text == stage.say("hint-outdated")


async def test_somebody_elses_answer_is_not_ones_own(stage: Stage) -> None:
    answer = await answered(stage, await stage.agreed("ada"))
    for label in ("▶ 1", "👍", "🔀", "🤔", stage.say("lift-button")):
        (told,) = await stage.press(a_speaker("bo"), answer, label)
        assert told.reply.delivery is Delivery.NOTICE
        assert told.reply.text == stage.say("answer-of-another")


async def test_without_storage_other_songs_come_still(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    with stage.without_writing():
        (more,) = await stage.press(ada, answer, "🔀")
    assert not set(song_ids(more)) & set(song_ids(answer))
    assert more.button("😊")
    assert (await stored_content(stage, ada)).song_ids == song_ids(answer)


async def test_songs_without_a_picture_do_not_stand_below_the_picture_of_others(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    stage.studio.is_broken = True
    (more,) = await stage.press(ada, answer, "🔀")
    assert more.reply.delivery is Delivery.MESSAGE


async def test_buttons_that_were_tampered_with_are_told(stage: Stage) -> None:
    ada = await stage.agreed()
    answer = await answered(stage, ada)
    answer_id = answer.button("🔀").action.split(":")[1]
    for action in ("more", f"lift:{answer_id}", f"lift:{answer_id}:2", f"felt:{answer_id}:angry"):
        (old,) = await stage.press_action(ada, action)
        assert old.reply.text == stage.say("hint-outdated")
