from datetime import timedelta

from bot.storage.records import Question, SelfieState
from bot.storage.storage import Storage
from tests.support.clock import Clock
from tests.support.people import CALM_FACE, calm_answer, message


async def test_before_consent_a_selfie_waits_and_is_freed_once(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    selfie_id = await storage.selfies.receive(person, "file-1", message(), consented=False)
    assert await storage.selfies.owed() == ()
    (freed,) = await storage.selfies.release(person.id)
    assert (freed.id, freed.file_id, freed.message) == (selfie_id, "file-1", message())
    assert (freed.person, freed.state) == (person, SelfieState.RECEIVED)
    assert await storage.selfies.release(person.id) == ()


async def test_what_awaits_consent_is_told_for_a_day(storage: Storage, clock: Clock) -> None:
    one, other = [await storage.people.meet("telegram", name) for name in ("1", "2")]
    await storage.selfies.receive(one, "file-1", message(chat_id="1"), consented=False)
    await storage.selfies.receive(other, "file-2", message(chat_id="2"), consented=True)
    assert await storage.selfies.is_awaiting_consent(one.id)
    assert not await storage.selfies.is_awaiting_consent(other.id)
    clock.move(hours=25)
    assert not await storage.selfies.is_awaiting_consent(one.id)


async def test_consent_frees_only_the_own_selfies(storage: Storage) -> None:
    one, other = [await storage.people.meet("telegram", name) for name in ("1", "2")]
    await storage.selfies.receive(one, "file-1", message(chat_id="1"), consented=False)
    assert await storage.selfies.release(other.id) == ()


async def test_a_selfie_waits_for_consent_no_longer_than_a_day(
    storage: Storage, clock: Clock
) -> None:
    person = await storage.people.meet("telegram", "42")
    await storage.selfies.receive(person, "file-1", message(), consented=False)
    clock.move(hours=25)
    assert await storage.selfies.release(person.id) == ()


async def test_the_same_message_is_received_once(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    selfie_id = await storage.selfies.receive(person, "file-1", message(), consented=True)
    assert selfie_id is not None
    assert await storage.selfies.receive(person, "file-1", message(), consented=True) is None
    await storage.selfies.finish(selfie_id)
    assert await storage.selfies.receive(person, "file-1", message(), consented=True) is None
    assert await storage.selfies.receive(person, "file-1", message(2), consented=True) is not None


async def test_a_received_selfie_is_owed_until_its_answer_was_sent(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    selfie_id = await storage.selfies.receive(person, "file-1", message(), consented=True)
    (owed,) = await storage.selfies.owed()
    assert (owed.id, owed.state, owed.answer_id) == (selfie_id, SelfieState.RECEIVED, None)

    answer = await storage.answers.add(person.id, calm_answer(), selfie_id=selfie_id)
    (owed,) = await storage.selfies.owed()
    assert (owed.state, owed.answer_id) == (SelfieState.ANSWERED, answer.id)

    await storage.answers.mark_sent(answer.id, message(2), selfie_id=selfie_id)
    assert await storage.selfies.owed() == ()


async def test_attempts_are_counted(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    selfie_id = await storage.selfies.receive(person, "file-1", message(), consented=True)
    assert selfie_id is not None
    assert [(await storage.selfies.owed())[0].attempts for _ in range(2)] == [1, 1]
    assert [await storage.selfies.take_up(selfie_id) for _ in range(2)] == [2, 3]
    assert (await storage.selfies.owed())[0].attempts == 3
    assert await storage.selfies.take_up("unknown") == 0


async def test_what_came_after_a_start_is_not_owed_by_it(storage: Storage, clock: Clock) -> None:
    person = await storage.people.meet("telegram", "42")
    await storage.selfies.receive(person, "file-1", message(1), consented=True)
    started_at = clock.time
    clock.move(seconds=1)
    await storage.selfies.receive(person, "file-2", message(2), consented=True)
    assert [selfie.file_id for selfie in await storage.selfies.owed(started_at)] == ["file-1"]
    assert len(await storage.selfies.owed()) == 2


async def test_a_selfie_remembers_the_language_it_came_in(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    for number, code in enumerate(("pt-BR", None)):
        await storage.selfies.receive(
            person, "file", message(number), consented=True, language_code=code
        )
    assert [selfie.language_code for selfie in await storage.selfies.owed()] == ["pt-BR", None]


async def test_what_was_seen_is_kept_for_a_question_and_the_photo_is_not(
    storage: Storage, clock: Clock
) -> None:
    person = await storage.people.meet("telegram", "42")
    selfie_id = await storage.selfies.receive(person, "file-1", message(), consented=True)
    assert selfie_id is not None
    assert await storage.selfies.question(selfie_id) is None
    await storage.selfies.remember_faces(selfie_id, [CALM_FACE, CALM_FACE])
    asked = Question(selfie_id, person.id, (CALM_FACE, CALM_FACE))
    assert await storage.selfies.question(selfie_id) == asked
    assert len(await storage.selfies.owed()) == 1
    await storage.selfies.mark_asked(selfie_id)
    assert await storage.selfies.question(selfie_id) == asked
    assert await storage.selfies.owed() == ()
    records = await storage.privacy.export(person.id)
    assert records is not None
    assert list(records["selfies"][0]["content"]) == ["faces"]
    clock.move(hours=25)
    await storage.purge()
    assert await storage.selfies.question(selfie_id) is None


async def test_a_question_about_nothing_seen_is_none(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    selfie_id = await storage.selfies.receive(person, "file-1", message(), consented=True)
    assert selfie_id is not None
    await storage.selfies.mark_asked(selfie_id)
    assert await storage.selfies.owed() == ()
    for unknown in (selfie_id, "unknown"):
        assert await storage.selfies.question(unknown) is None
    await storage.selfies.finish(selfie_id)
    await storage.selfies.remember_faces(selfie_id, [CALM_FACE])
    assert await storage.selfies.question(selfie_id) is None


async def test_owed_selfies_come_oldest_first(storage: Storage, clock: Clock) -> None:
    person = await storage.people.meet("telegram", "42")
    for number in (3, 1, 2):
        clock.move(seconds=1)
        await storage.selfies.receive(person, f"file-{number}", message(number), consented=True)
    owed = await storage.selfies.owed()
    assert [selfie.file_id for selfie in owed] == ["file-3", "file-1", "file-2"]


async def test_a_finished_selfie_is_no_longer_owed_but_counts(
    storage: Storage, clock: Clock
) -> None:
    person = await storage.people.meet("telegram", "42")
    selfie_id = await storage.selfies.receive(person, "file-1", message(), consented=True)
    assert selfie_id is not None
    await storage.selfies.finish(selfie_id)
    assert await storage.selfies.owed() == ()
    clock.move(minutes=30)
    assert await storage.selfies.count_since(person.id, clock.time - timedelta(hours=1)) == 1
    assert await storage.selfies.count_since(person.id, clock.time - timedelta(minutes=1)) == 0
