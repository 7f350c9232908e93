"""Photos on their way in: read piece by piece into memory, never into a file."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.platforms.web.identity import Identity
from bot.platforms.web.receiver import Receiver
from bot.platforms.web.visitors import Visitors
from inference.errors import ImageTooLargeError, QueueFullError

logger = logging.getLogger(__name__)

# As Telegram hands out: the same photo gets the same answer everywhere.
MAX_PHOTO_BYTES = 20 * 1024 * 1024
_MAX_AT_ONCE = 8
_DEADLINE_S = 120.0
_MAX_PHOTO_ID_CHARACTERS = 40
PHOTO_ID_HEADER = "x-photo-id"


class PhotoEndpoint:
    """Takes photos: the body of a request, without a form around it.

    A form's files would be spooled to the disk above a size.
    """

    def __init__(self, receiver: Receiver, visitors: Visitors, identity: Identity) -> None:
        """Take who answers them."""
        self._receiver = receiver
        self._visitors = visitors
        self._identity = identity
        self._under_way = 0

    async def receive(self, request: Request) -> Response:
        """Take one photo; the answer comes to the open pages."""
        visitor_id = self._identity.visitor_id(request.headers.get("cookie", ""))
        if visitor_id is None:
            return Response(status_code=403)
        visitor = self._visitors.of(visitor_id)
        photo_id = request.headers.get(PHOTO_ID_HEADER, "")[:_MAX_PHOTO_ID_CHARACTERS]
        try:
            async with self._place():
                data = await _read(request)
        except (ClientDisconnect, TimeoutError):
            logger.info("a photo did not arrive in full")
            return Response(status_code=408)
        except (ImageTooLargeError, QueueFullError) as error:
            self._receiver.refuse_photo(visitor, error, photo_id)
            return Response(status_code=202)
        await self._receiver.receive_photo(visitor, data, photo_id)
        return Response(status_code=202)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._under_way >= _MAX_AT_ONCE:
            raise QueueFullError(f"{self._under_way} photos are on their way in already")
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1


async def _read(request: Request) -> bytes:
    """Return a request's body.

    Raises:
        ImageTooLargeError: It has more than `MAX_PHOTO_BYTES`.
        ClientDisconnect: It did not come in full.
        TimeoutError: It came too slowly.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_PHOTO_BYTES:
        await _drain(request)
        raise _too_large(int(length))
    data = bytearray()
    async with asyncio.timeout(_DEADLINE_S):
        async for chunk in request.stream():
            data += chunk
            if len(data) > MAX_PHOTO_BYTES:
                raise _too_large(len(data))
    return bytes(data)


async def _drain(request: Request) -> None:
    """Read on for a while: a browser sees an answer only once it has sent everything."""
    left = 4 * MAX_PHOTO_BYTES
    async with asyncio.timeout(_DEADLINE_S):
        async for chunk in request.stream():
            left -= len(chunk)
            if left < 0:
                return


def _too_large(size: int) -> ImageTooLargeError:
    return ImageTooLargeError(f"{size} bytes or more, expected at most {MAX_PHOTO_BYTES}")
