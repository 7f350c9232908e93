"""Painters for worker processes that do what a song's title tells them to."""

import os
import signal
import sys
import time
from typing import Any, NoReturn

from bot.pictures.painter import Painter
from bot.pictures.typeface import BOLD, Typeface

KILLED = "killed"
HANG = "hang"
REPORT = "report"


class ObedientTypeface(Typeface):
    """Writes with Pillow's own font, and fails as a title says."""

    def __init__(self) -> None:
        super().__init__([])
        self._written: list[str] = []
        sys.addaudithook(self._note_writing)

    def shortened(self, text: str, width_px: float, size_px: int, weight: int = BOLD) -> str:
        if text == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        elif text == HANG:
            time.sleep(3600)
        elif text == REPORT:
            self._report()
        return super().shortened(text, width_px, size_px, weight)

    def _report(self) -> NoReturn:
        raise ValueError(f"pid {os.getpid()}, written {self._written}")

    def _note_writing(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            self._written.append(str(arguments[0]))


def obedient_painter() -> Painter:
    """Return a painter that writes with an `ObedientTypeface`."""
    return Painter(ObedientTypeface())


def die_while_loading() -> NoReturn:
    """End the process before there is a painter."""
    os._exit(1)
