import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.records import MessageRef
from inference.pool import AnalyzerPool
from tests.bot.platforms.telegram.flows.conftest import AGREE, PATIENCE_S, agree, answer_to
from tests.support.analyzers import HANG, KILLED, NOBODY, ObedientAnalyzer
from tests.support.answering_bots import AnsweringBot, Workers, answering_bot, portrait
from tests.support.bot_api import DOWNLOAD, BotApiEmulator, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


def send_order(person: Person, order: bytes) -> None:
    """Send a file that tells the obedient analyser what to do."""
    person.send_document(order, "image/jpeg", file_name="photo.jpg", declared_bytes=len(order))


async def test_one_persons_slow_download_holds_up_no_other(
    telegram: BotApiEmulator, agreed: Person
) -> None:
    bob = await agree(telegram.person(2, "Bob", "en"))
    hold = telegram.faults.hold(DOWNLOAD)
    agreed.send_photo(portrait())
    await hold.met.wait()
    assert "You look happy" in (await answer_to(bob, portrait())).words
    hold.released.set()
    assert "You look happy" in (await agreed.wait_for_reply(PATIENCE_S)).words


async def test_a_killed_worker_is_told_and_the_next_photo_is_answered(
    telegram: BotApiEmulator, ada: Person, tmp_path: Path, workers: Workers
) -> None:
    async with (
        AnalyzerPool(ObedientAnalyzer, workers=1, deadline_s=1.0) as analyzer,
        answering_bot(telegram, tmp_path, workers, analyzer=analyzer),
    ):
        await agree(ada)
        for order in (KILLED, HANG):
            send_order(ada, order)
            told = await ada.wait_for_reply(PATIENCE_S)
            assert told.words.startswith("That photo took me too long")
        while not told.words.startswith("I can't find a face"):
            send_order(ada, NOBODY)
            told = await ada.wait_for_reply(PATIENCE_S)


async def test_while_the_database_is_locked_songs_still_come(
    agreed: Person, bot: AnsweringBot
) -> None:
    with closing(sqlite3.connect(bot.settings.storage.database_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "You look happy" in (await answer_to(agreed, portrait())).words
    assert "You look happy" in (await answer_to(agreed, portrait())).words


async def test_consent_that_cannot_be_stored_is_not_taken(ada: Person, bot: AnsweringBot) -> None:
    ada.send_command("start")
    notice = await ada.wait_for_reply(PATIENCE_S)
    with closing(sqlite3.connect(bot.settings.storage.database_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        ada.press(notice, AGREE)
        assert "try again" in (await ada.wait_for_reply(PATIENCE_S)).words
    ada.press(notice, AGREE)
    assert (await ada.wait_for_reply(PATIENCE_S)).words.startswith("Thank you")


async def test_servers_that_fail_are_asked_until_the_answer_is_out(
    telegram: BotApiEmulator, agreed: Person
) -> None:
    telegram.faults.server_error("getFile")
    telegram.faults.drop_connection(DOWNLOAD)
    telegram.faults.server_error("sendPhoto", code=502)
    telegram.faults.drop_connection("sendPhoto")
    assert "You look happy" in (await answer_to(agreed, portrait())).words


async def test_what_was_pending_is_answered_by_the_next_start(
    telegram: BotApiEmulator, ada: Person, tmp_path: Path, workers: Workers
) -> None:
    async with answering_bot(telegram, tmp_path, workers) as bot:
        await agree(ada)
        answered = await answer_to(ada, portrait())
        person = await bot.storage.people.meet("telegram", str(ada.id))
        photo = ada.chat.messages[-2].photo
        assert photo is not None
        # As an earlier process leaves it that was killed before its answer.
        await bot.storage.selfies.receive(
            person, photo.file.file_id, MessageRef(str(ada.id), "4711"), consented=True
        )
    async with answering_bot(telegram, tmp_path, workers):
        await ada.wait_until(lambda chat: chat.bot_messages[-1] is not answered, PATIENCE_S)
    assert "You look happy" in ada.chat.bot_messages[-1].words


async def test_on_a_full_disk_songs_still_come(agreed: Person, bot: AnsweringBot) -> None:
    async with bot.storage._session.database.writing() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1")
    for _ in range(30):
        assert "You look happy" in (await answer_to(agreed, portrait())).words
