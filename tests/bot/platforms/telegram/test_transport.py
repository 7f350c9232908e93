import logging
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from telegram.error import NetworkError

from bot.platforms.telegram.requests import TokenRequest
from bot.platforms.telegram.transport import STAND_IN
from tests.support.bot_api import DOWNLOAD, BotApiEmulator, Person
from tests.support.photos import encoded, four_corners
from tests.support.tracebacks import everything_reported

JPEG = encoded(four_corners(), "JPEG")


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.fixture
async def request_(telegram: BotApiEmulator) -> AsyncIterator[TokenRequest]:
    async with TokenRequest(SecretStr(telegram.token), telegram.base_url) as opened:
        yield opened


def url_of(telegram: BotApiEmulator, method: str) -> str:
    return f"{telegram.base_url}{STAND_IN}/{method}"


def file_url_of(telegram: BotApiEmulator, ada: Person) -> str:
    document = ada.send_document(JPEG, "image/jpeg").document
    assert document is not None
    return f"{telegram.base_file_url}{STAND_IN}/{document.file.path}"


async def test_calls_and_downloads_arrive_with_the_token(
    telegram: BotApiEmulator, ada: Person, request_: TokenRequest
) -> None:
    assert await request_.post(url_of(telegram, "getMe"))
    assert await request_.retrieve(file_url_of(telegram, ada)) == JPEG


async def test_a_lost_connection_tells_no_token(
    telegram: BotApiEmulator, request_: TokenRequest, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.drop_connection("getMe")
    with pytest.raises(NetworkError) as caught:
        await request_.post(url_of(telegram, "getMe"))
    told = everything_reported(caught.value) + caplog.text
    assert "httpx.RemoteProtocolError" in told
    assert telegram.token not in told


@pytest.mark.parametrize("after_processing", [False, True])
async def test_a_broken_download_tells_no_token(
    telegram: BotApiEmulator,
    ada: Person,
    request_: TokenRequest,
    caplog: pytest.LogCaptureFixture,
    *,
    after_processing: bool,
) -> None:
    telegram.faults.drop_connection(DOWNLOAD, after_processing=after_processing)
    with pytest.raises(NetworkError) as caught:
        await request_.retrieve(file_url_of(telegram, ada))
    assert telegram.token not in everything_reported(caught.value) + caplog.text


async def test_a_server_that_is_away_gets_no_token_told(caplog: pytest.LogCaptureFixture) -> None:
    async with BotApiEmulator() as telegram:
        pass
    async with TokenRequest(SecretStr(telegram.token), telegram.base_url) as request_:
        with pytest.raises(NetworkError, match="ConnectError") as caught:
            await request_.post(url_of(telegram, "getMe"))
    assert telegram.token not in everything_reported(caught.value) + caplog.text


async def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with BotApiEmulator() as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url.removesuffix("/bot"))
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        url = f"http://telegram.invalid/bot{STAND_IN}/getMe"
        async with TokenRequest(SecretStr(proxy.token), url) as request_:
            assert await request_.post(url)
        assert len(proxy.calls_of("getMe")) == 1
