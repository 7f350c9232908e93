"""Where photos are analysed while the bot goes on: a pool of worker processes."""

from typing import TYPE_CHECKING

from inference import worker_process
from inference.errors import AnalysisTimeoutError, WorkerTimeoutError
from inference.worker_pool import WorkerPool
from inference.worker_process import AnalyzerFactory, PhotoAnalyzer

if TYPE_CHECKING:
    from inference.selfie import FaceAnalysis

DEFAULT_WORKERS = 2
DEFAULT_MAX_QUEUE_SIZE = 32
DEFAULT_DEADLINE_S = 10.0
# The built-in face detector leaks 0.27 MB a photo, and 5 MB where it sees nobody
# (docs/adr/0008): a worker is replaced after some 900 selfies, which takes it half a second.
DEFAULT_MAX_GROWTH_BYTES = 256 * 1024 * 1024


class AnalyzerPool(WorkerPool[PhotoAnalyzer]):
    """Analyses photos in worker processes, each with an analyser of its own."""

    def __init__(
        self,
        factory: AnalyzerFactory,
        *,
        workers: int = DEFAULT_WORKERS,
        max_queue_size: int = DEFAULT_MAX_QUEUE_SIZE,
        deadline_s: float = DEFAULT_DEADLINE_S,
        max_growth_bytes: int = DEFAULT_MAX_GROWTH_BYTES,
    ) -> None:
        """Describe a pool; `ready` starts it. See `WorkerPool`."""
        super().__init__(
            factory,
            workers=workers,
            max_queue_size=max_queue_size,
            deadline_s=deadline_s,
            max_growth_bytes=max_growth_bytes,
        )

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
        try:
            return await self.run(worker_process.analyze, data)
        except WorkerTimeoutError as error:
            raise AnalysisTimeoutError(str(error)) from error
