"""What runs inside a worker process.

Cheap to import and free of NumPy and OpenCV, so that the thread limits are set before those
are loaded.
"""

import ctypes
import faulthandler
import os
import pickle
import resource
import signal
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from inference.selfie import FaceAnalysis

_P = ParamSpec("_P")
_T = TypeVar("_T")

# One thread a worker: photos run side by side, and threads that share a core only wait for each
# other. The libraries read these variables once, when they are loaded.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}

# Under 4096 the kernel writes no core file, and at exactly 1 it does not hand the dump to a crash
# reporter either (see `man 5 core` and the kernel's fs/coredump.c): it would hold the photo.
_NO_CORE_BYTES = 1

# Options of `man 3 mallopt`, by their numbers in malloc.h, and the largest value that glibc takes
# for the second: enough for the pixels of a 10-megapixel photo.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT_BYTES = 32 * 1024 * 1024


class PhotoAnalyzer(Protocol):
    """Anything that analyses a photo, such as `SelfieAnalyzer`."""

    def analyze(self, data: bytes) -> "tuple[FaceAnalysis, ...]":
        """Return the faces of a photo file, largest first."""
        ...


AnalyzerFactory = Callable[[], PhotoAnalyzer]


def prepare_process() -> None:
    """Make this process one that reads strangers' files, alone and on one thread."""
    os.environ.update(ONE_THREAD)
    faulthandler.enable()  # a crash in native code leaves a Python stack in the log
    _, hard_limit = resource.getrlimit(resource.RLIMIT_CORE)
    core_bytes = 0 if hard_limit == 0 else _NO_CORE_BYTES
    resource.setrlimit(resource.RLIMIT_CORE, (core_bytes, core_bytes))
    # Python's own handlers wait for native code to return, which a hang never does.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _keep_freed_memory()


def load(pickled_factory: bytes) -> int:
    """Prepare this process and load its tool; the first thing that a worker is asked to do.

    Args:
        pickled_factory: Makes the tool; pickled a second time: its module is imported only here,
            after the thread limits.

    Returns:
        This process's id.
    """
    prepare_process()
    _tool(pickled_factory)
    return os.getpid()


def run(
    pickled_factory: bytes,
    alarm_s: float,
    work: Callable[Concatenate[Any, _P], _T],
    *args: _P.args,
    **kwargs: _P.kwargs,
) -> _T:
    """Do work with the tool that `load` loaded.

    Args:
        pickled_factory: As it was given to `load`.
        alarm_s: Seconds after which the kernel kills this process. The bot does so sooner,
            unless it was killed itself.
        work: Called with the tool and what follows.
        *args: For `work`.
        **kwargs: For `work`.
    """
    signal.setitimer(signal.ITIMER_REAL, alarm_s)
    try:
        return work(_tool(pickled_factory), *args, **kwargs)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def analyze(analyzer: PhotoAnalyzer, data: bytes) -> "tuple[FaceAnalysis, ...]":
    """Analyse a photo; the work of an `AnalyzerPool`, for `run`."""
    return analyzer.analyze(data)


def _keep_freed_memory() -> None:
    """Leave the memory of one photo's pixels to the next, rather than to the system and back.

    Fetching it anew, page by page, was a quarter of the time of a photo (docs/adr/0008).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # glibc's; others go on as they are
        mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        mallopt(_M_MMAP_THRESHOLD, _KEPT_BYTES)


@cache
def _tool(pickled_factory: bytes) -> Any:
    return pickle.loads(pickled_factory)()  # noqa: S301 - from our own parent
