"""A selfie arrives: limits, consent, and each photo once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversation.notice import NOTICE_VERSION
from bot.settings import LimitSettings
from bot.storage.records import Purpose
from tests.support.conversations import Sent, Stage, a_face, a_speaker, open_stage

ONE_MINUTE = "Please try again in 1 minute."


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[Stage]:
    limits = LimitSettings(selfies_per_minute=2, selfies_per_day=3)
    async with open_stage(tmp_path, limits) as opened:
        yield opened


def answers_of(sent: list[Sent]) -> list[Sent]:
    return [one for one in sent if one.reply.songs]


async def test_a_selfie_is_acknowledged_and_an_activity_shown_at_once(stage: Stage) -> None:
    await stage.send_photo(await stage.agreed(), a_face())
    assert (stage.platform.acknowledged, stage.platform.activities) == (1, 1)


async def test_a_photo_delivered_again_is_not_answered_again(stage: Stage) -> None:
    ada = await stage.agreed()
    photo = stage.new_photo(a_face())
    (answer,) = await stage.send_photo(ada, photo=photo)
    assert answer.reply.songs
    assert await stage.send_photo(ada, photo=photo) == []
    assert len(stage.analyzer.seen) == 1


async def test_each_photo_of_an_album_is_answered_with_songs_of_its_own(stage: Stage) -> None:
    ada = await stage.agreed()
    await asyncio.gather(*(stage.send_photo(ada, a_face()) for _ in range(6)))
    songs = [song.song_id for sent in stage.sent for song in sent.reply.songs]
    assert len(songs) == len(set(songs)) == 30


async def test_an_album_before_consent_is_asked_about_once_and_then_answered_whole(
    stage: Stage,
) -> None:
    ada = a_speaker()
    await asyncio.gather(*(stage.send_photo(ada, a_face()) for _ in range(3)))
    (asked,) = stage.sent
    replies = await stage.press(ada, asked, "✅")
    assert len(answers_of(replies)) == 3


async def test_a_photo_that_waited_is_answered_in_the_language_it_was_sent_in(
    stage: Stage,
) -> None:
    russian = a_speaker(language_code="ru")
    (asked,) = await stage.send_photo(russian, a_face())
    replies = await stage.press(russian, asked, "✅")
    (answer,) = answers_of(replies)
    assert "весёлые песни" in answer.reply.text


async def test_one_bad_photo_among_those_that_waited_does_not_stop_the_others(
    stage: Stage,
) -> None:
    ada = a_speaker()
    photos = [stage.new_photo(a_face()) for _ in range(3)]
    await asyncio.gather(*(stage.send_photo(ada, photo=photo) for photo in photos))
    del stage.platform.photos[photos[1].file_id]
    replies = await stage.press(ada, stage.sent[0], "✅")
    assert len(answers_of(replies)) == 2
    assert any(stage.say("error-photo-gone") in one.reply.text for one in replies)


async def test_a_photo_that_comes_while_the_person_agrees_is_answered(stage: Stage) -> None:
    ada = a_speaker()
    person = await stage.person(ada)

    async def agree() -> None:
        await stage.storage.people.record_consent(
            person.id, Purpose.ANALYSIS, given=True, text_version=NOTICE_VERSION
        )

    photos = [stage.send_photo(ada, a_face()) for _ in range(5)]
    await asyncio.gather(*photos[:2], agree(), *photos[2:])
    owed = await stage.storage.selfies.is_awaiting_consent(person.id)
    asked = [one for one in stage.sent if not one.reply.songs]
    # Whatever was too early for the tap has the question with the button to answer it.
    assert len(answers_of(stage.sent)) == 5 or (owed and asked)


async def test_too_many_selfies_a_minute_are_told_with_minutes_and_then_answered_again(
    strict: Stage,
) -> None:
    ada = await strict.agreed()
    for _ in range(2):
        assert answers_of(await strict.send_photo(ada, a_face()))
    (refusal,) = await strict.send_photo(ada, a_face())
    assert ONE_MINUTE in refusal.reply.text
    strict.clock.move(minutes=1)
    assert answers_of(await strict.send_photo(ada, a_face()))


async def test_an_album_over_the_limit_is_told_once(strict: Stage) -> None:
    ada = await strict.agreed()
    await asyncio.gather(*(strict.send_photo(ada, a_face()) for _ in range(10)))
    assert len(answers_of(strict.sent)) == 2
    assert len([one for one in strict.sent if ONE_MINUTE in one.reply.text]) == 1
    strict.clock.move(seconds=11)
    assert len(await strict.send_photo(ada, a_face())) == 1


async def test_one_persons_limit_is_not_anothers(strict: Stage) -> None:
    ada, bo = await strict.agreed("ada"), await strict.agreed("bo")
    for _ in range(3):
        await strict.send_photo(ada, a_face())
    assert answers_of(await strict.send_photo(bo, a_face()))


async def test_the_limit_of_a_day_outlives_a_restart(strict: Stage) -> None:
    ada = await strict.agreed()
    for _ in range(3):
        strict.clock.move(minutes=2)
        assert answers_of(await strict.send_photo(ada, a_face()))
    await strict.restart()
    (refusal,) = await strict.send_photo(ada, a_face())
    assert refusal.reply.text == strict.say("error-limit-day")
    strict.clock.move(hours=25)
    assert answers_of(await strict.send_photo(ada, a_face()))


async def test_forgetting_oneself_does_not_lift_the_limit_of_a_minute(strict: Stage) -> None:
    ada = await strict.agreed()
    for _ in range(2):
        await strict.send_photo(ada, a_face())
    await strict.storage.privacy.forget((await strict.person(ada)).id)
    await strict.agreed()
    strict.clock.move(seconds=20)
    (refusal,) = await strict.send_photo(ada, a_face())
    assert ONE_MINUTE in refusal.reply.text


async def test_limits_of_zero_are_none(stage: Stage) -> None:
    ada = await stage.agreed()
    for _ in range(12):
        assert answers_of(await stage.send_photo(ada, a_face()))
