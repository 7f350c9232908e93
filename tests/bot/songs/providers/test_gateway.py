import httpx
import pytest

from bot.songs.providers.errors import (
    ProviderAnswerError,
    ProviderRefusedError,
    ProviderUnavailableError,
)
from bot.songs.providers.gateway import ProviderGateway, RateLimit
from tests.support.media_servers import Fault, MediaServer

SEARCH = ("/search", {"q": "blue"})


@pytest.fixture
def gateway(client: httpx.AsyncClient, server: MediaServer) -> ProviderGateway:
    return ProviderGateway("deezer", f"{server.url}/deezer", client, RateLimit(100, 5))


async def test_a_failure_that_passes_is_retried(
    gateway: ProviderGateway, server: MediaServer
) -> None:
    server.faults["deezer"] = Fault(status=503, times=1)

    answer = await gateway.get_json(*SEARCH)

    assert answer is not None
    assert "data" in answer
    assert server.requests["deezer"] == 2


@pytest.mark.parametrize("status", [0, 500, 503])
async def test_a_failure_that_stays_is_told(
    gateway: ProviderGateway, server: MediaServer, status: int
) -> None:
    server.faults["deezer"] = Fault(status=status)

    with pytest.raises(ProviderUnavailableError, match="deezer"):
        await gateway.get_json(*SEARCH)
    assert server.requests["deezer"] == 2


async def test_what_does_not_exist_is_none(gateway: ProviderGateway) -> None:
    assert await gateway.get_json("/nowhere", {}) is None


@pytest.mark.parametrize(
    "body", [b"<html>", b"\xff\xfe\x00", b"[" * 100_000, b'"' + b"x" * 600_000 + b'"']
)
async def test_what_is_no_json_of_fair_size_is_told(
    gateway: ProviderGateway, server: MediaServer, body: bytes
) -> None:
    server.faults["deezer"] = Fault(body=body)

    with pytest.raises(ProviderAnswerError, match="deezer"):
        await gateway.get_json(*SEARCH)


async def test_a_provider_that_fails_again_and_again_is_left_alone(
    gateway: ProviderGateway, server: MediaServer
) -> None:
    server.faults["deezer"] = Fault(status=500)
    for _ in range(2):
        with pytest.raises(ProviderUnavailableError):
            await gateway.get_json(*SEARCH)
    with pytest.raises(ProviderRefusedError, match="failed 5 times"):
        await gateway.get_json(*SEARCH)
    asked = server.requests["deezer"]

    with pytest.raises(ProviderRefusedError):
        await gateway.get_json(*SEARCH)
    assert server.requests["deezer"] == asked == 5


async def test_a_redirect_is_not_followed(gateway: ProviderGateway, server: MediaServer) -> None:
    server.faults["deezer"] = Fault(status=302)

    with pytest.raises(ProviderAnswerError, match="status 302"):
        await gateway.get_json(*SEARCH)


async def test_a_port_where_nobody_listens_is_unavailable(client: httpx.AsyncClient) -> None:
    gateway = ProviderGateway("deezer", "http://127.0.0.1:9", client, RateLimit(9, 9))

    with pytest.raises(ProviderUnavailableError, match="ConnectError"):
        await gateway.get_json(*SEARCH)
