from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Route

from bot.errors import PictureError
from bot.platforms.web.files import FileEndpoint
from bot.platforms.web.identity import Identity
from bot.platforms.web.shelf import FileShelf, media_type_of
from bot.platforms.web.visitors import Visitors

DATA = bytes(range(100))
IDENTITY = Identity([SecretStr("a2V5" * 11)], None)


@pytest.fixture
def shelf() -> FileShelf:
    return FileShelf(1_000_000)


@pytest.fixture
async def client(shelf: FileShelf) -> AsyncIterator[httpx.AsyncClient]:
    endpoint = FileEndpoint(shelf, Visitors(shelf, 10), IDENTITY)
    app = Starlette(routes=[Route("/files/{token}", endpoint.send)])
    cookie = IDENTITY.visitor_cookie("ada", is_secure=False).split(";", maxsplit=1)[0]
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", headers={"Cookie": cookie}
    ) as one:
        yield one


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("bytes=0-", (206, "bytes 0-99/100", DATA)),
        ("bytes=10-19", (206, "bytes 10-19/100", DATA[10:20])),
        ("bytes=90-500", (206, "bytes 90-99/100", DATA[90:])),
        ("bytes=-10", (206, "bytes 90-99/100", DATA[90:])),
        ("bytes=100-", (416, "bytes */100", b"")),
        ("bytes=20-10", (416, "bytes */100", b"")),
        ("bytes=0-1,5-6", (200, None, DATA)),
        ("lines=1", (200, None, DATA)),
        ("bytes=-", (200, None, DATA)),
    ],
)
async def test_players_get_the_range_that_they_ask_for(
    client: httpx.AsyncClient,
    shelf: FileShelf,
    wanted: str,
    found: tuple[int, str | None, bytes],
) -> None:
    answer = await client.get(shelf.put("ada", DATA), headers={"Range": wanted})
    span = answer.headers.get("content-range")
    assert (answer.status_code, span, answer.content) == found


async def test_a_file_is_handed_to_nobody_else(client: httpx.AsyncClient, shelf: FileShelf) -> None:
    path = shelf.put("bob", DATA)
    assert (await client.get(path)).status_code == 404
    shelf.rename("bob", "ada")
    assert (await client.get(path)).status_code == 200
    answer = await client.get(path, headers={"Cookie": "moodring_visitor=ada"})
    assert answer.status_code == 404


async def test_a_document_is_kept_under_its_name(
    client: httpx.AsyncClient, shelf: FileShelf
) -> None:
    path = shelf.put("ada", b"{}", media_type="application/json", name='mü "x".json')
    answer = await client.get(path)
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''m%C3%BC%20%22x%22.json"
    )


async def test_a_cover_is_drawn_once_and_when_it_is_asked_for(
    client: httpx.AsyncClient, shelf: FileShelf
) -> None:
    drawn = []

    async def draw() -> bytes:
        drawn.append(1)
        return b"\xff\xd8\xff cover"

    path = shelf.put_cover("ada", draw)
    assert drawn == []
    for _ in range(2):
        answer = await client.get(path)
        assert answer.headers["content-type"] == "image/jpeg"
    assert drawn == [1]


async def test_a_cover_that_cannot_be_drawn_is_missing(
    client: httpx.AsyncClient, shelf: FileShelf
) -> None:
    async def draw() -> bytes:
        raise PictureError("the painter is ill")

    assert (await client.get(shelf.put_cover("ada", draw))).status_code == 404


async def test_the_longest_unused_files_go_first() -> None:
    shelf = FileShelf(250)
    first, second = shelf.put("ada", DATA), shelf.put("ada", DATA)
    assert await shelf.get(first.removeprefix("/files/"))
    third = shelf.put("ada", DATA)
    found = [await shelf.get(path.removeprefix("/files/")) for path in (first, second, third)]
    assert [file is not None for file in found] == [True, False, True]
    shelf.drop([first, third])
    fourth = [shelf.put("ada", DATA) for _ in range(2)]
    assert all([await shelf.get(path.removeprefix("/files/")) for path in fourth])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n", "image/png"),
        (b"ID3\x04", "audio/mpeg"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"<html>", "application/octet-stream"),
    ],
)
def test_types_are_told_by_the_bytes(data: bytes, kind: str) -> None:
    assert media_type_of(data) == kind
