"""What an earlier process left unanswered."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.conversation.people import Speaker
from bot.errors import PlatformError
from bot.storage.records import Purpose
from inference.errors import PoolClosedError
from tests.support.conversations import Sent, Stage, a_face, a_speaker


class Killed(BaseException):
    """The process ends here, without a chance to put anything in order."""


async def killed_while_looking(stage: Stage, speaker: Speaker, photos: int = 1) -> None:
    """Leave photos that were received, but not answered."""

    async def die() -> None:
        raise Killed

    stage.analyzer.meanwhile = die
    for _ in range(photos):
        with pytest.raises(Killed):
            await stage.send_photo(speaker, a_face())
    stage.analyzer.meanwhile = None


async def killed_while_sending(stage: Stage, speaker: Speaker) -> None:
    """Leave a photo whose answer is stored, but not sent."""
    stage.platform.send_faults.append(PlatformError("the connection is gone"))
    with pytest.raises(PlatformError):
        await stage.send_photo(speaker, a_face())


def answers_of(sent: list[Sent]) -> list[Sent]:
    return [one for one in sent if one.reply.songs]


async def test_a_photo_that_was_being_looked_at_is_looked_at_again(stage: Stage) -> None:
    await killed_while_looking(stage, await stage.agreed())
    (answer,) = await stage.restart()
    assert len(answer.reply.songs) == 5
    assert await stage.restart() == []


async def test_an_answer_that_was_stored_is_sent_as_it_was(stage: Stage) -> None:
    ada = await stage.agreed()
    await killed_while_sending(stage, ada)
    person = await stage.person(ada)
    (stored,) = (await stage.storage.answers.history(person.id)).answers
    (answer,) = await stage.restart()
    assert tuple(card.song_id for card in answer.reply.songs) == stored.content.song_ids
    assert len(stage.analyzer.seen) == 1
    (kept,) = (await stage.storage.answers.history(person.id)).answers
    assert kept.content.message == answer.message
    assert await stage.restart() == []


async def test_a_stored_answer_is_sent_without_songs_that_left_the_catalogue(
    stage: Stage,
) -> None:
    ada = await stage.agreed()
    await killed_while_sending(stage, ada)
    person = await stage.person(ada)
    (stored,) = (await stage.storage.answers.history(person.id)).answers
    stage.keep_songs(stored.content.song_ids[1:3])
    (answer,) = await stage.restart()
    assert [card.song_id for card in answer.reply.songs] == list(stored.content.song_ids[1:3])
    (playing,) = await stage.press(ada, answer, "▶ 1")
    assert playing.reply.audio is not None
    assert playing.reply.audio.song_id == stored.content.song_ids[1]


async def test_the_answer_is_in_the_language_of_then(stage: Stage) -> None:
    await killed_while_looking(stage, await stage.agreed(language_code="ru"))
    (answer,) = await stage.restart()
    assert "весёлые песни" in answer.reply.text


async def test_many_are_answered_a_few_at_a_time(stage: Stage) -> None:
    await killed_while_looking(stage, await stage.agreed(), photos=12)
    at_once, most, two_at_once = 0, 0, asyncio.Event()

    async def look() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        if at_once > 1:
            two_at_once.set()
        await asyncio.wait_for(two_at_once.wait(), 10)
        await asyncio.sleep(0.01)
        at_once -= 1

    stage.analyzer.meanwhile = look
    assert len(answers_of(await stage.restart())) == 12
    assert 1 < most <= 4


async def test_one_that_fails_is_apologised_for_and_does_not_stop_the_others(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    ada = await stage.agreed()
    await killed_while_looking(stage, ada, photos=3)
    poison = stage.analyzer.seen[1]
    stage.analyzer.faces[poison] = RuntimeError("a bug")
    with caplog.at_level(logging.ERROR):
        sent = await stage.restart()
    assert len(answers_of(sent)) == 2
    (apology,) = [one for one in sent if not one.reply.songs]
    assert apology.reply.text.startswith("Something went wrong on my side.")
    assert "a bug" in caplog.text


async def test_a_photo_that_ended_the_process_twice_is_not_looked_at_again(
    stage: Stage,
) -> None:
    await killed_while_looking(stage, await stage.agreed())
    stage.analyzer.faces[stage.analyzer.seen[0]] = PoolClosedError("the program ends")
    assert await stage.restart() == []
    (apology,) = await stage.restart()
    assert stage.say("error-slow") in apology.reply.text
    assert len(stage.analyzer.seen) == 2
    assert await stage.restart() == []


async def test_a_photo_deleted_meanwhile_is_told_once(stage: Stage) -> None:
    await killed_while_looking(stage, await stage.agreed())
    stage.platform.photos.clear()
    (apology,) = await stage.restart()
    assert stage.say("error-photo-gone") in apology.reply.text
    assert await stage.restart() == []


@pytest.mark.parametrize("kill", [killed_while_looking, killed_while_sending])
async def test_who_withdrew_consent_meanwhile_is_left_alone(stage: Stage, kill: object) -> None:
    assert callable(kill)
    ada = await stage.agreed()
    await kill(stage, ada)
    person = await stage.person(ada)
    await stage.storage.people.record_consent(
        person.id, Purpose.ANALYSIS, given=False, text_version="1.0"
    )
    before = len(stage.analyzer.seen)
    assert await stage.restart() == []
    assert len(stage.analyzer.seen) == before
    assert await stage.restart() == []


async def test_who_was_forgotten_meanwhile_is_left_alone(stage: Stage) -> None:
    ada = await stage.agreed()
    await killed_while_looking(stage, ada)
    await stage.storage.privacy.forget((await stage.person(ada)).id)
    assert await stage.restart() == []


async def test_an_apology_that_cannot_be_sent_does_not_stop_the_others(stage: Stage) -> None:
    await killed_while_looking(stage, await stage.agreed(), photos=2)
    stage.platform.photos.pop("file-1")
    stage.platform.send_faults.append(PlatformError("no connection"))
    sent = await stage.restart()
    assert len(answers_of([*sent, *await stage.restart()])) == 1


async def test_selfies_of_a_platform_that_is_not_there_stay_owed(stage: Stage) -> None:
    ada = await stage.agreed()
    await killed_while_looking(stage, ada)
    await stage.conversation.answer_owed([])
    (answer,) = await stage.restart()
    assert answer.reply.songs


async def test_a_photo_that_comes_after_the_start_is_not_answered_twice(stage: Stage) -> None:
    ada = await stage.agreed()
    stage.clock.move(seconds=1)

    async def look_for_owed() -> None:
        stage.analyzer.meanwhile = None
        await stage.conversation.answer_owed([stage.platform])

    stage.analyzer.meanwhile = look_for_owed
    assert len(await stage.send_photo(ada, a_face())) == 1


async def test_an_outage_longer_than_any_attempt_costs_no_selfie(stage: Stage) -> None:
    ada = await stage.agreed()
    await killed_while_sending(stage, ada)
    stage.clock.move(minutes=20)
    for _ in range(5):
        stage.platform.send_faults.extend([PlatformError("no connection")] * 2)
        await stage.conversation.answer_owed([stage.platform], stage.clock())
    stage.platform.send_faults.clear()
    before = len(stage.sent)
    await stage.conversation.answer_owed([stage.platform], stage.clock())
    assert len(answers_of(stage.sent[before:])) == 1


async def test_a_look_for_what_an_outage_left_spares_fresh_selfies(stage: Stage) -> None:
    ada = await stage.agreed()
    await killed_while_sending(stage, ada)
    before = len(stage.sent)
    await stage.conversation.answer_owed([stage.platform], stage.clock() - timedelta(minutes=15))
    assert stage.sent[before:] == []


async def test_what_waited_for_consent_when_the_process_ended_waits_on(stage: Stage) -> None:
    ada = a_speaker()
    (asked,) = await stage.send_photo(ada, a_face())
    assert await stage.restart() == []
    replies = await stage.press(ada, asked, "✅")
    assert len(answers_of(replies)) == 1
