import pickle
import signal
from multiprocessing import get_context

import pytest

from inference import worker_process
from inference.errors import ImageDecodeError
from tests.support import analyzers
from tests.support.analyzers import ObedientAnalyzer

FACTORY = pickle.dumps(ObedientAnalyzer)


def test_a_hang_ends_even_where_nobody_is_left_to_kill_it() -> None:
    process = get_context("spawn").Process(
        target=worker_process.run, args=(FACTORY, 0.1, ObedientAnalyzer.analyze, analyzers.HANG)
    )
    process.start()
    process.join(timeout=20)
    try:
        assert process.exitcode == -signal.SIGALRM
    finally:
        process.kill()
        process.join()
        process.close()


def test_an_analysis_that_ended_leaves_no_alarm() -> None:
    work = ObedientAnalyzer.analyze
    assert worker_process.run(FACTORY, 60.0, work, analyzers.NOBODY) == ()
    with pytest.raises(ImageDecodeError):
        worker_process.run(FACTORY, 60.0, work, analyzers.REFUSED)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
