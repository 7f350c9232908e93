"""Retrains the mood model from what listeners said: a process that the bot starts.

`python -m training.retrain` reads one line of JSON from standard input and writes lines of JSON
to standard output, so that what people said never touches a disk in clear:

    in:  {"catalogue": …, "data_dir": …, "opinions": [[song id, mood, liked], …]}
    out: {"share": 0.5}                                                  while it works
         {"decision": "better", "songs": …, "figures": {…}, "catalogue": …}   at the end

It ends when its standard input does, so that it does not outlive the bot. A failure is told on
standard error, with exit code 2.

Only opinions of songs teach. A corrected mood ("that was sad, not calm") is about a face: it
does not tell which of the offered songs are calm after all, and what was offered for a wrong
mood says nothing about songs. Corrections could teach how emotions become moods
(`inference/moods.py`), which no network does; the bot only counts them here.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self, TextIO

from inference.errors import InferenceError
from inference.moods import Mood
from training.errors import RequestError, TrainingError

# The bot and its workers go first.
NICENESS = 10
FAILURE_EXIT_CODE = 2

_STDIN, _STDOUT, _STDERR = 0, 1, 2


@dataclass(frozen=True)
class Request:
    """What the bot asks for.

    Attributes:
        catalogue: The songs; their features are learnt from.
        data_dir: Where a better model and its catalogue are put.
        opinions: Song id, mood that it was offered for, and whether it was liked.
    """

    catalogue: Path
    data_dir: Path
    opinions: tuple[tuple[str, Mood, bool], ...]

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """Read the bot's line.

        Raises:
            RequestError: It is none; says nothing of its content.
        """
        try:
            asked = json.loads(line)
            opinions = tuple(
                (str(song), Mood(mood), bool(liked)) for song, mood, liked in asked["opinions"]
            )
            return cls(Path(asked["catalogue"]), Path(asked["data_dir"]), opinions)
        except (ValueError, KeyError, TypeError):
            problem = f"got {len(line)} bytes of something else"
        # Not from within an `except`: its error holds what people said.
        raise RequestError(f"expected a line with catalogue, data_dir and opinions, {problem}")


def main() -> int:
    """Serve one request; return the exit code."""
    os.nice(NICENESS)
    out = _private_stdout()
    line = sys.stdin.buffer.readline()
    threading.Thread(target=_die_with_parent, daemon=True).start()

    def report(**content: Any) -> None:
        out.write(json.dumps(content) + "\n")
        out.flush()

    try:
        _retrain(Request.parse(line), report)
    except (TrainingError, InferenceError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILURE_EXIT_CODE
    return 0


def _retrain(request: Request, report: Callable[..., None]) -> None:
    report(share=0.0)
    # scikit-learn and TensorFlow: loading them takes seconds.
    from training.mood.opinions import SongOpinion  # noqa: PLC0415
    from training.mood.retraining import retrain_mood  # noqa: PLC0415

    result = retrain_mood(
        request.catalogue,
        request.data_dir,
        [SongOpinion(*opinion) for opinion in request.opinions],
        on_progress=lambda share: report(share=share),
    )
    report(
        decision=result.decision,
        songs=result.songs,
        figures=asdict(result.figures) if result.figures else None,
        catalogue=str(result.catalogue) if result.catalogue else None,
    )


def _private_stdout() -> TextIO:
    """Return standard output for reports alone; what libraries print goes to standard error."""
    out = os.fdopen(os.dup(_STDOUT), "w", encoding="utf-8")
    os.dup2(_STDERR, _STDOUT)
    return out


def _die_with_parent() -> None:
    """Wait for the end of standard input, which the bot holds open as long as it lives."""
    while os.read(_STDIN, 1):
        pass
    os._exit(FAILURE_EXIT_CODE)


if __name__ == "__main__":
    sys.exit(main())
