import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import Conflict
from telegram.ext import ContextTypes, MessageHandler, filters

from tests.support.bot_api import BotApiEmulator
from tests.support_tests.bot_api.conftest import RunBot, build_application, build_bot


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(f"echo {update.message.text}")


SECRET = "only-telegram-knows"  # noqa: S105 - of this test alone
ECHO = MessageHandler(filters.TEXT, echo)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def test_polling_bot_answers_a_text(telegram: BotApiEmulator, run_bot: RunBot) -> None:
    ada = telegram.person(1, "Ada", "es")
    async with run_bot(ECHO):
        sent = ada.send_text("hola")
        reply = await ada.wait_for_reply()
    assert reply.text == "echo hola"
    assert reply.id > sent.id
    assert reply.sender.is_bot


async def test_replies_are_found_one_after_the_other(
    telegram: BotApiEmulator, run_bot: RunBot
) -> None:
    ada, bob = telegram.person(1), telegram.person(2, "Bob")
    async with run_bot(ECHO):
        ada.send_text("one")
        bob.send_text("two")
        assert (await ada.wait_for_reply()).text == "echo one"
        assert (await bob.wait_for_reply()).text == "echo two"
        with pytest.raises(TimeoutError, match="echo one"):
            await ada.wait_for_reply(0.05)


async def test_unconfirmed_updates_come_again_after_a_restart(
    telegram: BotApiEmulator, bot: Bot, run_bot: RunBot
) -> None:
    ada = telegram.person(1)
    ada.send_text("one")
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "one"
    async with run_bot(ECHO):
        assert (await ada.wait_for_reply()).text == "echo one"


async def test_confirmed_updates_do_not_come_again(telegram: BotApiEmulator, bot: Bot) -> None:
    ada = telegram.person(1)
    for text in ("one", "two", "three"):
        ada.send_text(text)
    updates = await bot.get_updates(limit=2)
    assert [update.message.text for update in updates if update.message] == ["one", "two"]
    later = await bot.get_updates(offset=updates[-1].update_id + 1)
    assert [update.message.text for update in later if update.message] == ["three"]


async def test_stopped_bot_has_confirmed_what_it_handled(
    telegram: BotApiEmulator, bot: Bot, run_bot: RunBot
) -> None:
    ada = telegram.person(1)
    async with run_bot(ECHO):
        ada.send_text("one")
        await ada.wait_for_reply()
    assert await bot.get_updates() == ()


async def test_negative_offset_keeps_the_last_updates(telegram: BotApiEmulator, bot: Bot) -> None:
    ada = telegram.person(1)
    for text in ("one", "two", "three"):
        ada.send_text(text)
    [update] = await bot.get_updates(offset=-1)
    assert update.message is not None
    assert update.message.text == "three"


async def test_long_poll_ends_with_the_first_update(telegram: BotApiEmulator, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    telegram.person(1).send_text("now")
    assert len(await polling) == 1


async def test_second_bot_ends_the_poll_of_the_first(telegram: BotApiEmulator, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    async with build_bot(telegram) as second:
        await second.get_updates(timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await polling


async def test_only_allowed_kinds_are_queued(telegram: BotApiEmulator, bot: Bot) -> None:
    ada = telegram.person(1)
    await bot.get_updates(allowed_updates=["edited_message"])
    message = ada.send_text("one")
    ada.edit_text(message, "two")
    [update] = await bot.get_updates()
    assert update.edited_message is not None
    assert update.edited_message.text == "two"


async def test_webhook_bot_answers_a_text(telegram: BotApiEmulator, free_port: int) -> None:
    application = build_application(telegram, ECHO)
    updater = application.updater
    assert updater is not None
    ada = telegram.person(1)
    async with application:
        await application.start()
        await updater.start_webhook(
            listen="127.0.0.1",
            port=free_port,
            url_path="hook",
            webhook_url=f"http://127.0.0.1:{free_port}/hook",
            secret_token=SECRET,
        )
        ada.send_text("pushed")
        assert (await ada.wait_for_reply()).text == "echo pushed"
        info = await application.bot.get_webhook_info()
        assert info.url.endswith("/hook")
        assert info.pending_update_count == 0
        with pytest.raises(Conflict, match="webhook is active"):
            await application.bot.get_updates()
        await updater.stop()
        await application.stop()


class FlakyHook:
    """A webhook that fails at first."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.secrets: list[str | None] = []
        self.taken: list[str] = []

    async def receive(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        update: dict[str, Any] = await request.json()
        if self.failures:
            self.failures -= 1
            return web.Response(status=500)
        self.taken.append(update["message"]["text"])
        return web.Response()


@pytest.fixture
async def flaky_hook(free_port: int) -> AsyncIterator[FlakyHook]:
    hook = FlakyHook(failures=2)
    application = web.Application()
    application.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", free_port).start()
    yield hook
    await runner.cleanup()


async def test_failed_webhook_is_tried_again_in_order(
    flaky_hook: FlakyHook, free_port: int
) -> None:
    async with (
        BotApiEmulator(webhook_retry_s=0.01) as telegram,
        build_bot(telegram) as bot,
    ):
        await bot.set_webhook(f"http://127.0.0.1:{free_port}/hook", secret_token=SECRET)
        ada = telegram.person(1)
        ada.send_text("one")
        ada.send_text("two")
        await telegram.world.updates.changes.wait_until(
            lambda: not telegram.world.updates.pending, 5.0
        )
        info = await bot.get_webhook_info()
    assert flaky_hook.taken == ["one", "two"]
    assert flaky_hook.secrets == [SECRET] * 4
    assert info.last_error_message == ("Wrong response from the webhook: 500 Internal Server Error")
