"""Faults on demand: what the next calls of a method meet instead of an answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.errors import ApiError, too_many_requests

ANY_METHOD = "*"
# Stands for the download of a file, which is no method.
DOWNLOAD = "download"


@dataclass(frozen=True)
class Hold:
    """A call that is held up.

    Attributes:
        met: Set when the call has come.
        released: Set it to let the call go on.
    """

    met: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Fault:
    """What happens to a call: at most one of an error and a dropped connection, after a delay."""

    method: str
    times: int
    error: ApiError | None = None
    delay_s: float = 0.0
    hold: Hold | None = None
    drops: bool = False
    after_processing: bool = False
    chat_id: int | None = None

    def concerns(self, call: ApiCall) -> bool:
        return self.method in {ANY_METHOD, call.method} and (
            self.chat_id is None or str(self.chat_id) == call.text("chat_id")
        )

    async def wait(self) -> None:
        """Return when the call may go on."""
        await asyncio.sleep(self.delay_s)
        if self.hold is not None:
            self.hold.met.set()
            await self.hold.released.wait()


class Faults:
    """The plan of faults; each is met `times` times, the earliest planned first."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def too_many_requests(
        self, method: str, *, retry_after_s: int = 1, times: int = 1, chat_id: int | None = None
    ) -> None:
        """Answer 429 with `retry_after`."""
        error = too_many_requests(retry_after_s)
        self._planned.append(Fault(method, times, error, chat_id=chat_id))

    def server_error(self, method: str, *, code: int = 500, times: int = 1) -> None:
        """Answer 500, or 502 and the like."""
        names = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}
        self._planned.append(Fault(method, times, ApiError(code, names.get(code, "Error"))))

    def refuse(
        self,
        method: str,
        description: str,
        *,
        code: int = 400,
        times: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """Answer with a refusal, such as "Bad Request: not enough rights"."""
        self._planned.append(Fault(method, times, ApiError(code, description), chat_id=chat_id))

    def drop_connection(
        self, method: str, *, times: int = 1, after_processing: bool = False
    ) -> None:
        """Close the connection without an answer, before or after the call took effect.

        A download that is dropped after processing breaks off halfway.
        """
        self._planned.append(Fault(method, times, drops=True, after_processing=after_processing))

    def delay(self, method: str, *, delay_s: float, times: int = 1) -> None:
        """Answer late; a download halts halfway for that long."""
        self._planned.append(Fault(method, times, delay_s=delay_s))

    def hold(self, method: str) -> Hold:
        """Answer one call only when it is released; a download halts halfway."""
        hold = Hold()
        self._planned.append(Fault(method, 1, hold=hold))
        return hold

    def files_too_big(self, *, times: int = 1) -> None:
        """Let getFile answer as for a file over 20 MB."""
        self.refuse("getFile", "Bad Request: file is too big", times=times)

    def take(self, call: ApiCall) -> Fault | None:
        """Return the fault that this call meets and count it."""
        return self._take(lambda fault: fault.concerns(call))

    def take_download(self) -> Fault | None:
        """Return the fault that this download meets and count it."""
        return self._take(lambda fault: fault.method == DOWNLOAD)

    def clear(self) -> None:
        self._planned.clear()

    def _take(self, concerns: Callable[[Fault], bool]) -> Fault | None:
        fault = next((fault for fault in self._planned if concerns(fault)), None)
        if fault is not None:
            fault.times -= 1
            self._planned = [planned for planned in self._planned if planned.times > 0]
        return fault
