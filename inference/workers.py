"""A worker process as seen from the event loop: started, asked, stopped."""

import asyncio
import functools
import pickle
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Concatenate, Generic, ParamSpec, TypeVar

import psutil
from pebble import ProcessExpired, ProcessPool

from inference import worker_process
from inference.errors import WorkerCrashedError, WorkerTimeoutError

# Loading takes about a second; TensorFlow on a GPU, tens of them.
START_DEADLINE_S = 120.0
# By how much a hung process outlives its deadline where the bot is no longer there to kill it.
ORPHAN_GRACE_S = 5.0

_P = ParamSpec("_P")
_T = TypeVar("_T")
_ToolT = TypeVar("_ToolT")


class Worker(Generic[_ToolT]):
    """One process with a tool of its own, such as an analyser, for one piece of work at a time.

    It is a pebble pool of one: pebble starts the process, carries work and answers through
    pipes, and notices a death. The workers of a larger pebble pool share a pipe and its lock,
    so that one killed while idle, or while it reads a photo, takes the photos of all the others
    with it. For the same reason nothing of a worker that failed is used again: `start` replaces
    process and pipes.
    """

    def __init__(self, factory: Callable[[], _ToolT], max_growth_bytes: int) -> None:
        """Describe a worker; `start` starts it.

        Args:
            factory: Makes the tool, in the process; picklable, so a function or class of a module.
            max_growth_bytes: By how much the process may grow before it is no longer fit.

        Raises:
            ValueError: The factory cannot be pickled.
        """
        try:
            self._factory = pickle.dumps(factory)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise ValueError(
                f"factory must be a function or class at the top of a module, got {factory!r}"
            ) from error
        self._max_growth_bytes = max_growth_bytes
        self._loaded_bytes = 0
        self._process: psutil.Process | None = None
        self._in_doubt = True
        self._pool: ProcessPool | None = None
        self._ending: asyncio.Task[None] | None = None

    @property
    def is_fit(self) -> bool:
        """Whether the process can take work; if not, `start` makes it so.

        Not fit are one that never started, died, failed its last work by anything but an
        ordinary exception, was left while it worked, or has grown too much.
        """
        resident_bytes = 0 if self._in_doubt else self._resident_bytes()
        return 0 < resident_bytes <= self._loaded_bytes + self._max_growth_bytes

    async def start(self) -> None:
        """Start a fresh process in place of the last, and wait until its tool is loaded.

        Raises:
            WorkerCrashedError: The process died while loading.
            WorkerTimeoutError: Loading took more than `START_DEADLINE_S`.
            Exception: Whatever the factory raised.
        """
        await self.stop()
        # Never fork: the bot has threads, whose locks a forked child would find locked for ever.
        self._pool = ProcessPool(max_workers=1, context=get_context("spawn"))
        pid = await self._call(self._pool, START_DEADLINE_S, worker_process.load, self._factory)
        self._process = psutil.Process(pid)
        self._loaded_bytes = self._resident_bytes()

    async def run(
        self,
        deadline_s: float,
        work: Callable[Concatenate[_ToolT, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        """Do work in the process.

        Args:
            deadline_s: Seconds after which it is given up.
            work: A function at the top of a module, or a method of the tool's class; called
                with the tool and what follows.
            *args: For `work`; they go through a pipe, as does what it returns.
            **kwargs: For `work`.

        Raises:
            WorkerCrashedError: The process died, ran out of memory, or is not started.
            WorkerTimeoutError: There was no answer by the deadline.
            Exception: Whatever `work` raised, as it raised it.
        """
        if self._pool is None:
            raise WorkerCrashedError("the worker is not running: start it first")
        alarm_s = deadline_s + ORPHAN_GRACE_S
        call = functools.partial(worker_process.run, self._factory, alarm_s, work)
        return await self._call(self._pool, deadline_s, call, *args, **kwargs)

    async def stop(self) -> None:
        """Kill the process, if there is one, and wait until nothing of it is left."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            # Kept, so that a second call waits for what a first, cancelled one began.
            self._ending = asyncio.create_task(asyncio.to_thread(self._pool.join))
            self._pool = self._process = None
        if self._ending is not None:
            await asyncio.shield(self._ending)

    def _resident_bytes(self) -> int:
        """Return the process's memory; 0 when it is dead."""
        if self._process is None:
            return 0
        try:
            return self._process.memory_info().rss
        except psutil.NoSuchProcess:
            return 0

    async def _call(
        self,
        pool: ProcessPool,
        deadline_s: float,
        function: Callable[_P, _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        self._in_doubt = True
        try:
            answer = asyncio.wrap_future(pool.schedule(function, args, kwargs))
        except RuntimeError as error:
            raise WorkerCrashedError("the worker process died while idle: try again") from error
        answer.add_done_callback(_retrieve)
        await asyncio.wait({answer}, timeout=deadline_s)
        if not answer.done():
            raise WorkerTimeoutError(
                f"no answer from the worker process within {deadline_s:g} s: it is killed"
            )
        crash = _crash(answer.exception())
        if crash is not None:
            raise crash from answer.exception()
        self._in_doubt = False
        return answer.result()


def _retrieve(answer: asyncio.Future[_T]) -> None:
    """Look at what came after all; asyncio complains about exceptions that nobody saw."""
    if not answer.cancelled():
        answer.exception()


def _crash(error: BaseException | None) -> WorkerCrashedError | None:
    """Return the error of a process that must not be used again; None for an ordinary one."""
    if isinstance(error, ProcessExpired):
        return WorkerCrashedError(f"the worker process died with exit code {error.exitcode}")
    if isinstance(error, BrokenProcessPool):
        return WorkerCrashedError("the worker process died before it told what it works on")
    if isinstance(error, MemoryError):
        return WorkerCrashedError("the worker process ran out of memory")
    if error is not None and not isinstance(error, Exception):
        return WorkerCrashedError(f"the worker process left by {type(error).__name__}")
    return None
