"""Calls of Discord's API: repeated while the network fails, and failing in the bot's own words."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar

import aiohttp
import discord
from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_delay,
    wait_exponential,
    wait_random,
)

from bot.errors import PersonUnreachableError, PlatformError

_T = TypeVar("_T")

# What the library raises where a call fails; it obeys rate limits itself.
CALL_ERRORS = (discord.DiscordException, aiohttp.ClientError, OSError, asyncio.TimeoutError)

# Long enough for a short outage; what fails for longer is answered after the next start.
_PATIENCE_S = 30.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.3, 8.0
# discord.com/developers/docs/topics/opcodes-and-status-codes#json
_UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK, _MISSING_ACCESS, _INVALID_WEBHOOK_TOKEN = (
    10008,
    10015,
    50001,
    50027,
)
_GONE = frozenset({_UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK, _MISSING_ACCESS, _INVALID_WEBHOOK_TOKEN})


async def repeated(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call, again with growing pauses while the network or Discord's servers fail.

    A message may so arrive twice, when only the answer to its sending was lost: better than not
    at all.

    Raises:
        Exception: One of `CALL_ERRORS`, of the last attempt or one that repeating does not mend.
    """

    async def attempt() -> _T:  # tenacity takes a lambda for a function that is not async
        return await call()

    attempts = AsyncRetrying(
        stop=stop_after_delay(_PATIENCE_S),
        wait=wait_exponential(multiplier=_FIRST_WAIT_S, max=_LONGEST_WAIT_S)
        + wait_random(0, _FIRST_WAIT_S),
        retry=retry_if_exception(is_outage),
        reraise=True,
    )
    return await attempts(attempt)


def is_outage(error: BaseException) -> bool:
    """Tell whether the network or Discord's servers failed, which may pass."""
    if isinstance(error, discord.HTTPException):
        return error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, discord.DiscordException):
        return isinstance(error, discord.GatewayNotFound)
    return isinstance(error, CALL_ERRORS)


def is_gone(error: Exception) -> bool:
    """Tell whether a message, or the right to answer there, does not exist any more."""
    return isinstance(error, discord.HTTPException) and error.code in _GONE


def own_error(error: Exception, what: str) -> PlatformError:
    """Return what to raise for an error of the library.

    Args:
        error: Of the last attempt.
        what: Could not be done, such as "deliver a reply".
    """
    if isinstance(error, discord.Forbidden):
        return PersonUnreachableError(f"cannot {what}: {error.text}")
    return PlatformError(f"cannot {what}: {type(error).__name__}: {error}")
