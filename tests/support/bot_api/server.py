"""The HTTP side: routes, envelopes, faults, and a record of every call."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support.bot_api.calls import MAX_UPLOAD_BYTES, ApiCall, read_call
from tests.support.bot_api.changes import Changes
from tests.support.bot_api.errors import ApiError
from tests.support.bot_api.faults import Fault, Faults
from tests.support.bot_api.media import StoredFile
from tests.support.bot_api.methods import METHODS
from tests.support.bot_api.rate_limits import FloodControl
from tests.support.bot_api.world import World

_CHUNK_BYTES = 64 * 1024
_DROPPED = 0


@dataclass(frozen=True)
class CallRecord:
    """A call that was answered; status 0 where its connection was dropped."""

    method: str
    status: int
    finished_at_s: float
    parameters: Mapping[str, Any] = field(repr=False)

    @property
    def chat_id(self) -> int | None:
        value = str(self.parameters.get("chat_id", ""))
        return int(value) if value.lstrip("-").isdigit() else None


class BotApiServer:
    """Answers method calls and downloads as api.telegram.org does."""

    def __init__(self, world: World, token: str, faults: Faults, flood: FloodControl) -> None:
        self.calls: list[CallRecord] = []
        self.changes = Changes()
        self._world = world
        self._token = token
        self._faults = faults
        self._flood = flood

    def application(self) -> web.Application:
        """Return the routes `/bot<token>/<method>` and `/file/bot<token>/<path>`."""
        application = web.Application(client_max_size=MAX_UPLOAD_BYTES + _CHUNK_BYTES)
        application.router.add_route("*", "/bot{token}/{method}", self._answer_call)
        application.router.add_get("/file/bot{token}/{path:.+}", self._answer_download)
        return application

    async def _answer_call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = ApiCall(method, {})
        try:
            self._check_token(request)
            call = await read_call(request, method)
            fault = self._faults.take(call) or Fault(method, 0)
            if fault.drops and not fault.after_processing:
                return self._drop(request, call)
            result = await self._process(call, fault)
        except ApiError as error:
            self._record(call, error.code)
            return web.json_response(error.to_json(), status=error.code)
        if fault.drops:
            return self._drop(request, call)
        self._record(call, 200)
        return web.json_response({"ok": True, "result": result})

    async def _process(self, call: ApiCall, fault: Fault) -> Any:
        await fault.wait()
        if fault.error is not None:
            raise fault.error
        handler = METHODS.get(call.method.lower())
        if handler is None:
            raise ApiError(404, "Not Found: method not found")
        chat_id = call.text("chat_id") or ""
        if chat_id.lstrip("-").isdigit():
            self._flood.check(call.method, int(chat_id))
        return await handler(self._world, call)

    async def _answer_download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
        except ApiError as error:
            return web.json_response(error.to_json(), status=error.code)
        stored = self._world.files.by_path(request.match_info["path"])
        if stored is None:
            return web.json_response(ApiError(404, "Not Found").to_json(), status=404)
        fault = self._faults.take_download() or Fault("", 0)
        if fault.error is not None:
            return web.json_response(fault.error.to_json(), status=fault.error.code)
        if fault.drops and not fault.after_processing:
            _abort(request)
            return web.Response()
        return await _send_file(request, stored, fault)

    def _check_token(self, request: web.Request) -> None:
        if request.match_info["token"] != self._token:
            raise ApiError(401, "Unauthorized")

    def _drop(self, request: web.Request, call: ApiCall) -> web.Response:
        self._record(call, _DROPPED)
        _abort(request)
        return web.Response()

    def _record(self, call: ApiCall, status: int) -> None:
        self.calls.append(CallRecord(call.method, status, time.monotonic(), call.parameters))
        self.changes.notify()


async def _send_file(request: web.Request, stored: StoredFile, fault: Fault) -> web.StreamResponse:
    """Send a file in two halves, between which a fault may strike."""
    content = stored.content
    response = web.StreamResponse(headers={"Content-Length": str(len(content))})
    response.content_type = "application/octet-stream"
    await response.prepare(request)
    half = len(content) // 2
    await response.write(content[:half])
    await fault.wait()
    if fault.drops:
        _abort(request)
        return response
    await response.write(content[half:])
    await response.write_eof()
    return response


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
