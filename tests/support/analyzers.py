"""Analysers for worker processes that do what a photo's bytes tell them to."""

import ctypes
import hashlib
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from inference.errors import ArtefactError, ImageDecodeError

if TYPE_CHECKING:
    from inference.selfie import FaceAnalysis, SelfieAnalyzer

NOBODY = b"nobody"
REFUSED = b"refused"
REPORT = b"report"
HANG = b"hang"
NATIVE_HANG = b"native hang"
KILLED = b"killed"
SEGFAULT = b"segfault"
OUT_OF_MEMORY = b"out of memory"
EXIT = b"exit"
UNSENDABLE = b"unsendable"
SLOW = b"slow"
LEAK = b"leak"

SLOW_S = 0.2
LEAKED_BYTES = 20_000_000
PADDING = b" "


class ObedientAnalyzer:
    """Does what the photo says; padding makes the photo larger."""

    def __init__(self) -> None:
        self._leaked: list[bytes] = []
        self._modules_at_start = sorted(sys.modules)

    def analyze(self, data: bytes) -> "tuple[FaceAnalysis, ...]":
        order = bytes(data.rstrip(PADDING))
        if order == REPORT:
            raise ImageDecodeError(json.dumps(self._report()))
        if order == SLOW:
            time.sleep(SLOW_S)
        elif order == LEAK:
            self._leaked.append(b"x" * LEAKED_BYTES)
        elif order != NOBODY:
            _fail(order)
        return ()

    def _report(self) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "environment": dict(os.environ),
            "core_bytes": resource.getrlimit(resource.RLIMIT_CORE)[0],
            "modules_at_start": self._modules_at_start,
        }


class WatchedAnalyzer(ObedientAnalyzer):
    """Also reports the files that its process opened for writing."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[str] = []
        sys.addaudithook(self._note_writing)

    def _report(self) -> dict[str, Any]:
        return {**super()._report(), "written": self._written}

    def _note_writing(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            self._written.append(str(arguments[0]))


def load_default() -> "SelfieAnalyzer":
    """Load the real analyser: the built-in detector and the emotion model that is shipped."""
    from inference.emotion_model import EmotionModel  # noqa: PLC0415 - not for every worker
    from inference.faces import LibFaceDetector  # noqa: PLC0415
    from inference.selfie import SelfieAnalyzer  # noqa: PLC0415

    return SelfieAnalyzer(LibFaceDetector(), EmotionModel.load())


def refuse_to_load() -> NoReturn:
    """Fail as a damaged model does."""
    raise ArtefactError("the model is damaged")


def die_while_loading() -> NoReturn:
    """End the process before there is an analyser."""
    os._exit(1)


def load_if_present(model: Path) -> ObedientAnalyzer:
    """Load only while a file lies where it should."""
    if not model.exists():
        raise ArtefactError(f"no model at {model.name}")
    return ObedientAnalyzer()


def _fail(order: bytes) -> None:
    if order == REFUSED:
        raise ImageDecodeError("no photo")
    if order == HANG:
        time.sleep(3600)
    elif order == NATIVE_HANG:
        hashlib.pbkdf2_hmac("sha256", b"", b"", iterations=2**31 - 1)
    elif order == KILLED:
        os.kill(os.getpid(), signal.SIGKILL)
    elif order == SEGFAULT:
        ctypes.string_at(0)
    elif order == OUT_OF_MEMORY:
        raise MemoryError
    elif order == EXIT:
        sys.exit(3)
    elif order == UNSENDABLE:
        _raise_unsendable()


def _raise_unsendable() -> NoReturn:
    class LocalError(Exception):
        """Cannot be pickled, being defined in a function."""

    raise LocalError
