import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Route

from bot.conversation.people import SentPhoto
from bot.errors import PhotoGoneError
from bot.platforms.web.identity import Identity
from bot.platforms.web.photos import MAX_PHOTO_BYTES, PhotoEndpoint
from inference.errors import ImageTooLargeError
from tests.support.listeners import Turn
from tests.support.web_chats import Chats

IDENTITY = Identity([SecretStr("a2V5" * 11)], None)
COOKIE = IDENTITY.visitor_cookie("ada", is_secure=False).split(";", maxsplit=1)[0]


@pytest.fixture
async def client(chats: Chats) -> AsyncIterator[httpx.AsyncClient]:
    endpoint = PhotoEndpoint(chats.receiver, chats.visitors, IDENTITY)
    app = Starlette(routes=[Route("/photos", endpoint.receive, methods=["POST"])])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as one:
        yield one
    await chats.receiver.finish(5)


async def post(client: httpx.AsyncClient, content: object, **headers: str) -> int:
    answer = await client.post(
        "/photos",
        content=content,  # type: ignore[arg-type]
        headers={"Cookie": COOKIE, "X-Photo-Id": "p1"} | headers,
    )
    return answer.status_code


async def test_a_photo_is_heard_with_what_it_is_found_by(
    client: httpx.AsyncClient, chats: Chats
) -> None:
    assert await post(client, b"photo") == 202
    [photo] = chats.listener.heard
    assert isinstance(photo, SentPhoto)
    assert photo.message.chat_id == "ada"
    assert await chats.platform.fetch_photo(photo) == b"photo"
    with pytest.raises(PhotoGoneError):
        await chats.platform.fetch_photo(photo)
    visitor, _ = chats.somebody()
    assert [message.photo_id for message in visitor.messages if message.is_own] == ["p1"]


async def test_the_browser_waits_until_a_photo_is_written_down(
    client: httpx.AsyncClient, chats: Chats
) -> None:
    is_written, may_go_on = asyncio.Event(), asyncio.Event()

    async def answer(turn: Turn) -> None:
        await is_written.wait()
        turn.outlet.acknowledge()
        await may_go_on.wait()

    chats.listener.answer = answer
    sending = asyncio.create_task(post(client, b"photo"))
    await asyncio.sleep(0.05)
    assert not sending.done()
    is_written.set()
    assert await sending == 202
    may_go_on.set()


async def test_a_photo_over_the_limit_is_refused_before_it_is_read(
    client: httpx.AsyncClient, chats: Chats
) -> None:
    assert await post(client, bytes(MAX_PHOTO_BYTES + 1)) == 202
    await chats.receiver.finish(5)
    assert chats.listener.heard == []
    assert [type(error) for error in chats.listener.errors] == [ImageTooLargeError]


async def test_a_photo_without_a_length_is_read_up_to_the_limit(
    client: httpx.AsyncClient, chats: Chats
) -> None:
    read = []

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(50):
            read.append(1)
            yield bytes(2**20)

    assert await post(client, chunks()) == 202
    await chats.receiver.finish(5)
    assert [type(error) for error in chats.listener.errors] == [ImageTooLargeError]


async def test_nobody_sends_a_photo_without_a_signed_id(
    client: httpx.AsyncClient, chats: Chats
) -> None:
    assert await post(client, b"photo", Cookie="moodring_visitor=ada") == 403
    assert chats.listener.heard == []
