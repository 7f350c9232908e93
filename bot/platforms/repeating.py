"""Calls of a platform, made again while it cannot be reached."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_delay,
    wait_exponential,
    wait_random,
)

_T = TypeVar("_T")

# Long enough for a short outage; what fails for longer is answered by the look for owed answers.
_PATIENCE_S = 30.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.3, 8.0


async def repeated_while(
    may_pass: Callable[[BaseException], bool], call: Callable[[], Awaitable[_T]]
) -> _T:
    """Make a call, again with growing pauses while it fails in a way that may pass.

    A message may so arrive twice, when only the answer to its sending was lost: better than not
    at all.

    Args:
        may_pass: Tells whether the network or the platform's servers are to blame.
        call: What to do.

    Raises:
        Exception: Of the last attempt, or one that repeating does not mend.
    """

    async def attempt() -> _T:  # tenacity takes a lambda for a function that is not async
        return await call()

    attempts = AsyncRetrying(
        stop=stop_after_delay(_PATIENCE_S),
        wait=wait_exponential(multiplier=_FIRST_WAIT_S, max=_LONGEST_WAIT_S)
        + wait_random(0, _FIRST_WAIT_S),
        retry=retry_if_exception(may_pass),
        reraise=True,
    )
    return await attempts(attempt)
