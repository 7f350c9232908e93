import json
import sqlite3
from datetime import timedelta

import pytest

from bot.settings import StorageSettings
from bot.storage.records import Opinion
from bot.storage.storage import Storage
from inference.moods import Mood
from tests.support.clock import Clock
from tests.support.people import calm_answer, message, person_with_everything

KINDS = {"answers", "consents", "corrections", "heard", "opinions", "selfies"}


def tokens_of(settings: StorageSettings, person_id: str) -> list[bytes]:
    """Return what is stored of a person as the file holds it: tokens, hashes and ids."""
    connection = sqlite3.connect(settings.database_path)
    found: list[bytes] = [person_id.encode()]
    for table, key in [(name, "person_id") for name in KINDS] + [("people", "id")]:
        for row in connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", [person_id]):  # noqa: S608
            found += [value for value in row if isinstance(value, bytes)]
    connection.close()
    return found


def traces(settings: StorageSettings, tokens: list[bytes]) -> int:
    """Count the tokens of which the files still hold a part; long ones lie in several pages."""
    content = b"".join(path.read_bytes() for path in settings.data_dir.iterdir())
    return sum(token[:32] in content or token[-32:] in content for token in tokens)


async def test_an_export_holds_everything_as_json(storage: Storage) -> None:
    person = await person_with_everything(storage, "42")
    records = await storage.privacy.export(person.id)
    assert records is not None
    assert records["person"]["identity"] == {"platform": "telegram", "id": "42"}
    assert {kind for kind, found in records.items() if kind != "person" and found} == KINDS
    assert records["answers"][0]["content"]["faces"][0]["emotions"]["neutral"] == 0.88
    assert records["answers"][0]["at"] == "2026-03-01T12:00:00+00:00"
    assert records["selfies"][0]["content"]["file_id"] == "file-of-42"
    assert json.loads(json.dumps(records)) == records


async def test_an_export_holds_nothing_of_others(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "1")
    await person_with_everything(storage, "2")
    records = await storage.privacy.export(person.id)
    assert records is not None
    assert [records[kind] for kind in KINDS] == [[]] * len(KINDS)
    assert await storage.privacy.export("nobody") is None


async def test_forgetting_deletes_and_tells_what(storage: Storage) -> None:
    person = await person_with_everything(storage, "42")
    deleted = await storage.privacy.forget(person.id)
    assert deleted == dict.fromkeys([*KINDS, "people"], 1)
    assert await storage.people.find("telegram", "42") is None
    assert set((await storage.privacy.forget(person.id)).values()) == {0}


async def test_forgetting_leaves_others_alone(storage: Storage) -> None:
    person, other = [await person_with_everything(storage, name) for name in ("1", "2")]
    before = await storage.privacy.export(other.id)
    await storage.privacy.forget(person.id)
    assert await storage.privacy.export(other.id) == before


async def test_nothing_of_a_forgotten_person_is_left_in_the_files(
    storage: Storage, settings: StorageSettings
) -> None:
    # Among others, and grown bit by bit: pages were split and rows moved.
    for round_ in range(8):
        for number in range(5):
            person = await storage.people.meet("telegram", str(number))
            await storage.selfies.receive(
                person, "file", message(round_, str(number)), consented=True
            )
            answer = await storage.answers.add(person.id, calm_answer(*"abcde" * 4))
            await storage.answers.mark_sent(answer.id, message(round_))
    await storage.usage.count("selfies")
    person = await person_with_everything(storage, "2")
    tokens = tokens_of(settings, person.id)
    assert traces(settings, tokens) == len(tokens) > 20
    await storage.privacy.forget(person.id)
    assert traces(settings, tokens) == 0


async def test_forgetting_beside_a_reader_is_done_by_the_next_purge(
    storage: Storage, settings: StorageSettings, caplog: pytest.LogCaptureFixture
) -> None:
    person = await person_with_everything(storage, "42")
    tokens = tokens_of(settings, person.id)
    reader = sqlite3.connect(settings.database_path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM people").fetchone()
    assert (await storage.privacy.forget(person.id))["answers"] == 1
    assert "could not be emptied" in caplog.text
    reader.close()
    await storage.purge()
    assert traces(settings, tokens) == 0


async def test_the_purge_deletes_by_age(storage: Storage, clock: Clock) -> None:
    person = await person_with_everything(storage, "42")
    await storage.media.put("deezer", "song", 1, timedelta(days=1))
    clock.move(days=100)
    await storage.people.meet("telegram", "42")
    first = await storage.purge()
    assert {kind for kind, count in first.items() if count} == {"selfies", "heard", "media"}
    clock.move(days=81)
    await storage.people.meet("telegram", "42")
    await storage.answers.add(person.id, calm_answer("young"))
    second = await storage.purge()
    assert {kind for kind, count in second.items() if count} == {"answers", "corrections"}
    assert len((await storage.answers.history(person.id)).answers) == 1
    assert (await storage.feedback.taste(person.id)).liked == {"song-1"}


async def test_the_purge_leaves_nothing_in_the_files(
    storage: Storage, settings: StorageSettings, clock: Clock
) -> None:
    person = await person_with_everything(storage, "42")
    tokens = tokens_of(settings, person.id)
    clock.move(days=181)
    assert (await storage.purge())["people"] == 1
    assert traces(settings, tokens) == 0
    assert await storage.privacy.export(person.id) is None


async def test_who_never_agreed_is_forgotten_after_a_day(storage: Storage, clock: Clock) -> None:
    await storage.people.meet("telegram", "passer-by")
    agreed = await person_with_everything(storage, "agreed")
    chose = await storage.people.meet("telegram", "chose a mood by hand")
    await storage.answers.add(chose.id, calm_answer(faces=(), face=None, mood=Mood.SAD))
    likes = await storage.people.meet("telegram", "likes a song")
    await storage.feedback.add_opinion(likes.id, Opinion("song", liked=True))
    clock.move(hours=25)
    assert (await storage.purge())["people"] == 1
    assert await storage.people.find("telegram", "passer-by") is None
    assert await storage.people.find("telegram", "agreed") == agreed
