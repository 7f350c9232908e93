"""Every failure is one kind sentence for the person, and the same id in the operator's log."""

import logging
import re

import pytest

from bot.conversation.failures import apology_for
from bot.errors import (
    BotError,
    PersonForgottenError,
    PersonUnreachableError,
    PhotoGoneError,
    PictureError,
    PlatformError,
    StorageBusyError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)
from bot.texts.texts import LANGUAGES, Language, Texts
from inference.errors import (
    AnalysisTimeoutError,
    ImageDecodeError,
    ImageTooLargeError,
    PoolClosedError,
    QueueFullError,
    WorkerCrashedError,
)
from tests.support.conversations import Stage, a_speaker

MENDABLE = [
    (ImageDecodeError, "error-photo-damaged"),
    (ImageTooLargeError, "error-photo-large"),
    (PhotoGoneError, "error-photo-gone"),
    (QueueFullError, "error-busy"),
    (PoolClosedError, "error-busy"),
    (StorageBusyError, "error-busy"),
    (AnalysisTimeoutError, "error-slow"),
    (WorkerCrashedError, "error-slow"),
]
UNKNOWN = [
    PictureError("no painter"),
    PlatformError("502 after three attempts"),
    StorageFullError("the disk is full"),
    StorageUnavailableError("damaged"),
    ZeroDivisionError("a bug"),
]
ID = re.compile(r"\b[0-9a-f]{6}\b")


@pytest.fixture(scope="module")
def english() -> Language:
    return Texts.load(strict=True).for_language("en")


def id_in(text: str) -> str:
    found = ID.findall(text)
    assert len(found) == 1, text
    return str(found[0])


@pytest.mark.parametrize(("kind", "message_id"), MENDABLE)
def test_what_passes_or_can_be_mended_has_a_sentence_of_its_own(
    english: Language,
    caplog: pytest.LogCaptureFixture,
    kind: type[Exception],
    message_id: str,
) -> None:
    reply = apology_for(kind("17 of 16 places taken"), english)
    assert reply is not None
    assert reply.text.startswith(english.say(message_id))
    assert "places" not in reply.text
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    assert f"[{id_in(reply.text)}] {kind.__name__}: 17 of 16" in record.getMessage()


@pytest.mark.parametrize("error", UNKNOWN, ids=lambda error: type(error).__name__)
def test_anything_else_is_logged_in_full_for_the_operator(
    english: Language, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    reply = apology_for(error, english)
    assert reply is not None
    error_id = id_in(reply.text)
    assert reply.text == english.say("error-unknown", id=error_id)
    assert str(error) not in reply.text
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert f"[{error_id}]" in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[1] is error


@pytest.mark.parametrize("error", [PersonForgottenError("gone"), PersonUnreachableError("blocked")])
def test_somebody_who_is_gone_is_told_nothing(
    english: Language, caplog: pytest.LogCaptureFixture, error: BotError
) -> None:
    with caplog.at_level(logging.INFO):
        assert apology_for(error, english) is None
    assert [record.levelno for record in caplog.records] == [logging.INFO]


@pytest.mark.parametrize("code", LANGUAGES)
async def test_an_apology_is_in_the_persons_language_and_needs_no_storage(
    stage: Stage, code: str
) -> None:
    await stage.storage.close()
    (sent,) = await stage.apologize(QueueFullError("full"), a_speaker(language_code=code))
    assert sent.reply.text.startswith(stage.say("error-busy", code))


async def test_ids_of_failures_differ(stage: Stage) -> None:
    told = [await stage.apologize(ZeroDivisionError(), a_speaker()) for _ in range(20)]
    assert len({id_in(sent.reply.text) for (sent,) in told}) == 20


async def test_neither_who_it_was_nor_what_they_sent_is_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The database fails below a person's own records; the traceback goes all the way down."""
    somebody, action = a_speaker("4815162342"), "set:language:ru"
    await stage.person(somebody)
    path = stage.storage_settings.database_path
    await stage.storage.close()
    for file in path.parent.glob(path.name + "*"):
        file.write_bytes(b"no database at all" * 1000)
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(StorageError) as caught:
            await stage.press_action(somebody, action)
        (sent,) = await stage.apologize(caught.value, somebody)
    log = caplog.text
    assert f"[{id_in(sent.reply.text)}]" in log
    assert "StorageUnavailableError" in log
    assert "4815162342" not in log
    assert "set:language" not in log
    key = stage.storage_settings.key_file.read_text().strip()
    assert key not in log
