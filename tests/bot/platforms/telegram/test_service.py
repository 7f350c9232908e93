import asyncio
import logging
import socket
import time

import aiohttp
import pytest
from markupsafe import Markup
from pydantic import HttpUrl, SecretStr

from bot.conversation.people import OtherContent
from bot.conversation.replies import Reply
from bot.errors import SettingsError
from bot.platforms.telegram.service import TelegramService
from bot.settings import TelegramSettings
from bot.storage.storage import Storage
from bot.texts.texts import Texts
from tests.bot.platforms.telegram.conftest import RunService
from tests.support.bot_api import ANY_METHOD, BotApiEmulator, Person, RateLimits
from tests.support.listeners import APOLOGY, RecordingListener, Turn
from tests.support.telegram_bots import running_service, telegram_settings

SECRET = "only-telegram-knows"  # noqa: S105 - of this test alone


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def text_of_reply(ada: Person, timeout_s: float = 5.0) -> str | None:
    ada.send_text("hello")
    return (await ada.wait_for_reply(timeout_s)).text


@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
async def test_failing_servers_are_asked_again(
    telegram: BotApiEmulator, ada: Person, service: TelegramService, method: str
) -> None:
    del service
    telegram.faults.server_error(method, times=2)
    assert await text_of_reply(ada, 10.0) == "heard"


@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
async def test_a_dropped_connection_is_made_again(
    telegram: BotApiEmulator, ada: Person, service: TelegramService, method: str
) -> None:
    del service
    telegram.faults.drop_connection(method)
    assert await text_of_reply(ada, 10.0) == "heard"


async def test_a_chat_that_must_wait_holds_up_no_other(
    telegram: BotApiEmulator, ada: Person, run_service: RunService
) -> None:
    bob = telegram.person(2, "Bob")
    telegram.faults.too_many_requests("sendMessage", retry_after_s=5, chat_id=ada.id)
    async with run_service(telegram_rate_limit=True):
        started_s = time.monotonic()
        ada.send_text("hello")
        await telegram.wait_for_calls("sendMessage")
        assert await text_of_reply(bob) == "heard"
        assert not ada.chat.bot_messages
        assert (await ada.wait_for_reply(30.0)).text == "heard"
        assert time.monotonic() - started_s >= 5


async def test_no_limit_of_telegram_is_ever_reached(
    listener: RecordingListener, storage: Storage
) -> None:
    async with BotApiEmulator(limits=RateLimits()) as telegram:
        people = [telegram.person(number) for number in range(1, 21)]
        settings = telegram_settings(telegram, telegram_rate_limit=True)
        async with running_service(settings, listener, storage.media):
            for person in people * 2:
                person.send_text("hello")
            for person in people:
                await person.wait_until(lambda chat: len(chat.bot_messages) == 2, 15.0)
        assert telegram.flood.violations == []


async def test_two_people_are_answered_at_once(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener, service: TelegramService
) -> None:
    del service
    both = asyncio.Barrier(2)

    async def answer(turn: Turn) -> None:
        await both.wait()
        await turn.outlet.send(Reply(Markup("heard")))

    listener.answer = answer
    bob = telegram.person(2, "Bob")
    ada.send_text("one")
    bob.send_text("two")
    assert (await ada.wait_for_reply()).text == "heard"
    assert (await bob.wait_for_reply()).text == "heard"


async def test_a_failure_is_apologised_for_and_the_next_is_answered(
    ada: Person, listener: RecordingListener, service: TelegramService
) -> None:
    del service

    async def answer(turn: Turn) -> None:
        if len(listener.turns) == 1:
            raise RuntimeError("a bug")
        await turn.outlet.send(Reply(Markup("fine")))

    listener.answer = answer
    assert await text_of_reply(ada) == APOLOGY
    assert await text_of_reply(ada) == "fine"


async def test_stopping_finishes_what_was_begun(
    ada: Person, listener: RecordingListener, run_service: RunService
) -> None:
    begun = asyncio.Event()

    async def answer(turn: Turn) -> None:
        begun.set()
        await asyncio.sleep(0.5)
        await turn.outlet.send(Reply(Markup("finished")))

    listener.answer = answer
    async with run_service():
        ada.send_text("hello")
        await begun.wait()
    assert [message.text for message in ada.chat.bot_messages] == ["finished"]


async def test_what_does_not_finish_is_given_up(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener, storage: Storage
) -> None:
    begun = asyncio.Event()

    async def answer(_: Turn) -> None:
        begun.set()
        await asyncio.sleep(3600)

    listener.answer = answer
    service = TelegramService(
        telegram_settings(telegram), listener, Texts.load(strict=True), storage.media
    )
    await service.connect()
    await service.start()
    ada.send_text("hello")
    await begun.wait()
    started_s = time.monotonic()
    await service.finish(0.2)
    await service.close()
    assert time.monotonic() - started_s < 60
    assert len(telegram.world.updates.pending) == 1


async def test_messages_sent_while_the_bot_is_away_are_answered_later(
    ada: Person, listener: RecordingListener, run_service: RunService
) -> None:
    async with run_service():
        await text_of_reply(ada)
    ada.send_text("are you there?")
    async with run_service():
        await ada.wait_for_reply()
    assert len(listener.turns) == 2


async def test_an_update_is_confirmed_only_once_it_is_written_down(
    telegram: BotApiEmulator, ada: Person, listener: RecordingListener, service: TelegramService
) -> None:
    del service
    goes_on, is_confirmed = asyncio.Event(), asyncio.Event()

    async def answer(turn: Turn) -> None:
        await goes_on.wait()
        turn.outlet.acknowledge()
        await is_confirmed.wait()

    listener.answer = answer
    ada.send_text("hello")
    await ada.wait_until(lambda _: True)
    await asyncio.sleep(0.3)
    assert len(telegram.world.updates.pending) == 1
    goes_on.set()
    await telegram.world.updates.changes.wait_until(
        lambda: not telegram.world.updates.pending, 30.0
    )
    is_confirmed.set()


@pytest.fixture
def webhook_changes() -> dict[str, object]:
    port = free_port()
    return {
        "webhook_url": HttpUrl(f"http://127.0.0.1:{port}/hook"),
        "webhook_secret": SecretStr(SECRET),
        "webhook_host": "127.0.0.1",
        "webhook_port": port,
    }


async def test_a_webhook_brings_updates(
    telegram: BotApiEmulator,
    ada: Person,
    listener: RecordingListener,
    run_service: RunService,
    webhook_changes: dict[str, object],
) -> None:
    async with run_service(**webhook_changes) as service:
        assert await text_of_reply(ada) == "heard"
        assert service.is_alive()
        assert telegram.calls_of("getUpdates") == []
        assert telegram.world.webhook is not None
        assert telegram.world.webhook.url.endswith("/hook")
    assert listener.heard == [OtherContent.TEXT]


async def test_a_webhook_without_the_secret_is_refused(
    listener: RecordingListener, run_service: RunService, webhook_changes: dict[str, object]
) -> None:
    update = {"update_id": 1, "message": {"message_id": 1, "text": "forged"}}
    async with (
        run_service(**webhook_changes),
        aiohttp.ClientSession() as session,
        session.post(str(webhook_changes["webhook_url"]), json=update) as response,
    ):
        assert response.status == 403
    assert listener.turns == []


async def test_polling_goes_on_where_a_webhook_was(
    ada: Person, run_service: RunService, webhook_changes: dict[str, object]
) -> None:
    async with run_service(**webhook_changes):
        await text_of_reply(ada)
    async with run_service():
        assert await text_of_reply(ada) == "heard"


async def test_menus_are_set_for_each_language_and_place(
    telegram: BotApiEmulator, ada: Person, run_service: RunService
) -> None:
    bob, cyd = telegram.person(2, "Bob", "en"), telegram.person(3, "Cyd", None)
    group = telegram.group([ada, bob])
    async with run_service(admin_ids=(bob.id, 4711)):
        await telegram.wait_for_calls("setMyCommands", 6 * 4)
    names = [command["command"] for command in ada.visible_commands()]
    assert names[:2] == ["start", "mood"]
    assert "stats" not in names
    assert {"stats", "retrain"} <= {command["command"] for command in bob.visible_commands()}
    in_group = group.participant(ada).visible_commands()
    assert [command["command"] for command in in_group] == ["mood", "help"]
    assert ada.visible_commands()[1]["description"] != cyd.visible_commands()[1]["description"]
    assert bob.visible_commands()[1]["description"] == cyd.visible_commands()[1]["description"]


async def test_menus_that_cannot_be_set_hold_nothing_up(
    telegram: BotApiEmulator, ada: Person, run_service: RunService
) -> None:
    telegram.faults.refuse("setMyCommands", "Bad Request: not today", times=100)
    async with run_service():
        assert await text_of_reply(ada) == "heard"


async def test_a_wrong_token_is_told_in_one_sentence_without_it(
    telegram: BotApiEmulator, listener: RecordingListener, storage: Storage
) -> None:
    settings = telegram_settings(telegram, telegram_bot_token=SecretStr("1:wrong-token"))
    service = TelegramService(settings, listener, Texts.load(), storage.media)
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN") as caught:
        await service.connect()
    await service.finish(1.0)
    await service.close()
    assert "wrong-token" not in str(caught.value)
    assert caught.value.__context__ is None


async def test_a_token_that_is_revoked_ends_the_run(
    telegram: BotApiEmulator, run_service: RunService
) -> None:
    telegram.faults.refuse("getUpdates", "Unauthorized", code=401, times=100)
    async with run_service() as service:
        with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"):
            await asyncio.wait_for(service.run(), 5.0)


async def test_without_a_network_the_start_waits_and_says_so(
    telegram: BotApiEmulator,
    ada: Person,
    run_service: RunService,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.faults.drop_connection(ANY_METHOD, times=2)
    with caplog.at_level(logging.WARNING):
        async with run_service():
            assert await text_of_reply(ada) == "heard"
    assert "cannot reach Telegram, trying again" in caplog.text


async def test_the_bot_is_alive_while_it_polls(run_service: RunService) -> None:
    async with run_service() as service:
        assert service.is_alive()
    assert not service.is_alive()


def test_a_service_without_a_token_is_refused(listener: RecordingListener) -> None:
    settings = TelegramSettings.model_construct(telegram_bot_token=None)
    with pytest.raises(SettingsError, match="BotFather"):
        TelegramService(settings, listener, Texts.load(), media=None)  # type: ignore[arg-type]
