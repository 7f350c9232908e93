"""Runs a retraining as a process of its own, at low priority, and stops it in time.

The bot imports nothing of `training`: both talk in lines of JSON, see `training/retrain.py`.
What people said goes through a pipe, without who they are, and never to a disk.
"""

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.conversation.retrainer import RetrainingFigures, RetrainingProgress, RetrainingStage
from bot.errors import (
    RetrainingBusyError,
    RetrainingFailedError,
    RetrainingUnavailableError,
)
from bot.settings import PREFIX, variable_names
from bot.songs.catalogue import Catalogue
from bot.songs.live_catalogue import LiveCatalogue
from bot.storage.records import TrainingFeedback
from inference.song_table import shipped_catalogue_path

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "training.retrain")
# Half a minute of computing, at low priority on a machine that may be busy.
DEFAULT_DEADLINE_S = 1800.0

NEEDED_PACKAGES = ("sklearn", "scipy", "tensorflow")
_LONGEST_LINE_BYTES = 1 << 20

# One thread: the bot's own work goes first. And TensorFlow tells only what went wrong.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}

_STAGES = {
    "better": RetrainingStage.DONE,
    "too_little": RetrainingStage.TOO_LITTLE,
    "not_better": RetrainingStage.NOT_BETTER,
    "forgets": RetrainingStage.FORGETS,
}


class ProcessRetrainer:
    """Trains the mood model again in a process, and lets the bot answer from what it made."""

    def __init__(  # noqa: PLR0913 - what a host may want otherwise
        self,
        catalogue: LiveCatalogue,
        data_dir: Path,
        *,
        source: Path | None = None,
        deadline_s: float = DEFAULT_DEADLINE_S,
        command: Sequence[str] = COMMAND,
        needed_packages: Sequence[str] = NEEDED_PACKAGES,
    ) -> None:
        """Describe a retrainer.

        Args:
            catalogue: Replaced when a better model is in place.
            data_dir: Where a better model and its catalogue are put.
            source: The operator's own catalogue; None for the one that comes with Moodring.
            deadline_s: Seconds after which a training is given up.
            command: That is run.
            needed_packages: That it imports; looked for beforehand, without importing them.
        """
        self._catalogue = catalogue
        self._data_dir = data_dir
        self._source = source or shipped_catalogue_path()
        self._deadline_s = deadline_s
        self._command = command
        self._needed_packages = needed_packages
        self._process: Process | None = None
        self._is_busy = False

    async def retrain(self, feedback: TrainingFeedback) -> AsyncGenerator[RetrainingProgress]:
        """Train, compare and, if better, put in place; see `Retrainer.retrain`."""
        if self._is_busy:
            raise RetrainingBusyError("a retraining runs already: wait until it ends")
        missing = [name for name in self._needed_packages if find_spec(name) is None]
        if missing:
            raise RetrainingUnavailableError(
                f"no {', '.join(missing)} is installed: pip install 'moodring[training]'"
            )
        self._is_busy = True
        try:
            async with self._running() as process:
                async for report in self._reports(process, feedback):
                    yield await self._progress(report)
        finally:
            self._is_busy = False

    async def close(self) -> None:
        """Stop a training that runs; whoever waits for it is told that it failed."""
        if self._process is not None:
            await _kill(self._process)

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[Process]:
        """Start the process; at the end, however it comes, nothing of it is left."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=_environment(),
                limit=_LONGEST_LINE_BYTES,
            )
        except OSError as error:
            raise RetrainingFailedError(f"the process did not start: {error}") from error
        self._process = process
        log = asyncio.create_task(_log_lines(process))
        try:
            yield process
        finally:
            self._process = None
            await _kill(process)
            await log

    async def _reports(
        self, process: Process, feedback: TrainingFeedback
    ) -> AsyncIterator[dict[str, Any]]:
        """Ask, and return what is reported until the end.

        Raises:
            RetrainingFailedError: The process died, failed, or took too long.
        """
        # A limit around each wait, not around all of them: the caller's work between two reports
        # must not be cut off in the middle.
        deadline = asyncio.get_running_loop().time() + self._deadline_s
        is_done = False
        try:
            async with asyncio.timeout_at(deadline):
                await _ask(process, self._request(feedback))
            while line := await _line(process, deadline):
                report = json.loads(line)
                is_done = "decision" in report
                yield report
            async with asyncio.timeout_at(deadline):
                exit_code = await process.wait()
        except TimeoutError as error:
            raise RetrainingFailedError(
                f"no result within {self._deadline_s:g} s: the process was killed"
            ) from error
        except ValueError as error:
            raise RetrainingFailedError(f"the process reported no JSON: {error}") from error
        if exit_code != 0 or not is_done:
            raise RetrainingFailedError(f"the process ended with exit code {exit_code}")

    def _request(self, feedback: TrainingFeedback) -> bytes:
        """Write what the process reads; opinions of songs that no mood was asked for are left out.

        Corrections stay here: they say nothing of songs.
        """
        asked = {
            "catalogue": str(self._source),
            "data_dir": str(self._data_dir),
            "opinions": [
                (opinion.song_id, opinion.mood, opinion.liked)
                for opinion in feedback.opinions
                if opinion.mood is not None and opinion.liked is not None
            ],
        }
        return json.dumps(asked).encode() + b"\n"

    async def _progress(self, report: dict[str, Any]) -> RetrainingProgress:
        if "decision" not in report:
            return RetrainingProgress(RetrainingStage.RUNNING, report["share"])
        if report["catalogue"] is not None:
            await self._serve(Path(report["catalogue"]))
        return RetrainingProgress(
            _STAGES[report["decision"]], 1.0, report["songs"], _figures(report["figures"])
        )

    async def _serve(self, path: Path) -> None:
        catalogue = await asyncio.to_thread(Catalogue.load, path)
        self._catalogue.replace(catalogue)
        logger.info("answering from %s: %d songs", path.name, len(catalogue))


def _figures(measured: dict[str, float] | None) -> RetrainingFigures | None:
    if measured is None:
        return None
    return RetrainingFigures(
        measured["champion_hits"], measured["challenger_hits"], measured["agreement"]
    )


async def _ask(process: Process, request: bytes) -> None:
    """Write the request; standard input stays open, as its end is what stops the process."""
    if process.stdin is None:
        raise RetrainingFailedError("the process has no standard input")
    process.stdin.write(request)
    # A process that died at once is told by its exit code.
    with suppress(ConnectionError):
        await process.stdin.drain()


async def _line(process: Process, deadline: float) -> bytes:
    if process.stdout is None:
        raise RetrainingFailedError("the process has no standard output")
    async with asyncio.timeout_at(deadline):
        return await process.stdout.readline()


async def _log_lines(process: Process) -> None:
    """Pass on what the process says; it is no failure in itself, as libraries say much there."""
    if process.stderr is None:
        return
    async for line in process.stderr:
        logger.info("retraining: %s", line.decode(errors="replace").rstrip())


async def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def _environment() -> dict[str, str]:
    """Return the environment without the bot's settings, as tokens and keys are among them."""
    own = variable_names()
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper() not in own and not name.upper().startswith(PREFIX)
    }
    return kept | _ENVIRONMENT
