import asyncio
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from bot.errors import PersonForgottenError
from bot.storage.records import FaceMood
from bot.storage.storage import Storage
from inference.emotions import Emotion
from inference.moods import Mood
from tests.support.clock import Clock
from tests.support.people import CALM_FACE, calm_answer, message


async def test_an_answer_comes_back_as_it_was(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    stored = await storage.answers.add(person.id, calm_answer("a", "b", lift=True))
    assert await storage.answers.get(stored.id) == stored
    await storage.answers.mark_sent(stored.id, message(7))
    again = await storage.answers.get(stored.id)
    assert again is not None
    assert again.content == replace(stored.content, message=message(7))


async def test_an_answers_id_fits_into_a_button(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    answer = await storage.answers.add(person.id, calm_answer())
    assert len(answer.id) == 16


async def test_an_unknown_answer_is_none(storage: Storage) -> None:
    assert await storage.answers.get("no-such-answer") is None
    await storage.answers.mark_sent("no-such-answer", message())
    await storage.answers.change("no-such-answer", calm_answer())


async def test_the_history_is_paged_newest_first(storage: Storage, clock: Clock) -> None:
    person = await storage.people.meet("telegram", "42")
    for number in range(7):
        clock.move(minutes=number % 2)
        await storage.answers.add(person.id, calm_answer(str(number)))
    first = await storage.answers.history(person.id, page=0, page_size=3)
    assert [answer.content.song_ids for answer in first.answers] == [("6",), ("5",), ("4",)]
    last = await storage.answers.history(person.id, page=99, page_size=3)
    assert [answer.content.song_ids for answer in last.answers] == [("0",)]
    assert (last.page, last.page_count) == (2, 3)


async def test_an_empty_history_has_one_empty_page(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    page = await storage.answers.history(person.id, page=-1)
    assert (page.answers, page.page, page.page_count) == ((), 0, 1)


async def test_each_history_is_the_persons_own(storage: Storage) -> None:
    one, other = [await storage.people.meet("telegram", name) for name in ("1", "2")]
    await storage.answers.add(one.id, calm_answer())
    assert (await storage.answers.history(other.id)).answers == ()
    assert await storage.answers.heard_song_ids(other.id) == frozenset()


async def test_moods_over_time_are_those_of_selfies(storage: Storage, clock: Clock) -> None:
    person = await storage.people.meet("telegram", "42")
    start = clock.time
    await storage.answers.add(person.id, calm_answer())
    clock.move(days=1)
    await storage.answers.add(person.id, calm_answer(faces=(), face=None, mood=Mood.SAD))
    await storage.answers.add(person.id, calm_answer(mood=Mood.HAPPY))
    moments = await storage.answers.moods_since(person.id, start)
    assert [moment.mood for moment in moments] == [Mood.CALM, Mood.HAPPY]
    assert [moment.at for moment in moments] == [start, clock.time]
    assert moments[0].moods == CALM_FACE.moods
    assert len(await storage.answers.moods_since(person.id, clock.time)) == 1


async def test_what_a_person_says_of_their_mood_goes_before_what_was_seen(
    storage: Storage, clock: Clock
) -> None:
    person = await storage.people.meet("telegram", "42")
    await storage.answers.add(person.id, calm_answer(felt=Mood.SAD))
    (moment,) = await storage.answers.moods_since(person.id, clock.time)
    assert moment.mood is Mood.SAD
    assert moment.moods == {Mood.HAPPY: 0, Mood.CALM: 0, Mood.SAD: 1}


async def test_songs_are_heard_for_thirty_days(storage: Storage, clock: Clock) -> None:
    person = await storage.people.meet("telegram", "42")
    await storage.answers.add(person.id, calm_answer("old"))
    clock.move(days=29)
    await storage.answers.add(person.id, calm_answer("new"))
    assert await storage.answers.heard_song_ids(person.id) == {"old", "new"}
    clock.move(days=2)
    assert await storage.answers.heard_song_ids(person.id) == {"new"}


async def test_more_songs_replace_the_old_ones_and_all_count_as_heard(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    answer = await storage.answers.add(person.id, calm_answer("a", "b"))
    await storage.answers.change(answer.id, replace(answer.content, song_ids=("b", "c")))
    changed = await storage.answers.get(answer.id)
    assert changed is not None
    assert changed.content.song_ids == ("b", "c")
    assert await storage.answers.heard_song_ids(person.id) == {"a", "b", "c"}


async def test_an_answer_to_somebody_just_forgotten_is_not_stored(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    await storage.privacy.forget(person.id)
    with pytest.raises(PersonForgottenError):
        await storage.answers.add(person.id, calm_answer())
    assert (await storage.usage.statistics()).answers == 0
    assert (await storage.usage.statistics()).usage == {}


async def test_forgetting_in_the_midst_of_answers_leaves_nothing(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    adding = [storage.answers.add(person.id, calm_answer()) for _ in range(10)]
    await asyncio.gather(
        *adding[:5], storage.privacy.forget(person.id), *adding[5:], return_exceptions=True
    )
    assert (await storage.usage.statistics()).answers == 0


def test_a_faces_numbers_are_named_and_rounded() -> None:
    probabilities = np.linspace(0, 0.3, 7, dtype=np.float32)
    face = FaceMood.of(probabilities, np.array([0.123456, 0.5, 0.376544], dtype=np.float32))
    assert face.emotions[Emotion.NEUTRAL] == 0.3
    assert face.moods == {Mood.HAPPY: 0.1235, Mood.CALM: 0.5, Mood.SAD: 0.3765}


async def test_times_are_those_of_the_clock_in_utc(storage: Storage, clock: Clock) -> None:
    clock.move(microseconds=1)
    person = await storage.people.meet("telegram", "42")
    answer = await storage.answers.add(person.id, calm_answer())
    again = await storage.answers.get(answer.id)
    assert again is not None
    assert again.at == clock.time
    assert again.at.utcoffset() == timedelta(0)


async def test_the_mood_that_was_named_and_the_songs_of_before_are_kept(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    content = calm_answer("song-3", felt=Mood.SAD, earlier=("song-1", "song-2"))
    answer = await storage.answers.add(person.id, content)
    stored = await storage.answers.get(answer.id)
    assert stored is not None
    assert stored.content == content
