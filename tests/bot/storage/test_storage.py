import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import create_engine

from bot.errors import (
    StorageBusyError,
    StorageError,
    StorageFullError,
    StorageKeyError,
    StorageUnavailableError,
)
from bot.settings import StorageSettings
from bot.storage.encryption import Cipher
from bot.storage.records import Opinion, Preferences
from bot.storage.storage import Storage, open_storage
from bot.storage.tables import define_tables
from tests.support.people import calm_answer, message, person_with_everything


@asynccontextmanager
async def opened(settings: StorageSettings) -> AsyncIterator[Storage]:
    storage = await open_storage(settings)
    try:
        yield storage
    finally:
        await storage.close()


def new_key() -> SecretStr:
    return SecretStr(Fernet.generate_key().decode())


def with_keys(settings: StorageSettings, *keys: SecretStr) -> StorageSettings:
    return settings.model_copy(update={"encryption_keys": keys})


def bytes_on_disk(settings: StorageSettings) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(settings.data_dir.iterdir()))


@contextmanager
def held_by_another_program(settings: StorageSettings) -> Iterator[None]:
    connection = sqlite3.connect(settings.database_path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


# ── Opening ──


async def test_a_first_start_makes_tables_and_files_for_the_owner_only(
    settings: StorageSettings,
) -> None:
    async with opened(settings) as storage:
        await person_with_everything(storage, "42")
        if os.name == "posix":
            modes = {stat.S_IMODE(path.stat().st_mode) for path in settings.data_dir.iterdir()}
            assert modes == {0o600}


async def test_migrations_make_the_tables_that_the_code_expects(settings: StorageSettings) -> None:
    async with opened(settings):
        pass
    metadata = define_tables(Cipher([new_key()])).metadata
    engine = create_engine(f"sqlite:///{settings.database_path}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


async def test_opening_again_keeps_everything(settings: StorageSettings) -> None:
    async with opened(settings) as storage:
        person = await person_with_everything(storage, "42")
    async with opened(settings) as storage:
        assert await storage.people.find("telegram", "42") == person
        assert len((await storage.answers.history(person.id)).answers) == 1


async def test_two_first_starts_at_once_both_succeed(settings: StorageSettings) -> None:
    patient = settings.model_copy(update={"busy_timeout_s": 5.0})
    storages = await asyncio.gather(open_storage(patient), open_storage(patient))
    for storage in storages:
        await storage.people.meet("telegram", "42")
        await storage.close()


async def test_a_database_of_a_newer_version_is_refused(settings: StorageSettings) -> None:
    async with opened(settings):
        pass
    with sqlite3.connect(settings.database_path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StorageUnavailableError, match="newest Moodring"):
        await open_storage(settings)


async def test_a_file_that_is_no_database_is_refused(settings: StorageSettings) -> None:
    settings.data_dir.mkdir()
    settings.database_path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageUnavailableError, match="SQLITE_NOTADB"):
        await open_storage(with_keys(settings, new_key()))


async def test_a_folder_that_cannot_be_made_is_told(settings: StorageSettings) -> None:
    settings.data_dir.write_text("a file in the way")
    with pytest.raises(StorageUnavailableError, match="MOODRING_DATA_DIR"):
        await open_storage(settings)


# ── Secrecy ──


async def test_nothing_about_a_person_can_be_read_in_the_files(settings: StorageSettings) -> None:
    async with opened(settings) as storage:
        person = await person_with_everything(storage, "987654321")
        await storage.people.set_preferences(person.id, Preferences(language="marker-language"))
        await storage.feedback.add_opinion(person.id, Opinion("marker-song", liked=False))
        await storage.answers.add(person.id, calm_answer("heard-marker", reason="reason-marker"))
        content = bytes_on_disk(settings)
    assert b"key_checks" in content
    for marker in (b"987654321", b"marker", b"song-1", b"neutral", b"telegram", b"file-of"):
        assert marker not in content, marker


async def test_an_error_shows_no_value(settings: StorageSettings) -> None:
    async with opened(settings) as storage:
        person = await storage.people.meet("telegram", "987654321")
        with held_by_another_program(settings), pytest.raises(StorageBusyError) as caught:
            await storage.feedback.add_opinion(person.id, Opinion("marker-song", liked=True))
    chain = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__cause__}"
    assert "marker" not in chain
    assert person.id not in chain


# ── Keys ──


async def test_after_rotation_the_old_key_is_not_needed(settings: StorageSettings) -> None:
    old, new = new_key(), new_key()
    async with opened(with_keys(settings, old)) as storage:
        people = [await person_with_everything(storage, str(number)) for number in range(3)]
        before = [await storage.privacy.export(person.id) for person in people]
    async with opened(with_keys(settings, new, old)) as storage:
        # A person under each key, to find and to rotate.
        assert await storage.people.find("telegram", "0") == people[0]
        await storage.people.meet("telegram", "new")
        assert await storage.rotate_keys() == 3 * 7
        assert await storage.rotate_keys() == 0
    async with opened(with_keys(settings, new)) as storage:
        assert [await storage.people.find("telegram", str(n)) for n in range(3)] == people
        assert [await storage.privacy.export(person.id) for person in people] == before
        assert await storage.people.find("telegram", "new") is not None


async def test_rotation_takes_old_tokens_and_hashes_out_of_the_files(
    settings: StorageSettings,
) -> None:
    old, new = new_key(), new_key()
    async with opened(with_keys(settings, old)) as storage:
        await person_with_everything(storage, "42")
    old_hash = Cipher([old]).lookup_hash("telegram", "42")
    assert old_hash in bytes_on_disk(settings)
    async with opened(with_keys(settings, new, old)) as storage:
        await storage.rotate_keys()
        assert old_hash not in bytes_on_disk(settings)


async def test_a_key_dropped_before_rotation_is_missed_at_the_start(
    settings: StorageSettings,
) -> None:
    old, new = new_key(), new_key()
    for keys in ((old,), (new, old)):
        async with opened(with_keys(settings, *keys)) as storage:
            await storage.people.meet("telegram", "42")
    for keys in ((new,), (old,)):
        with pytest.raises(StorageKeyError, match="add the key that was in use"):
            await open_storage(with_keys(settings, *keys))


# ── Many at once, and failures ──


async def test_fifty_tasks_at_once_lose_nothing(storage: Storage) -> None:
    async def visit(number: int) -> None:
        person = await storage.people.meet("telegram", str(number % 10))
        selfie = await storage.selfies.receive(person, "file", message(number), consented=True)
        answer = await storage.answers.add(person.id, calm_answer(), selfie_id=selfie)
        await storage.answers.mark_sent(answer.id, message(1000 + number), selfie_id=selfie)

    await asyncio.gather(*(visit(number) for number in range(50)))
    statistics = await storage.usage.statistics()
    assert (statistics.people, statistics.answers, statistics.waiting_selfies) == (10, 50, 0)
    assert statistics.usage["2026-03-01"]["answers"] == 50


async def test_cancelled_tasks_leave_nothing_locked_or_half_written(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    tasks = [asyncio.create_task(storage.answers.add(person.id, calm_answer())) for _ in range(20)]
    for task in tasks[::2]:
        await asyncio.sleep(0.002)
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    kept = sum(not isinstance(result, BaseException) for result in results)
    records = await storage.privacy.export(person.id)
    assert records is not None
    # A cancelled task's answer is there whole or not at all.
    assert len(records["answers"]) == len(records["heard"]) >= kept >= 10


async def test_a_locked_database_is_told_and_works_again_afterwards(
    storage: Storage, settings: StorageSettings
) -> None:
    person = await storage.people.meet("telegram", "42")
    with held_by_another_program(settings):
        with pytest.raises(StorageBusyError, match=r"locked by another program for 0\.2 s"):
            await storage.answers.add(person.id, calm_answer())
        assert (await storage.answers.history(person.id)).answers == ()
    await storage.answers.add(person.id, calm_answer())
    assert len((await storage.answers.history(person.id)).answers) == 1


async def test_a_full_disk_is_told_and_nothing_is_half_written(storage: Storage) -> None:
    person = await storage.people.meet("telegram", "42")
    await allow_pages(storage, 1)
    written = await fill(storage, person.id)
    records = await storage.privacy.export(person.id)
    assert records is not None
    assert len(records["answers"]) == len(records["heard"]) == written
    await allow_pages(storage, 10_000)
    await storage.answers.add(person.id, calm_answer())


async def allow_pages(storage: Storage, count: int) -> None:
    """Let the database take no more room than this, or than it has."""
    async with storage._session.database.writing() as connection:
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {count}")


async def fill(storage: Storage, person_id: str) -> int:
    """Add answers until there is no room; return how many there was room for."""
    for written in range(200):
        try:
            await storage.answers.add(person_id, calm_answer())
        except StorageFullError as error:
            assert "make room" in str(error)  # noqa: PT017 - and the count counts
            return written
    pytest.fail("there was room for everything")


async def test_a_damaged_file_is_told(settings: StorageSettings) -> None:
    async with opened(settings) as storage:
        for number in range(20):
            await person_with_everything(storage, str(number))
    content = bytearray(settings.database_path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    settings.database_path.write_bytes(content)
    with pytest.raises(StorageError):
        await open_storage(settings)


_WRITER = """
import asyncio, sys
from pathlib import Path
from bot.settings import StorageSettings
from bot.storage.storage import open_storage
from tests.support.people import calm_answer, message

async def write():
    data_dir, key_file = map(Path, sys.argv[1:])
    storage = await open_storage(StorageSettings(data_dir=data_dir, key_file=key_file))
    person = await storage.people.meet("telegram", "42")
    async def work(task):
        for number in range(10_000):
            ref = message(number, str(task))
            selfie = await storage.selfies.receive(person, "file", ref, consented=True)
            print("selfie", selfie, flush=True)
            answer = await storage.answers.add(person.id, calm_answer(), selfie_id=selfie)
            print("answer", answer.id, flush=True)
    await asyncio.gather(*(work(task) for task in range(8)))

asyncio.run(write())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL is POSIX's")
async def test_what_was_acknowledged_survives_kill_9(settings: StorageSettings) -> None:
    arguments = [str(settings.data_dir), str(settings.key_file)]
    process = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs in this loop
        [sys.executable, "-c", _WRITER, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(120)]
    process.kill()
    lines += process.stdout.readlines()
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    written = [line.split() for line in lines if line.endswith("\n")]
    assert len(written) >= 120
    async with opened(settings) as storage:
        owed = {selfie.id: selfie for selfie in await storage.selfies.owed()}
        for kind, record_id in written:
            if kind == "selfie":
                assert owed[record_id].attempts == 1
            else:
                assert await storage.answers.get(record_id) is not None
