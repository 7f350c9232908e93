"""Calls of the Bot API: repeated while the network fails, and failing in the bot's own words."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.errors import PersonUnreachableError, PlatformError
from bot.platforms.repeating import repeated_while

_T = TypeVar("_T")


async def repeated(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call, again while the network or Telegram's servers fail; see `repeated_while`.

    Raises:
        TelegramError: Of the last attempt, or one that repeating does not mend.
    """
    return await repeated_while(_may_pass, call)


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
