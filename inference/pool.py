"""Where photos are analysed while the bot goes on: a pool of worker processes."""

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Self

from tenacity import before_sleep_log, retry, wait_exponential

from inference.errors import (
    AnalysisTimeoutError,
    PoolClosedError,
    QueueFullError,
    WorkerCrashedError,
)
from inference.worker_process import AnalyzerFactory
from inference.workers import AnalysisWorker

if TYPE_CHECKING:
    from inference.selfie import FaceAnalysis

logger = logging.getLogger(__name__)

DEFAULT_WORKERS = 2
DEFAULT_MAX_QUEUE_SIZE = 32
DEFAULT_DEADLINE_S = 10.0
# The built-in face detector leaks 0.27 MB a photo, and 5 MB where it sees nobody
# (docs/adr/0008): a worker is replaced after some 900 selfies, which takes it half a second.
DEFAULT_MAX_GROWTH_BYTES = 256 * 1024 * 1024
CLOSE_DEADLINE_S = 10.0
MAX_RETRY_WAIT_S = 60.0


class AnalyzerPool:
    """Analyses photos in worker processes that neither a crash nor a hang takes the bot with.

    Each photo has one worker, which loaded its models beforehand. A worker that dies, hangs or is
    left by whoever asked is replaced while the others go on; its photo is not tried again, as
    it may be what killed the worker. Photos travel through pipes and are never written to disk.

    To be used from one event loop. Every worker imports the program's main module once more, as
    `multiprocessing` does: what that imports should be little.
    """

    def __init__(
        self,
        factory: AnalyzerFactory,
        *,
        workers: int = DEFAULT_WORKERS,
        max_queue_size: int = DEFAULT_MAX_QUEUE_SIZE,
        deadline_s: float = DEFAULT_DEADLINE_S,
        max_growth_bytes: int = DEFAULT_MAX_GROWTH_BYTES,
    ) -> None:
        """Describe a pool; `ready` starts it.

        Args:
            factory: Makes a worker's analyser, in the worker; a function or class at the top of
                a module.
            workers: How many processes.
            max_queue_size: How many photos may wait while all workers are busy.
            deadline_s: Seconds that a photo may wait, and then again may be worked on.
            max_growth_bytes: A process that grows by more after loading is replaced.

        Raises:
            ValueError: A number is out of range, or the factory cannot be pickled.
        """
        _check_count("workers", workers)
        _check_count("max_queue_size", max_queue_size)
        _check_count("max_growth_bytes", max_growth_bytes)
        if not deadline_s > 0:
            raise ValueError(f"deadline_s must be a number > 0, got {deadline_s!r}")
        self._workers = [AnalysisWorker(factory, max_growth_bytes) for _ in range(workers)]
        self._max_queue_size = max_queue_size
        self._deadline_s = deadline_s
        self._idle: deque[AnalysisWorker] = deque()
        self._free = asyncio.Semaphore(0)  # counts the idle, and serves who waits in turn
        self._waiting = 0
        self._analyses: set[asyncio.Task[tuple[FaceAnalysis, ...]]] = set()
        self._renewals: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self._gives_up = False

    @property
    def waiting(self) -> int:
        """How many photos wait for a worker."""
        return self._waiting

    async def ready(self) -> None:
        """Start the workers and wait until all have loaded their models. To be called once.

        Raises:
            WorkerCrashedError: A worker died while loading.
            AnalysisTimeoutError: A worker did not finish loading.
            Exception: Whatever the factory raised, such as ArtefactError. The pool is closed then.
        """
        try:
            await asyncio.gather(*(self._start(worker) for worker in self._workers))
        except BaseException:
            await self.close(deadline_s=0)
            raise

    async def analyze(self, data: bytes) -> "tuple[FaceAnalysis, ...]":
        """Analyse a photo in a worker; see `SelfieAnalyzer.analyze`.

        Cancelling the call takes the photo out of the queue, or kills the worker at it.

        Args:
            data: A JPEG, PNG, WebP or HEIC file's bytes.

        Returns:
            The faces, largest first; empty when nobody is seen.

        Raises:
            ImageDecodeError: The bytes are no image that can be read.
            ImageTooLargeError: More bytes or pixels than the limits allow.
            QueueFullError: As many photos wait as may, told at once; or this one has waited for
                the deadline.
            AnalysisTimeoutError: The analysis took longer than the deadline.
            WorkerCrashedError: The worker died of it.
            PoolClosedError: The pool is closed, or gave up what was not done in time.
        """
        if self._is_closed:
            raise PoolClosedError("the photo came while the program stops: send it again later")
        analysis = asyncio.create_task(self._analyze(data))
        self._analyses.add(analysis)
        analysis.add_done_callback(self._analyses.discard)
        return await analysis

    async def close(self, deadline_s: float = CLOSE_DEADLINE_S) -> None:
        """Take no more photos, finish those begun or waiting, and end the workers.

        Args:
            deadline_s: Seconds after which unfinished photos are given up (PoolClosedError).
        """
        self._is_closed = True
        if self._analyses:
            await asyncio.wait(self._analyses, timeout=deadline_s)
        self._gives_up = True
        unfinished = [*self._analyses, *self._renewals]
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

    async def _analyze(self, data: bytes) -> "tuple[FaceAnalysis, ...]":
        try:
            worker = await self._take()
            try:
                return await worker.analyze(data, self._deadline_s)
            finally:
                self._give_back(worker)
        except (WorkerCrashedError, AnalysisTimeoutError) as error:
            logger.warning("analysis of %d bytes failed: %s", len(data), error)
            raise
        except asyncio.CancelledError as error:
            if not self._gives_up:
                raise
            raise PoolClosedError("the program stopped before the photo's turn") from error

    async def _take(self) -> AnalysisWorker:
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
                f"{self._waiting} photos wait, the limit is {self._max_queue_size}: "
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

    def _give_back(self, worker: AnalysisWorker) -> None:
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
    async def _renew(self, worker: AnalysisWorker) -> None:
        await self._start(worker)

    async def _start(self, worker: AnalysisWorker) -> None:
        await worker.start()
        self._give_back(worker)


def _check_count(name: str, value: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be an integer >= 1, got {value!r}")
