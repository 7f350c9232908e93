"""Several faces in a photo, and a face that could show two moods."""

from bot.conversation.people import Speaker
from bot.conversation.replies import Delivery
from bot.storage.records import AnswerContent, Preferences
from inference.emotions import Emotion
from inference.moods import Mood
from inference.selfie import FaceAnalysis
from tests.support.conversations import Sent, Stage, a_face, a_speaker

UNCLEAR = a_face(Emotion.SAD, 0.42, neutral=0.2)


async def stored_contents(stage: Stage, speaker: Speaker) -> list[AnswerContent]:
    page = await stage.storage.answers.history((await stage.person(speaker)).id)
    return [answer.content for answer in page.answers]


async def asked_about(stage: Stage, speaker: Speaker, *faces: FaceAnalysis) -> Sent:
    (asked,) = await stage.send_photo(speaker, *faces)
    return asked


def labels(sent: Sent) -> list[list[str]]:
    return [[button.label for button in row] for row in sent.reply.buttons]


async def test_several_faces_come_back_numbered_with_a_button_each(stage: Stage) -> None:
    asked = await asked_about(stage, await stage.agreed(), *[a_face()] * 3)
    assert asked.reply.picture is not None
    assert asked.reply.picture.data == b"faces in b'photo 1': 3"
    assert asked.reply.text == stage.say("several-faces", count=3)
    assert labels(asked) == [["👤 1", "👤 2", "👤 3"]]


async def test_a_crowd_gets_buttons_for_the_ten_largest_faces(stage: Stage) -> None:
    asked = await asked_about(stage, await stage.agreed(), *[a_face()] * 14)
    assert [len(row) for row in asked.reply.buttons] == [5, 5]


async def test_one_face_after_the_other_is_answered_below_the_picture(stage: Stage) -> None:
    ada = await stage.agreed()
    asked = await asked_about(stage, ada, a_face(Emotion.HAPPY), a_face(Emotion.SAD))
    (sad,) = await stage.press(ada, asked, "👤 2")
    (happy,) = await stage.press(ada, asked, "👤 1")
    assert (sad.reply.mood, happy.reply.mood) == (Mood.SAD, Mood.HAPPY)
    assert {sad.reply.delivery, happy.reply.delivery} == {Delivery.MESSAGE}


async def test_only_the_face_answered_for_is_in_the_history(stage: Stage) -> None:
    ada = await stage.agreed()
    asked = await asked_about(stage, ada, a_face(Emotion.HAPPY), a_face(Emotion.SAD))
    assert await stored_contents(stage, ada) == []
    await stage.press(ada, asked, "👤 2")
    (content,) = await stored_contents(stage, ada)
    (face,) = content.faces
    assert max(face.emotions, key=lambda one: face.emotions[one]) is Emotion.SAD


async def test_a_face_is_answered_after_a_restart_and_nothing_is_owed_until_then(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    asked = await asked_about(stage, ada, a_face(Emotion.HAPPY), a_face(Emotion.SAD))
    assert await stage.restart() == []
    (sad,) = await stage.press(ada, asked, "👤 2")
    assert sad.reply.mood is Mood.SAD


async def test_what_was_seen_is_kept_for_a_day_and_then_the_button_says_so(stage: Stage) -> None:
    ada = await stage.agreed()
    asked = await asked_about(stage, ada, a_face(), a_face())
    stage.clock.move(hours=25)
    await stage.storage.purge()
    (gone,) = await stage.press(ada, asked, "👤 2")
    assert gone.reply.text == stage.say("faces-gone")
    (answer,) = await stage.press(ada, gone, "😊")
    assert answer.reply.mood is Mood.HAPPY


async def test_somebody_else_gets_songs_for_a_face_but_nothing_seen_is_stored_of_them(
    stage: Stage,
) -> None:
    ada, bo = await stage.agreed("ada"), a_speaker("bo")
    asked = await asked_about(stage, ada, a_face(Emotion.HAPPY), a_face(Emotion.SAD))
    (answer,) = await stage.press(bo, asked, "👤 2")
    assert "You look <b>sad</b>" in answer.reply.text
    (content,) = await stored_contents(stage, bo)
    assert (content.faces, content.face, content.felt) == ((), None, Mood.SAD)
    assert await stored_contents(stage, ada) == []
    (more,) = await stage.press(bo, answer, "🔀")
    assert more.reply.mood is Mood.SAD


async def test_where_the_boxes_cannot_be_drawn_the_largest_face_is_answered(
    stage: Stage,
) -> None:
    stage.studio.is_broken = True
    (answer,) = await stage.send_photo(
        await stage.agreed(), a_face(Emotion.SAD), a_face(Emotion.HAPPY)
    )
    assert answer.reply.mood is Mood.SAD
    assert answer.reply.songs


async def test_where_nothing_can_be_stored_the_largest_face_is_answered(stage: Stage) -> None:
    ada = await stage.agreed()
    with stage.without_writing():
        (answer,) = await stage.send_photo(ada, a_face(Emotion.SAD), a_face(Emotion.HAPPY))
    assert answer.reply.mood is Mood.SAD


async def test_an_unclear_face_gets_the_two_likeliest_moods_and_the_third_below(
    stage: Stage,
) -> None:
    asked = await asked_about(stage, await stage.agreed(), UNCLEAR)
    assert asked.reply.text == stage.say("unsure", first_mood=Mood.SAD, second_mood=Mood.CALM)
    assert labels(asked) == [["😢 Sad", "😌 Calm"], ["😊 Happy"]]


async def test_just_clear_enough_is_answered_at_once(stage: Stage) -> None:
    (answer,) = await stage.send_photo(await stage.agreed(), a_face(Emotion.SAD, 0.46))
    assert answer.reply.songs


async def test_the_mood_said_is_answered_in_place_and_learned_from(stage: Stage) -> None:
    ada = await stage.agreed()
    asked = await asked_about(stage, ada, UNCLEAR)
    (answer,) = await stage.press(ada, asked, "😌")
    assert (answer.reply.delivery, answer.message) == (Delivery.EDIT, asked.message)
    assert answer.reply.mood is Mood.CALM
    records = await stage.storage.privacy.export((await stage.person(ada)).id)
    assert records is not None
    (correction,) = [record["content"] for record in records["corrections"]]
    assert (correction["answered"], correction["felt"]) == ("sad", "calm")
    assert correction["emotions"]["sad"] > 0.3


async def test_the_likeliest_mood_said_is_no_correction(stage: Stage) -> None:
    ada = await stage.agreed()
    await stage.press(ada, await asked_about(stage, ada, UNCLEAR), "😢")
    records = await stage.storage.privacy.export((await stage.person(ada)).id)
    assert records is not None
    assert records["corrections"] == []


async def test_who_likes_to_be_lifted_is_from_the_mood_they_say(stage: Stage) -> None:
    ada = await stage.agreed()
    person = await stage.person(ada)
    await stage.storage.people.set_preferences(person.id, Preferences(lift=True))
    (answer,) = await stage.press(ada, await asked_about(stage, ada, UNCLEAR), "😌")
    assert answer.reply.mood is Mood.HAPPY
    assert answer.button(stage.say("match-button"))


async def test_a_mood_said_too_late_is_answered_all_the_same(stage: Stage) -> None:
    ada = await stage.agreed()
    asked = await asked_about(stage, ada, UNCLEAR)
    stage.clock.move(hours=25)
    await stage.storage.purge()
    (answer,) = await stage.press(ada, asked, "😌")
    assert answer.reply.mood is Mood.CALM


async def test_somebody_elses_word_on_a_mood_does_not_take_the_questions_place(
    stage: Stage,
) -> None:
    ada, bo = await stage.agreed("ada"), a_speaker("bo")
    asked = await asked_about(stage, ada, UNCLEAR)
    (answer,) = await stage.press(bo, asked, "😌")
    assert answer.reply.delivery is Delivery.MESSAGE
    records = await stage.storage.privacy.export((await stage.person(bo)).id)
    assert records is not None
    assert records["corrections"] == []


async def test_an_unclear_face_among_several_is_asked_about_below(stage: Stage) -> None:
    ada = await stage.agreed()
    asked = await asked_about(stage, ada, a_face(), UNCLEAR)
    (question,) = await stage.press(ada, asked, "👤 2")
    assert question.reply.delivery is Delivery.MESSAGE
    (answer,) = await stage.press(ada, question, "😢")
    assert (answer.message, answer.reply.mood) == (question.message, Mood.SAD)


async def test_where_nothing_can_be_stored_an_unclear_face_gets_moods_to_pick_from(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    with stage.without_writing():
        asked = await asked_about(stage, ada, UNCLEAR)
        (answer,) = await stage.press(ada, asked, "😌")
    assert answer.reply.mood is Mood.CALM


async def test_buttons_that_were_tampered_with_are_told(stage: Stage) -> None:
    ada = await stage.agreed()
    for action in ("face", "face:x", "face:x:y", "face:unknown:0"):
        (gone,) = await stage.press_action(ada, action)
        assert gone.reply.text == stage.say("faces-gone")
    for action in ("sure", "sure:x:0", "sure:x:0:angry", "sure:x:y:sad"):
        (old,) = await stage.press_action(ada, action)
        assert old.reply.text == stage.say("hint-outdated")
