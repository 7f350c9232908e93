"""What error reporters collect of an error: every frame with its local variables."""

import traceback
from collections.abc import Iterator
from pathlib import Path

_TESTS = str(Path(__file__).parent.parent)


def everything_reported(error: BaseException) -> str:
    """Return an error, those that led to it, and all local variables on the way, as text.

    Frames of tests are left out: a test knows the secrets that it looks for.
    """
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    for part in _chain(report):
        kept = [frame for frame in part.stack if not frame.filename.startswith(_TESTS)]
        part.stack = traceback.StackSummary.from_list(kept)
    return "".join(report.format())


def _chain(report: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    yield report
    for earlier in (report.__cause__, report.__context__):
        if earlier is not None:
            yield from _chain(earlier)
