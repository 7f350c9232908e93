"""Who is let in: hosts, origins, passwords and files, asked of a real server over HTTP."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import httpx
import pytest

from tests.support.web_pages import RunningServer, running_server

pytestmark = pytest.mark.slow

PASSWORD = "open sesame, ünïcode"  # noqa: S105
SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("open")
    with running_server(folder, MOODRING_WEB_ALLOWED_HOSTS="moodring.example.org") as running:
        yield running


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("locked")
    with running_server(folder, MOODRING_WEB_PASSWORD=PASSWORD) as running:
        yield running


@pytest.fixture
async def client(server: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.address, timeout=30) as one:
        yield one


@pytest.fixture
async def stranger(locked: RunningServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=locked.address, timeout=30) as one:
        yield one


async def socket_status(address: str, **headers: str) -> int:
    """Return 101 where a socket is opened, or the status of the refusal."""
    async with aiohttp.ClientSession() as session:
        try:
            async with session.ws_connect(address + SOCKET, headers=headers):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:80", 200),
        ("192.168.1.7:8080", 200),
        ("[::1]:8080", 200),
        ("moodring.example.org", 200),
        ("Moodring.Example.org:443", 200),
        ("evil.example.org", 421),
        ("127.0.0.1.evil.example.org", 421),
        ("", 421),
    ],
)
async def test_only_known_names_and_numbers_are_answered(
    client: httpx.AsyncClient, host: str, status: int
) -> None:
    assert (await client.get("/", headers={"Host": host})).status_code == status


async def test_the_page_may_load_nothing_from_elsewhere_and_run_no_foreign_script(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/")
    policy = answer.headers["content-security-policy"]
    found = re.search(r"script-src 'self' 'nonce-([\w-]+)' 'unsafe-eval';", policy)
    assert found
    assert answer.text.count("<script") == answer.text.count(f'<script nonce="{found[1]}"') > 5
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    again = await client.get("/")
    assert found[1] not in again.headers["content-security-policy"]


async def test_an_id_is_signed_and_kept(client: httpx.AsyncClient) -> None:
    first = (await client.get("/")).cookies["moodring_visitor"]
    second = (await client.get("/")).cookies["moodring_visitor"]
    assert first.split(".")[0] == second.split(".")[0]
    name, _, rest = first.partition(".")
    client.cookies.clear()
    forged = name[:-1] + ("A" if name[-1] != "A" else "B")
    answer = await client.get("/", headers={"Cookie": f"moodring_visitor={forged}.{rest}"})
    assert answer.cookies["moodring_visitor"].split(".")[0] not in {name, forged}


async def test_another_origin_can_neither_post_nor_open_a_socket(
    client: httpx.AsyncClient, server: RunningServer
) -> None:
    await client.get("/")
    for origin in ("https://evil.example.org", "null", server.address.replace("127", "128")):
        for path in ("/photos", "/session"):
            assert (await client.post(path, headers={"Origin": origin})).status_code == 403
        assert await socket_status(server.address, Origin=origin) == 403
    assert (await client.post("/session")).status_code == 403
    assert await socket_status(server.address) == 403
    own = {"Origin": server.address}
    assert (await client.post("/session", headers=own)).status_code == 204
    assert await socket_status(server.address, Origin=server.address) == 101


async def test_nobody_sends_photos_without_an_id(
    client: httpx.AsyncClient, server: RunningServer
) -> None:
    answer = await client.post("/photos", content=b"photo", headers={"Origin": server.address})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/chat/en", "/docs", "/openapi.json", "/files/../x", "/.env"])
async def test_there_is_nothing_else(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_files_are_handed_out_to_nobody_by_guessing(client: httpx.AsyncClient) -> None:
    await client.get("/")
    assert (await client.get("/files/AAAAAAAAAAAAAAAAAAAAAA")).status_code == 404


async def test_a_password_is_asked_for_before_anything_is_shown(
    stranger: httpx.AsyncClient, locked: RunningServer
) -> None:
    answer = await stranger.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert (await stranger.get("/files/x")).status_code == 401
    own = {"Origin": locked.address}
    assert (await stranger.post("/photos", headers=own)).status_code == 401
    assert await socket_status(locked.address, Origin=locked.address) == 403
    page = await stranger.get("/login", headers={"Accept-Language": "pt-BR,en;q=0.5"})
    assert '<html lang="pt">' in page.text
    assert "Senha" in page.text
    assert (await stranger.get("/static/chat.css")).status_code == 200


async def test_whoever_knows_the_password_is_let_in(
    stranger: httpx.AsyncClient, locked: RunningServer
) -> None:
    own = {"Origin": locked.address}
    answer = await stranger.post("/login", data={"password": PASSWORD}, headers=own)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly; SameSite=Lax" in answer.headers["set-cookie"]
    assert (await stranger.get("/")).status_code == 200
    login = stranger.cookies["moodring_login"]
    cookie = f"moodring_login={login}"
    assert await socket_status(locked.address, Origin=locked.address, Cookie=cookie) == 101
    forged = f"moodring_login={login[:-2]}AA"
    assert await socket_status(locked.address, Origin=locked.address, Cookie=forged) == 403


async def test_guesses_are_refused_and_then_slowed_down(
    stranger: httpx.AsyncClient, locked: RunningServer
) -> None:
    own = {"Origin": locked.address}
    statuses = []
    for number in range(8):
        guess = {"password": f"guess {number}"}
        answer = await stranger.post("/login", data=guess, headers=own)
        statuses.append(answer.status_code)
    assert 401 in statuses
    assert statuses[-1] == 429
    right = await stranger.post("/login", data={"password": PASSWORD}, headers=own)
    assert right.status_code == 429
    assert "set-cookie" not in right.headers


async def test_it_stops_when_told_also_with_a_page_open(tmp_path: Path) -> None:
    with running_server(tmp_path) as server:
        async with aiohttp.ClientSession() as session:
            headers = {"Origin": server.address}
            async with session.ws_connect(server.address + SOCKET, headers=headers):
                server.process.send_signal(signal.SIGTERM)
                assert await asyncio.to_thread(server.process.wait, 20) == 0
