"""Calls of Discord's API: repeated while the network fails, and failing in the bot's own words."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar

import aiohttp
import discord

from bot.errors import PersonUnreachableError, PlatformError
from bot.platforms.repeating import repeated_while

_T = TypeVar("_T")

# What the library raises where a call fails; it obeys rate limits itself.
CALL_ERRORS = (discord.DiscordException, aiohttp.ClientError, OSError, asyncio.TimeoutError)

# discord.com/developers/docs/topics/opcodes-and-status-codes#json
_UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK, _MISSING_ACCESS, _INVALID_WEBHOOK_TOKEN = (
    10008,
    10015,
    50001,
    50027,
)
_GONE = frozenset({_UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK, _MISSING_ACCESS, _INVALID_WEBHOOK_TOKEN})


async def repeated(call: Callable[[], Awaitable[_T]]) -> _T:
    """Make a call, again while the network or Discord's servers fail; see `repeated_while`.

    Raises:
        Exception: One of `CALL_ERRORS`, of the last attempt or one that repeating does not mend.
    """
    return await repeated_while(is_outage, call)


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
