"""Files of a chat, handed out from memory to whose they are."""

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web.identity import Identity
from bot.platforms.web.shelf import FileShelf, StoredFile
from bot.platforms.web.visitors import Visitors

# What players ask for: one range, open or closed (RFC 9110, section 14.1.2).
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class FileEndpoint:
    """Hands out covers, pictures, sound and documents."""

    def __init__(self, shelf: FileShelf, visitors: Visitors, identity: Identity) -> None:
        """Take the files, and who knows whose they are."""
        self._shelf = shelf
        self._visitors = visitors
        self._identity = identity

    async def send(self, request: Request) -> Response:
        """Answer with a file, or a part of it; 404 to everybody whose it is not."""
        visitor_id = self._identity.visitor_id(request.headers.get("cookie", ""))
        file = await self._shelf.get(request.path_params["token"])
        if visitor_id is None or file is None or file.data is None:
            return Response(status_code=404)
        if file.owner != self._visitors.current_id(visitor_id):
            return Response(status_code=404)
        return _response(file, file.data, request.headers.get("range"))


def _response(file: StoredFile, data: bytes, wanted: str | None) -> Response:
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    if file.name is not None:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    span = None if wanted is None else _span(wanted, len(data))
    if span is None:
        return Response(data, media_type=file.media_type, headers=headers)
    first, last = span
    if first > last:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    part = data[first : last + 1]
    return Response(part, status_code=206, media_type=file.media_type, headers=headers)


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte that a Range header asks for; None for all."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or found[0] == "bytes=-":
        return None
    if not found[1]:
        return max(0, size - int(found[2])), size - 1
    last = int(found[2]) if found[2] else size - 1
    return int(found[1]), min(last, size - 1)
