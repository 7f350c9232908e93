"""Calls of the Bot API: repeated while the network fails, and failing in the bot's own words."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_delay,
    wait_exponential,
    wait_random,
)

from bot.errors import PersonUnreachableError, PlatformError

_T = TypeVar("_T")

# Long enough for a short outage; what fails for longer is answered after the next start.
_PATIENCE_S = 30.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.3, 8.0


async def repeated(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call, again with growing pauses while the network or Telegram's servers fail.

    A message may so arrive twice, when only the answer to its sending was lost: better than not
    at all.

    Raises:
        TelegramError: Of the last attempt, or one that repeating does not mend.
    """

    async def attempt() -> _T:  # tenacity takes a lambda for a function that is not async
        return await call()

    attempts = AsyncRetrying(
        stop=stop_after_delay(_PATIENCE_S),
        wait=wait_exponential(multiplier=_FIRST_WAIT_S, max=_LONGEST_WAIT_S)
        + wait_random(0, _FIRST_WAIT_S),
        retry=retry_if_exception(_may_pass),
        reraise=True,
    )
    return await attempts(attempt)


def own_error(error: TelegramError, what: str) -> PlatformError:
    """Return what to raise for an error of the library.

    Args:
        error: Of the last attempt.
        what: Could not be done, such as "send a message".
    """
    if isinstance(error, Forbidden):
        return PersonUnreachableError(f"cannot {what}: {error.message}")
    return PlatformError(f"cannot {what}: {type(error).__name__}: {error.message}")


def _may_pass(error: BaseException) -> bool:
    # BadRequest is a NetworkError to the library, but stays what it is.
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)
