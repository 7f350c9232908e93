import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot.errors import PersonForgottenError, StorageBusyError
from bot.settings import StorageSettings
from bot.storage.records import Preferences, Purpose
from bot.storage.storage import Storage
from tests.support.clock import Clock


async def test_a_person_is_the_same_at_every_meeting(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    assert await storage.people.meet("telegram", "42") == person
    assert (person.platform, person.platform_id) == ("telegram", "42")
    assert person.preferences == Preferences(songs_per_answer=5, explicit=True, lift=False)


async def test_ten_first_meetings_at_once_make_one_person(storage: Storage) -> None:
    met = await asyncio.gather(*(storage.people.meet("telegram", "42") for _ in range(10)))
    assert len({person.id for person in met}) == 1


async def test_the_same_id_on_another_platform_is_another_person(storage: Storage) -> None:
    telegram = await storage.people.meet("telegram", "42")
    assert (await storage.people.meet("discord", "42")).id != telegram.id


async def test_to_find_somebody_makes_nobody(storage: Storage) -> None:
    assert await storage.people.find("telegram", "42") is None
    assert (await storage.usage.statistics()).people == 0


async def test_meetings_keep_a_person_active(storage: Storage, clock: Clock) -> None:
    await storage.people.meet("telegram", "42")
    clock.move(days=3)
    assert (await storage.usage.statistics()).active_today == 0
    await storage.people.meet("telegram", "42")
    assert (await storage.usage.statistics()).active_today == 1


async def test_preferences_stay(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    wanted = Preferences(songs_per_answer=3, explicit=False, lift=True, language="pt")
    await storage.people.set_preferences(person.id, wanted)
    assert (await storage.people.meet("telegram", "42")).preferences == wanted


async def test_two_changes_of_preferences_at_once_are_both_kept(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    change = storage.people.change_preferences
    changed = await asyncio.gather(
        change(person.id, lambda present: replace(present, lift=True)),
        change(person.id, lambda present: replace(present, songs_per_answer=8)),
    )
    both = Preferences(songs_per_answer=8, lift=True)
    assert both in changed
    assert (await storage.people.meet("telegram", "42")).preferences == both


async def test_the_last_word_on_a_purpose_counts(storage: Storage, clock: Clock) -> None:
    person = await storage.people.meet("telegram", "42")
    assert await storage.people.consent(person.id, Purpose.ANALYSIS) is None
    for given in (True, False):
        clock.move(minutes=1)
        await storage.people.record_consent(
            person.id, Purpose.ANALYSIS, given=given, text_version="2026-03"
        )
    last = await storage.people.consent(person.id, Purpose.ANALYSIS)
    assert last is not None
    assert (last.given, last.text_version, last.at) == (False, "2026-03", clock.time)
    assert [one.given for one in await storage.people.consents(person.id)] == [True, False]
    assert await storage.people.consent(person.id, Purpose.TRAINING) is None


async def test_words_of_one_moment_keep_their_order(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    for number in range(20):
        await storage.people.record_consent(
            person.id, Purpose.TRAINING, given=number % 2 == 0, text_version=str(number)
        )
    consents = await storage.people.consents(person.id)
    assert [one.text_version for one in consents] == [str(number) for number in range(20)]


async def test_a_forgotten_person_gets_neither_consent_nor_preferences(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    await storage.privacy.forget(person.id)
    with pytest.raises(PersonForgottenError):
        await storage.people.set_preferences(person.id, Preferences())
    with pytest.raises(PersonForgottenError):
        await storage.people.change_preferences(person.id, lambda present: present)
    with pytest.raises(PersonForgottenError):
        await storage.people.record_consent(
            person.id, Purpose.ANALYSIS, given=True, text_version="v1"
        )


async def test_a_person_is_met_where_it_cannot_be_noted_that_they_were_here(
    storage: Storage, settings: StorageSettings, clock: Clock
) -> None:
    person = await storage.people.meet("telegram", "42")
    clock.move(hours=2)
    with closing(sqlite3.connect(settings.database_path)) as another_program:
        another_program.execute("BEGIN IMMEDIATE")
        assert await storage.people.meet("telegram", "42") == person
        with pytest.raises(StorageBusyError):
            await storage.people.meet("telegram", "43")
