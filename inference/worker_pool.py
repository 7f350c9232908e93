"""A pool of worker processes, for what must neither hold up nor bring down the bot."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from tenacity import before_sleep_log, retry, wait_exponential

from inference.errors import (
    PoolClosedError,
    QueueFullError,
    WorkerCrashedError,
    WorkerTimeoutError,
)
from inference.workers import Worker

logger = logging.getLogger(__name__)

CLOSE_DEADLINE_S = 10.0
MAX_RETRY_WAIT_S = 60.0

_P = ParamSpec("_P")
_T = TypeVar("_T")
_ToolT = TypeVar("_ToolT")


class WorkerPool(Generic[_ToolT]):
    """Does work in processes that neither a crash nor a hang takes the bot with.

    Each piece of work has one worker, which loaded its tool beforehand. A worker that dies, hangs
    or is left by whoever asked is replaced while the others go on; its work is not tried again,
    as it may be what killed the worker. Photos travel through pipes and are never written to disk.

    To be used from one event loop. Every worker imports the program's main module once more, as
    `multiprocessing` does: what that imports should be little.
    """

    def __init__(
        self,
        factory: Callable[[], _ToolT],
        *,
        workers: int,
        max_queue_size: int,
        deadline_s: float,
        max_growth_bytes: int,
    ) -> None:
        """Describe a pool; `ready` starts it.

        Args:
            factory: Makes a worker's tool, in the worker; a function or class at the top of a
                module.
            workers: How many processes.
            max_queue_size: How many pieces of work may wait while all workers are busy.
            deadline_s: Seconds that work may wait, and then again may take.
            max_growth_bytes: A process that grows by more after loading is replaced.

        Raises:
            ValueError: A number is out of range, or the factory cannot be pickled.
        """
        _check_count("workers", workers)
        _check_count("max_queue_size", max_queue_size)
        _check_count("max_growth_bytes", max_growth_bytes)
        if not deadline_s > 0:
            raise ValueError(f"deadline_s must be a number > 0, got {deadline_s!r}")
        self._workers = [Worker(factory, max_growth_bytes) for _ in range(workers)]
        self._max_queue_size = max_queue_size
        self._deadline_s = deadline_s
        self._idle: deque[Worker[_ToolT]] = deque()
        self._free = asyncio.Semaphore(0)  # counts the idle, and serves who waits in turn
        self._waiting = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._renewals: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self._gives_up = False

    @property
    def waiting(self) -> int:
        """How many pieces of work wait for a worker."""
        return self._waiting

    async def ready(self) -> None:
        """Start the workers and wait until all have loaded their tools. To be called once.

        Raises:
            WorkerCrashedError: A worker died while loading.
            WorkerTimeoutError: A worker did not finish loading.
            Exception: Whatever the factory raised, such as ArtefactError. The pool is closed then.
        """
        try:
            await asyncio.gather(*(self._start(worker) for worker in self._workers))
        except BaseException:
            await self.close(deadline_s=0)
            raise

    async def run(
        self, work: Callable[Concatenate[_ToolT, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Do work in a worker; see `Worker.run`.

        Cancelling the call takes the work out of the queue, or kills the worker at it.

        Args:
            work: A function at the top of a module, or a method of the tool's class.
            *args: For `work`, after the tool.
            **kwargs: For `work`.

        Raises:
            QueueFullError: As much work waits as may, told at once; or this has waited for the
                deadline.
            WorkerTimeoutError: It took longer than the deadline.
            WorkerCrashedError: The worker died of it.
            PoolClosedError: The pool is closed, or gave up what was not done in time.
            Exception: Whatever `work` raised.
        """
        if self._is_closed:
            raise PoolClosedError("the program is stopping: try again later")
        task = asyncio.create_task(self._run(work, *args, **kwargs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await task

    async def close(self, deadline_s: float = CLOSE_DEADLINE_S) -> None:
        """Take no more work, finish what is begun or waits, and end the workers.

        Args:
            deadline_s: Seconds after which unfinished work is given up (PoolClosedError).
        """
        self._is_closed = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=deadline_s)
        self._gives_up = True
        unfinished = [*self._tasks, *self._renewals]
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        await asyncio.gather(*(worker.stop() for worker in self._workers))

    async def __aenter__(self) -> Self:
        """Start the workers; see `ready`."""
        await self.ready()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the workers; see `close`."""
        await self.close()

    async def _run(
        self, work: Callable[Concatenate[_ToolT, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        try:
            worker = await self._take()
            try:
                return await worker.run(self._deadline_s, work, *args, **kwargs)
            finally:
                self._give_back(worker)
        except (WorkerCrashedError, WorkerTimeoutError) as error:
            logger.warning("work in a process was lost: %s", error)
            raise
        except asyncio.CancelledError as error:
            if not self._gives_up:
                raise
            raise PoolClosedError("the program stopped before the work's turn") from error

    async def _take(self) -> Worker[_ToolT]:
        """Return the next idle worker that is still alive."""
        while True:
            await self._wait_for_idle()
            worker = self._idle.popleft()
            if worker.is_fit:
                return worker
            logger.warning("a worker process died while idle: it is replaced")
            self._give_back(worker)

    async def _wait_for_idle(self) -> None:
        if self._free.locked() and self._waiting >= self._max_queue_size:
            raise QueueFullError(
                f"{self._waiting} pieces of work wait, the limit is {self._max_queue_size}: "
                "try again in a moment"
            )
        self._waiting += 1
        try:
            async with asyncio.timeout(self._deadline_s):
                await self._free.acquire()
        except TimeoutError as error:
            raise QueueFullError(
                f"no worker was free within {self._deadline_s:g} s: try again in a moment"
            ) from error
        finally:
            self._waiting -= 1

    def _give_back(self, worker: Worker[_ToolT]) -> None:
        if worker.is_fit:
            self._idle.append(worker)
            self._free.release()
        elif not self._gives_up:
            renewal = asyncio.create_task(self._renew(worker))
            self._renewals.add(renewal)
            renewal.add_done_callback(self._renewals.discard)

    # A model may be replaced, or memory be short, for a while: the worker comes back after it.
    @retry(
        wait=wait_exponential(max=MAX_RETRY_WAIT_S),
        before_sleep=before_sleep_log(logger, logging.ERROR, exc_info=True),
    )
    async def _renew(self, worker: Worker[_ToolT]) -> None:
        await self._start(worker)

    async def _start(self, worker: Worker[_ToolT]) -> None:
        await worker.start()
        self._give_back(worker)


def _check_count(name: str, value: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be an integer >= 1, got {value!r}")
