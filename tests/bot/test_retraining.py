"""The bot's side of a retraining: a process that may fail, hang, or do its work."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from bot.conversation.retrainer import RetrainingProgress, RetrainingStage
from bot.errors import (
    RetrainingBusyError,
    RetrainingFailedError,
    RetrainingUnavailableError,
)
from bot.retraining import ProcessRetrainer
from bot.songs.catalogue import Catalogue
from bot.songs.live_catalogue import LiveCatalogue
from bot.storage.records import Correction, Opinion, TrainingFeedback
from inference.moods import Mood
from inference.retrained import present_catalogue, present_mood_model
from tests.support.opinions import discerning_opinions, write_small_catalogue

CORRECTION = Correction(Mood.CALM, Mood.SAD)
FEEDBACK = TrainingFeedback(
    (
        Opinion("a", liked=True, mood=Mood.CALM),
        Opinion("b", liked=False, mood=Mood.SAD),
        Opinion("c", liked=True),
    ),
    (CORRECTION,),
)
DEADLINE_S = 30.0

PRELUDE = """
import json, os, sys, time
line = sys.stdin.readline()
def tell(**content):
    print(json.dumps(content), flush=True)
"""
KEPT = """
figures = dict(champion_hits=0.8, challenger_hits=0.7, agreement=0.9)
tell(decision="not_better", songs=2, catalogue=None, figures=figures)
"""
HANG = "tell(share=0.5); time.sleep(3600)"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_catalogue(tmp_path_factory.mktemp("source") / "songs.parquet", songs=1500)


@pytest.fixture
def live(source: Path) -> LiveCatalogue:
    return LiveCatalogue(Catalogue.load(source))


def retrainer_of(
    live: LiveCatalogue, folder: Path, program: str, deadline_s: float = DEADLINE_S
) -> ProcessRetrainer:
    """Return a retrainer whose process runs a few lines of Python."""
    return ProcessRetrainer(
        live, folder, deadline_s=deadline_s, command=(sys.executable, "-c", PRELUDE + program)
    )


async def steps_of(retrainer: ProcessRetrainer) -> list[RetrainingProgress]:
    return [step async for step in retrainer.retrain(FEEDBACK)]


async def first_step(steps: AsyncIterator[RetrainingProgress]) -> RetrainingProgress:
    return await anext(steps)


def training_processes() -> list[psutil.Process]:
    """Return what was started from here, but for the worker processes of other tests."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if not any("multiprocessing" in part for part in process.cmdline())
    ]


def is_empty(folder: Path) -> bool:
    return not list(folder.iterdir())


async def test_progress_and_figures_come_through(live: LiveCatalogue, tmp_path: Path) -> None:
    *running, end = await steps_of(retrainer_of(live, tmp_path, f"tell(share=0.25)\n{KEPT}"))
    assert running == [RetrainingProgress(RetrainingStage.RUNNING, 0.25)]
    assert (end.stage, end.songs) == (RetrainingStage.NOT_BETTER, 2)
    assert end.figures is not None
    assert (end.figures.present_score, end.figures.new_score) == (0.8, 0.7)


async def test_the_process_gets_opinions_of_moods_and_no_corrections(
    live: LiveCatalogue, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    program = f"open({str(told)!r}, 'w').write(line)\n{KEPT}"
    await steps_of(retrainer_of(live, tmp_path, program))
    asked = json.loads(told.read_text())
    assert set(asked) == {"catalogue", "data_dir", "opinions"}
    assert asked["opinions"] == [["a", "calm", True], ["b", "sad", False]]


async def test_the_process_gets_no_secrets(
    live: LiveCatalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:token")
    monkeypatch.setenv("MOODRING_ENCRYPTION_KEYS", "key")
    told = tmp_path / "told"
    program = f"open({str(told)!r}, 'w').write(' '.join(os.environ))\n{KEPT}"
    await steps_of(retrainer_of(live, tmp_path, program))
    names = told.read_text().split()
    assert "PATH" in names
    assert not [name for name in names if name.startswith(("MOODRING_", "TELEGRAM_"))]


async def test_what_the_process_says_goes_into_the_log(
    live: LiveCatalogue, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    program = "print('out of memory', file=sys.stderr); sys.exit(2)"
    with pytest.raises(RetrainingFailedError, match="exit code 2"):
        await steps_of(retrainer_of(live, tmp_path, program))
    assert "retraining: out of memory" in caplog.text


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("tell(share=0.5)", "exit code 0"),
        ("os.kill(os.getpid(), 9)", "exit code -9"),
        ("print('oh')", "no JSON"),
    ],
)
async def test_a_process_without_a_result_has_failed(
    live: LiveCatalogue, tmp_path: Path, program: str, message: str
) -> None:
    with pytest.raises(RetrainingFailedError, match=message):
        await steps_of(retrainer_of(live, tmp_path, program))


async def test_a_command_that_is_not_there_has_failed(live: LiveCatalogue, tmp_path: Path) -> None:
    retrainer = ProcessRetrainer(live, tmp_path, command=(str(tmp_path / "absent"),))
    with pytest.raises(RetrainingFailedError, match="did not start"):
        await steps_of(retrainer)


async def test_without_the_training_packages_none_is_started(
    live: LiveCatalogue, tmp_path: Path
) -> None:
    retrainer = ProcessRetrainer(
        live, tmp_path, command=("false",), needed_packages=("sys", "no_such_package")
    )
    with pytest.raises(RetrainingUnavailableError, match=r"no_such_package .*moodring\[training\]"):
        await steps_of(retrainer)


async def test_a_process_that_hangs_is_killed_at_its_deadline(
    live: LiveCatalogue, tmp_path: Path
) -> None:
    with pytest.raises(RetrainingFailedError, match=r"within 0\.5 s"):
        await steps_of(retrainer_of(live, tmp_path, "time.sleep(3600)", deadline_s=0.5))
    assert not training_processes()


async def test_only_one_runs_at_a_time(live: LiveCatalogue, tmp_path: Path) -> None:
    retrainer = retrainer_of(live, tmp_path, HANG)
    async with aclosing(retrainer.retrain(FEEDBACK)) as steps:
        await first_step(steps)
        with pytest.raises(RetrainingBusyError):
            await steps_of(retrainer)
    assert not training_processes()


async def test_after_a_failure_another_may_run(live: LiveCatalogue, tmp_path: Path) -> None:
    flag = str(tmp_path / "flag")
    fail_once = f"if not os.path.exists({flag!r}): open({flag!r}, 'w').close(); sys.exit(1)"
    program = f"{fail_once}\n{KEPT}"
    retrainer = retrainer_of(live, tmp_path, program)
    with pytest.raises(RetrainingFailedError):
        await steps_of(retrainer)
    assert (await steps_of(retrainer))[-1].stage is RetrainingStage.NOT_BETTER


async def test_closing_kills_the_process(live: LiveCatalogue, tmp_path: Path) -> None:
    retrainer = retrainer_of(live, tmp_path, HANG)
    steps = retrainer.retrain(FEEDBACK)
    await first_step(steps)
    await retrainer.close()
    with pytest.raises(RetrainingFailedError):
        await first_step(steps)
    assert not training_processes()


async def test_a_cancelled_retraining_leaves_no_process(
    live: LiveCatalogue, tmp_path: Path
) -> None:
    task = asyncio.create_task(steps_of(retrainer_of(live, tmp_path, HANG)))
    while not training_processes():  # noqa: ASYNC110 - a start raises no event
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not training_processes()


async def test_the_training_process_dies_with_its_bot(source: Path, tmp_path: Path) -> None:
    """Its standard input ends, as it does when the bot is killed; nothing was put in place."""
    pytest.importorskip("sklearn", reason="scikit-learn comes with the training extra")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "training.retrain"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    asked = {
        "catalogue": str(source),
        "data_dir": str(tmp_path),
        "opinions": discerning_opinions(source),
    }
    process.stdin.write(json.dumps(asked).encode() + b"\n")
    assert json.loads(await process.stdout.readline()) == {"share": 0.0}
    process.stdin.close()
    async with asyncio.timeout(DEADLINE_S):
        assert await process.wait() == 2
    assert is_empty(tmp_path)


@pytest.mark.slow
async def test_a_killed_training_leaves_the_old_in_place(
    live: LiveCatalogue, source: Path, tmp_path: Path
) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow comes with the training extra")
    retrainer = ProcessRetrainer(live, tmp_path, source=source)
    before = live.current
    async with aclosing(retrainer.retrain(feedback_on(source))) as steps:
        async for step in steps:
            if step.share > 0.5:
                break
    assert not training_processes()
    assert is_empty(tmp_path)
    assert live.current is before
    assert present_catalogue(tmp_path, source) == source


@pytest.mark.slow
async def test_a_better_model_serves_at_once_and_after_a_restart(
    live: LiveCatalogue, source: Path, tmp_path: Path
) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow comes with the training extra")
    before = live.current
    steps = [
        step
        async for step in ProcessRetrainer(live, tmp_path, source=source).retrain(
            feedback_on(source)
        )
    ]
    assert [step.stage for step in steps[:-1]] == [RetrainingStage.RUNNING] * (len(steps) - 1)
    assert steps[-1].stage is RetrainingStage.DONE
    assert live.current is not before
    assert (live.current.probabilities != before.probabilities).any()
    after_restart = Catalogue.load(present_catalogue(tmp_path, source))
    assert (after_restart.probabilities == live.current.probabilities).all()
    assert present_mood_model(tmp_path).is_relative_to(tmp_path)


def feedback_on(source: Path) -> TrainingFeedback:
    said = discerning_opinions(source)
    return TrainingFeedback(
        tuple(Opinion(song, liked=liked, mood=mood) for song, mood, liked in said), (CORRECTION,)
    )
