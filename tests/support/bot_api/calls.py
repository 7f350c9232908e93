"""A method call as the bot sent it: form, multipart or JSON, read into one shape."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.support.bot_api.errors import ApiError, bad_request

# A bot's uploads may have 50 MB: https://core.telegram.org/bots/api#sending-files
MAX_UPLOAD_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    file_name: str
    mime_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class ApiCall:
    """A method's name with its parameters, some of which are JSON inside a string."""

    method: str
    parameters: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        value = self.parameters.get(name)
        return None if value is None else str(value)

    def required_text(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise bad_request(f'parameter "{name}" is required')
        return value

    def integer(self, name: str, default: int = 0) -> int:
        value = self.parameters.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise bad_request(f'parameter "{name}" must be an integer, got {value!r}') from error

    def flag(self, name: str) -> bool:
        return str(self.parameters.get(name, "")).lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> Any:
        """Return a list or object, decoded when it came as a string; None when absent."""
        value = self.parameters.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f'can\'t parse {name}: expected JSON, got "{value[:40]}"') from error

    def part(self, parameters: Mapping[str, Any]) -> "ApiCall":
        """Return an item of this call, such as one medium of an album, with the same uploads."""
        return ApiCall(self.method, parameters, self.uploads)


async def read_call(request: web.Request, method: str) -> ApiCall:
    """Read query and body of any form that Telegram accepts.

    Raises:
        ApiError: 413 for uploads over 50 MB, 400 for a body that is not what it says.
    """
    parameters: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        parameters |= await _read_json(request)
    elif request.content_type == "multipart/form-data":
        await _read_multipart(request, parameters, uploads)
    elif request.can_read_body:
        parameters |= {name: str(value) for name, value in (await request.post()).items()}
    return ApiCall(method, parameters, uploads)


async def _read_json(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(body, dict):
        raise bad_request("object expected as body")
    return body


async def _read_multipart(
    request: web.Request, parameters: dict[str, Any], uploads: dict[str, Upload]
) -> None:
    received_bytes = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad_request("can't parse multipart body")
        content = bytes(await part.read())
        received_bytes += len(content)
        if received_bytes > MAX_UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            parameters[part.name] = content.decode()
        else:
            mime_type = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, mime_type, content)
