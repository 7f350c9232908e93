import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from markupsafe import Markup
from pydantic import SecretStr

from bot.conversation.people import OtherContent
from bot.conversation.replies import Reply
from bot.errors import PlatformError, SettingsError
from bot.platforms.discord.service import DiscordService
from bot.settings import DiscordSettings
from tests.support.discord_chats import make_client, strict_texts
from tests.support.discord_server import TOKEN, DiscordServer, discord_server
from tests.support.listeners import RecordingListener, Turn

PATIENCE_S = 30.0


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[DiscordServer]:
    async with discord_server(tmp_path) as running:
        yield running


@pytest.fixture
async def service(
    server: DiscordServer, listener: RecordingListener
) -> AsyncIterator[DiscordService]:
    made = make_service(server, listener)
    yield made
    await made.finish(0.0)
    await made.close()


def make_service(
    server: DiscordServer, listener: RecordingListener, token: str = TOKEN
) -> DiscordService:
    settings = DiscordSettings.model_construct(
        discord_bot_token=SecretStr(token), discord_admin_ids=(1,)
    )
    return DiscordService(settings, listener, strict_texts(), server.connector)


async def started(service: DiscordService, server: DiscordServer) -> None:
    await service.connect()
    await service.start()
    await asyncio.wait_for(server.connected.wait(), PATIENCE_S)


async def until_sent(server: DiscordServer) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not server.sent:  # noqa: ASYNC110 - the server is another task's
            await asyncio.sleep(0.01)


async def test_a_message_is_answered(
    service: DiscordService, server: DiscordServer, listener: RecordingListener
) -> None:
    await started(service, server)
    await server.write("hello")
    await until_sent(server)
    assert listener.heard == [OtherContent.TEXT]
    [body] = server.sent
    assert body["content"] == "heard"
    assert body["allowed_mentions"] == {"parse": []}


async def test_commands_are_published_at_the_start(
    service: DiscordService, server: DiscordServer
) -> None:
    await service.connect()
    names = {command["name"] for command in server.commands}
    assert {"selfie", "mood", "stats", "retrain"} <= names


async def test_a_refused_token_is_told_in_one_sentence_without_it(
    server: DiscordServer, listener: RecordingListener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = "another.secret.token-that-discord-refuses"
    service = make_service(server, listener, wrong)
    with pytest.raises(SettingsError, match="DISCORD_BOT_TOKEN") as caught:
        await service.connect()
    await service.close()
    report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [str(frame.locals) for frame in report.stack if frame.filename != __file__]
    assert frames
    assert wrong not in "".join(frames)
    assert wrong not in caplog.text
    assert caught.value.__context__ is None


async def test_an_outage_at_the_start_is_waited_for(
    service: DiscordService, server: DiscordServer
) -> None:
    # The library itself asks five times before it gives an answer of 503 up.
    server.outages.extend([501])
    await service.connect()
    assert server.logins == 2


async def test_a_network_that_is_not_there_is_waited_for(
    service: DiscordService, server: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    port, server.port = server.port, 1
    connecting = asyncio.create_task(service.connect())
    async with asyncio.timeout(PATIENCE_S):
        while "cannot reach Discord" not in caplog.text:  # noqa: ASYNC110 - a log has no event
            await asyncio.sleep(0.01)
    server.port = port
    await asyncio.wait_for(connecting, PATIENCE_S)
    assert server.logins == 1


async def test_another_refusal_is_an_error_of_the_platform(
    service: DiscordService, server: DiscordServer
) -> None:
    server.outages.append(400)
    with pytest.raises(PlatformError):
        await service.connect()


async def test_a_token_taken_back_ends_the_run(
    service: DiscordService, server: DiscordServer
) -> None:
    await started(service, server)
    running = asyncio.create_task(service.run())
    await server.close_gateway(4004)
    with pytest.raises(SettingsError, match="DISCORD_BOT_TOKEN"):
        await asyncio.wait_for(running, PATIENCE_S)
    assert not service.is_alive()


async def test_a_lost_gateway_is_found_again(
    service: DiscordService, server: DiscordServer, listener: RecordingListener
) -> None:
    await started(service, server)
    server.connected.clear()
    await server.close_gateway(4009)
    await asyncio.wait_for(server.connected.wait(), PATIENCE_S)
    assert service.is_alive()
    await server.write("still there?")
    await until_sent(server)
    assert listener.heard == [OtherContent.TEXT]


async def test_it_is_alive_from_the_start_to_the_end(
    service: DiscordService, server: DiscordServer
) -> None:
    assert not service.is_alive()
    await started(service, server)
    assert service.is_alive()
    await service.finish(PATIENCE_S)
    assert not service.is_alive()


async def test_what_was_begun_is_finished(
    service: DiscordService, server: DiscordServer, listener: RecordingListener
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def answer(turn: Turn) -> None:
        begun.set()
        await go_on.wait()
        await turn.outlet.send(Reply(Markup("in the end")))

    listener.answer = answer
    await started(service, server)
    await server.write("hello")
    await asyncio.wait_for(begun.wait(), PATIENCE_S)
    finishing = asyncio.create_task(service.finish(PATIENCE_S))
    await server.write("too late")
    go_on.set()
    await asyncio.wait_for(finishing, PATIENCE_S)
    assert [body["content"] for body in server.sent] == ["in the end"]


async def test_what_takes_too_long_is_given_up(
    service: DiscordService, server: DiscordServer, listener: RecordingListener
) -> None:
    begun, given_up = asyncio.Event(), asyncio.Event()

    async def answer(_turn: Turn) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    listener.answer = answer
    await started(service, server)
    await server.write("hello")
    await asyncio.wait_for(begun.wait(), PATIENCE_S)
    await service.finish(0.05)
    assert given_up.is_set()


def test_without_a_token_there_is_no_service(listener: RecordingListener) -> None:
    with pytest.raises(SettingsError, match="DISCORD_BOT_TOKEN is not set"):
        DiscordService(DiscordSettings(), listener, strict_texts())


@pytest.mark.parametrize(
    ("no_proxy", "expected"), [("", "http://proxy.example:3128"), ("discord.com", None)]
)
def test_the_proxy_of_the_environment_is_used(
    listener: RecordingListener,
    monkeypatch: pytest.MonkeyPatch,
    no_proxy: str,
    expected: str | None,
) -> None:
    for name in ("https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert make_client(listener).http.proxy == expected
