import asyncio
import time
from datetime import timedelta

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import AIORateLimiter, Application, ContextTypes, MessageHandler, filters

from tests.support.bot_api import ANY_METHOD, DOWNLOAD, BotApiEmulator, Person
from tests.support.photos import encoded, four_corners
from tests.support_tests.bot_api.conftest import RunBot, plain_request


@pytest.fixture
def ada(telegram: BotApiEmulator) -> Person:
    person = telegram.person(1, "Ada")
    person.send_command("start")
    return person


async def test_next_calls_are_told_to_wait(telegram: BotApiEmulator, bot: Bot, ada: Person) -> None:
    telegram.faults.too_many_requests("sendMessage", retry_after_s=7, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as refusal:
            await bot.send_message(ada.id, "hello")
        assert refusal.value.retry_after == timedelta(seconds=7)
    await bot.send_message(ada.id, "hello")
    assert [call.status for call in telegram.calls_of("sendMessage")] == [429, 429, 200]
    assert len(ada.chat.bot_messages) == 1


async def test_fault_can_concern_one_chat(telegram: BotApiEmulator, bot: Bot, ada: Person) -> None:
    bob = telegram.person(2, "Bob")
    bob.send_text("hi")
    telegram.faults.too_many_requests(ANY_METHOD, chat_id=bob.id)
    await bot.send_message(ada.id, "hello")
    with pytest.raises(RetryAfter):
        await bot.send_message(bob.id, "hello")


async def test_server_error_is_a_network_error(
    telegram: BotApiEmulator, bot: Bot, ada: Person
) -> None:
    telegram.faults.server_error("sendMessage")
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(ada.id, "hello")
    assert ada.chat.bot_messages == []


@pytest.mark.parametrize(("after_processing", "messages"), [(False, 0), (True, 1)])
async def test_dropped_connection_may_have_taken_effect(
    telegram: BotApiEmulator, bot: Bot, ada: Person, *, after_processing: bool, messages: int
) -> None:
    telegram.faults.drop_connection("sendMessage", after_processing=after_processing)
    with pytest.raises(NetworkError):
        await bot.send_message(ada.id, "hello")
    assert len(ada.chat.bot_messages) == messages


async def test_refusal_in_telegrams_words(telegram: BotApiEmulator, bot: Bot, ada: Person) -> None:
    telegram.faults.refuse("sendPhoto", "Bad Request: not enough rights to send photos")
    with pytest.raises(BadRequest, match="Not enough rights to send photos"):
        await bot.send_photo(ada.id, encoded(four_corners(), "JPEG"))


async def test_files_are_too_big_on_demand(telegram: BotApiEmulator, bot: Bot, ada: Person) -> None:
    photo = ada.send_photo(encoded(four_corners(), "JPEG")).photo
    assert photo is not None
    telegram.faults.files_too_big()
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(photo.file.file_id)
    await bot.get_file(photo.file.file_id)


async def test_download_stalls_halfway(telegram: BotApiEmulator, bot: Bot, ada: Person) -> None:
    photo = ada.send_photo(encoded(four_corners(), "JPEG")).photo
    assert photo is not None
    file = await bot.get_file(photo.file.file_id)
    telegram.faults.delay(DOWNLOAD, delay_s=0.2)
    started_s = time.monotonic()
    assert bytes(await file.download_as_bytearray()) == photo.file.content
    assert time.monotonic() - started_s >= 0.2


@pytest.mark.parametrize("after_processing", [False, True])
async def test_download_breaks_off(
    telegram: BotApiEmulator, bot: Bot, ada: Person, *, after_processing: bool
) -> None:
    photo = ada.send_photo(encoded(four_corners(), "JPEG")).photo
    assert photo is not None
    file = await bot.get_file(photo.file.file_id)
    telegram.faults.drop_connection(DOWNLOAD, after_processing=after_processing)
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert bytes(await file.download_as_bytearray()) == photo.file.content


async def test_polling_goes_on_after_a_dropped_connection(
    telegram: BotApiEmulator, run_bot: RunBot
) -> None:
    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    ada = telegram.person(1)
    telegram.faults.drop_connection("getUpdates")
    async with run_bot(MessageHandler(filters.TEXT, echo)):
        ada.send_text("still there?")
        assert (await ada.wait_for_reply(10.0)).text == "still there?"


async def test_rate_limiter_of_the_library_obeys_retry_after(telegram: BotApiEmulator) -> None:
    application = (
        Application.builder()
        .token(telegram.token)
        .base_url(telegram.base_url)
        .request(plain_request())
        .get_updates_request(plain_request())
        .rate_limiter(AIORateLimiter(max_retries=1))
        .build()
    )
    ada = telegram.person(1)
    ada.send_text("hi")
    telegram.faults.too_many_requests("sendMessage", retry_after_s=1)
    async with application:
        sending = asyncio.create_task(application.bot.send_message(ada.id, "hello"))
        await telegram.wait_for_calls("sendMessage")
        assert ada.chat.bot_messages == []
        await sending
    first, second = telegram.calls_of("sendMessage")
    assert second.finished_at_s - first.finished_at_s >= 1.0
