"""What a photo is answered with, and what becomes of one that fails."""

import asyncio

import pytest

from bot.conversation.replies import Delivery
from bot.errors import PersonForgottenError, PersonUnreachableError, PlatformError
from bot.storage.records import Preferences
from inference.emotions import Emotion
from inference.errors import (
    ImageDecodeError,
    PoolClosedError,
    QueueFullError,
    WorkerCrashedError,
)
from inference.moods import Mood
from tests.support.conversations import Stage, a_face


def labels(stage: Stage) -> list[list[str]]:
    return [[button.label for button in row] for row in stage.sent[-1].reply.buttons]


async def test_one_selfie_is_one_message_with_a_picture_and_five_songs(stage: Stage) -> None:
    (answer,) = await stage.send_photo(await stage.agreed(), a_face(Emotion.HAPPY, 0.9))
    reply = answer.reply
    assert reply.delivery is Delivery.MESSAGE
    assert reply.picture is not None
    assert reply.picture.alt == "happy songs"
    assert [card.number for card in reply.songs] == [1, 2, 3, 4, 5]
    assert stage.studio.drawn == ["answer happy: " + ", ".join(card.title for card in reply.songs)]
    assert reply.mood is Mood.HAPPY
    assert reply.text.startswith("You look <b>happy</b>: here are <b>happy songs</b>.\nhappy 90%")
    assert reply.text_beside_songs is not None
    assert "1. " not in reply.text_beside_songs
    for card in reply.songs:
        assert card.action == answer.button(f"▶ {card.number}").action
        assert f'{card.number}. <a href="{card.page_url}">' in reply.text


async def test_below_an_answer_are_songs_opinions_and_ways_on(stage: Stage) -> None:
    await stage.send_photo(await stage.agreed(), a_face(Emotion.SAD))
    assert labels(stage) == [
        ["▶ 1", "▶ 2", "▶ 3", "▶ 4", "▶ 5"],
        ["👍", "👎"],
        [stage.say("more-songs-button")],
        [stage.say("not-my-mood-button"), stage.say("lift-button")],
    ]


async def test_more_than_five_songs_have_two_rows(stage: Stage) -> None:
    ada = await stage.agreed()
    person = await stage.person(ada)
    await stage.storage.people.set_preferences(person.id, Preferences(songs_per_answer=8))
    await stage.send_photo(ada, a_face())
    assert labels(stage)[:2] == [["▶ 1", "▶ 2", "▶ 3", "▶ 4", "▶ 5"], ["▶ 6", "▶ 7", "▶ 8"]]


@pytest.mark.parametrize(("share", "verdict"), [(0.76, "You look"), (0.74, "You seem")])
async def test_the_verdict_says_how_sure_it_is(stage: Stage, share: float, verdict: str) -> None:
    (answer,) = await stage.send_photo(await stage.agreed(), a_face(Emotion.HAPPY, share))
    assert answer.reply.text.startswith(verdict)


async def test_who_likes_to_be_lifted_gets_other_songs_unless_they_are_happy(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    person = await stage.person(ada)
    await stage.storage.people.set_preferences(person.id, Preferences(lift=True))
    (lifted,) = await stage.send_photo(ada, a_face(Emotion.NEUTRAL))
    assert "here are songs to <b>lift</b> you" in lifted.reply.text
    assert lifted.reply.mood is Mood.HAPPY
    assert labels(stage)[-1] == [stage.say("not-my-mood-button"), stage.say("match-button")]
    (matched,) = await stage.send_photo(ada, a_face(Emotion.HAPPY))
    assert "here are <b>happy songs</b>" in matched.reply.text
    assert labels(stage)[-1] == [stage.say("not-my-mood-button")]


async def test_the_answer_is_in_the_history_with_what_was_seen(stage: Stage) -> None:
    ada = await stage.agreed()
    (answer,) = await stage.send_photo(ada, a_face(Emotion.HAPPY, 0.9))
    person = await stage.person(ada)
    (stored,) = (await stage.storage.answers.history(person.id)).answers
    assert stored.content.song_ids == tuple(card.song_id for card in answer.reply.songs)
    assert stored.content.faces[0].emotions[Emotion.HAPPY] == pytest.approx(0.9)
    assert stored.content.message == answer.message


async def test_nobody_in_the_photo_gets_tips_and_moods_to_pick_from(stage: Stage) -> None:
    ada = await stage.agreed()
    (tips,) = await stage.send_photo(ada)
    assert tips.reply.text == stage.say("no-face")
    assert labels(stage) == [["😊 Happy", "😌 Calm", "😢 Sad"]]
    (answer,) = await stage.press(ada, tips, "😌")
    assert answer.reply.delivery is Delivery.EDIT
    assert answer.message == tips.message
    assert answer.reply.mood is Mood.CALM
    assert await stage.restart() == []


async def test_an_answer_comes_without_a_picture_that_cannot_be_drawn(stage: Stage) -> None:
    stage.studio.is_broken = True
    (answer,) = await stage.send_photo(await stage.agreed(), a_face())
    assert answer.reply.picture is None
    assert len(answer.reply.songs) == 5


async def test_an_answer_comes_with_no_provider_in_reach(stage: Stage) -> None:
    stage.media.is_silent = True
    (answer,) = await stage.send_photo(await stage.agreed(), a_face())
    assert all(card.page_url.startswith("https://") for card in answer.reply.songs)
    assert "Deezer" not in answer.reply.text


async def test_without_storage_songs_come_still_and_only_buttons_that_need_none(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    stage.clock.move(hours=2)
    with stage.without_writing():
        (answer,) = await stage.send_photo(ada, a_face())
        assert len(answer.reply.songs) == 5
        assert labels(stage) == [["😊 Happy", "😌 Calm", "😢 Sad"]]
        (sad,) = await stage.press(ada, answer, "😢")
        assert sad.reply.mood is Mood.SAD
    (stored,) = await stage.send_photo(ada, a_face())
    assert stored.button("▶ 1")


async def test_who_is_forgotten_meanwhile_is_not_answered(stage: Stage) -> None:
    ada = await stage.agreed()
    person = await stage.person(ada)

    async def forget() -> None:
        await stage.storage.privacy.forget(person.id)

    stage.analyzer.meanwhile = forget
    with pytest.raises(PersonForgottenError):
        await stage.send_photo(ada, a_face())
    assert stage.sent == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ImageDecodeError("no picture"), "error-photo-damaged"),
        (QueueFullError("64 wait"), "error-busy"),
        (WorkerCrashedError("it died"), "error-slow"),
    ],
)
async def test_a_photo_that_cannot_be_analysed_is_told_and_not_tried_again(
    stage: Stage, error: Exception, said: str
) -> None:
    ada = await stage.agreed()
    with pytest.raises(type(error)):
        await stage.send_photo(ada, photo=stage.new_photo(error=error))
    (apology,) = await stage.apologize(error, ada)
    assert stage.say(said) in apology.reply.text
    assert await stage.restart() == []


async def test_a_deleted_photo_is_told_and_not_tried_again(stage: Stage) -> None:
    ada = await stage.agreed()
    photo = stage.new_photo(a_face())
    stage.platform.photos.clear()
    with pytest.raises(PlatformError) as raised:
        await stage.send_photo(ada, photo=photo)
    (apology,) = await stage.apologize(raised.value, ada)
    assert stage.say("error-photo-gone") in apology.reply.text
    assert await stage.restart() == []


async def test_who_blocked_the_bot_is_not_answered_after_a_restart(stage: Stage) -> None:
    stage.platform.send_faults.append(PersonUnreachableError("blocked"))
    with pytest.raises(PersonUnreachableError):
        await stage.send_photo(await stage.agreed(), a_face())
    assert await stage.restart() == []


async def test_what_the_platform_did_not_deliver_is_delivered_after_a_restart(
    stage: Stage,
) -> None:
    stage.platform.send_faults.append(PlatformError("no connection"))
    with pytest.raises(PlatformError):
        await stage.send_photo(await stage.agreed(), a_face())
    (answer,) = await stage.restart()
    assert len(answer.reply.songs) == 5


async def test_a_photo_that_the_stopping_program_did_not_get_to_is_answered_by_the_next(
    stage: Stage,
) -> None:
    photo = stage.new_photo(error=PoolClosedError("the program stops"))
    assert await stage.send_photo(await stage.agreed(), photo=photo) == []
    stage.analyzer.faces.clear()
    (answer,) = await stage.restart()
    assert answer.reply.text == stage.say("no-face")


async def test_two_people_are_answered_at_once(stage: Stage) -> None:
    both = asyncio.Barrier(2)

    async def meet() -> None:
        async with asyncio.timeout(30):
            await both.wait()

    stage.analyzer.meanwhile = meet
    ada, bo = await stage.agreed("ada"), await stage.agreed("bo")
    await asyncio.gather(stage.send_photo(ada, a_face()), stage.send_photo(bo, a_face()))
    assert len(stage.sent) == 2
