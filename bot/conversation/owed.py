"""Selfies that waited: for consent, or for a process that ended before it answered them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.analysis import Selfie, answer_selfie, finish
from bot.conversation.failures import apology_for
from bot.conversation.notice import has_agreed
from bot.conversation.people import Platform, SentPhoto, Speaker
from bot.conversation.services import Services
from bot.conversation.songs import answer_as_stored
from bot.conversation.turns import Turn
from bot.errors import PlatformError
from bot.storage.records import PendingSelfie
from inference.errors import AnalysisTimeoutError

logger = logging.getLogger(__name__)

# As many as keep a few workers busy: new photos must find room in their queue.
_AT_ONCE = 4
# A photo that was taken up more often may be what ends the process.
_MAX_ATTEMPTS = 2


async def answer_released(turn: Turn) -> None:
    """Answer the selfies that waited for the person's consent, just given.

    Raises:
        StorageError: They could not be read; a failure to answer one is told to the person.
    """
    released = await turn.services.storage.selfies.release(turn.person.id)
    await _each(
        _answer, [_Waiting(_turn_of(turn.services, turn.platform, one), one) for one in released]
    )


async def answer_owed(
    services: Services, platforms: Collection[Platform], received_before: datetime
) -> None:
    """Answer what an earlier process, or an outage of the platform, left unanswered.

    Args:
        services: What answers are made with.
        platforms: Where people may have written; selfies from elsewhere stay owed.
        received_before: Later ones may be worked on just now.

    Raises:
        StorageError: They could not be read; a failure to answer one is told to the person.
    """
    by_name = {platform.name: platform for platform in platforms}
    owed = await services.storage.selfies.owed(received_before)
    logger.info("selfies that are owed an answer: %d", len(owed))
    waiting = [
        _Waiting(_turn_of(services, platform, one), one)
        for one in owed
        if (platform := by_name.get(one.person.platform)) is not None
    ]
    await _each(_resume, waiting)


@dataclass(frozen=True)
class _Waiting:
    """A selfie that waited, and the way back to whoever sent it."""

    turn: Turn
    pending: PendingSelfie

    @property
    def selfie(self) -> Selfie:
        photo = SentPhoto(self.pending.file_id, self.pending.message)
        return Selfie(self.turn, photo, self.pending.id)


async def _each(answer: Callable[[_Waiting], Awaitable[None]], waiting: Sequence[_Waiting]) -> None:
    """Answer some at once; one that fails is apologised for and does not hold up the others."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def answer_one(one: _Waiting) -> None:
        async with slots:
            try:
                await answer(one)
            except Exception as error:  # noqa: BLE001 - an edge: nobody above knows the person
                await _apologize(one.turn, error)

    async with asyncio.TaskGroup() as group:
        for one in waiting:
            group.create_task(answer_one(one))


async def _answer(waiting: _Waiting) -> None:
    await answer_selfie(waiting.selfie)


async def _resume(waiting: _Waiting) -> None:
    """Go on where an earlier process stopped; with nothing, if consent was withdrawn since."""
    turn, pending = waiting.turn, waiting.pending
    if not await has_agreed(turn.services, turn.person):
        await finish(waiting.selfie)
        return
    attempts = await turn.services.storage.selfies.take_up(pending.id)
    answers = turn.services.storage.answers
    if attempts > _MAX_ATTEMPTS:
        await finish(waiting.selfie)
        raise AnalysisTimeoutError(
            f"a selfie was taken up {attempts} times, expected at most {_MAX_ATTEMPTS}: "
            "it may be what ends the program"
        )
    try:
        if pending.answer_id is None:
            await answer_selfie(waiting.selfie)
        elif (stored := await answers.get(pending.answer_id)) is not None:
            await answer_as_stored(turn, stored, pending.id)
        else:
            await finish(waiting.selfie)
    except PlatformError:
        # The photo is not to blame: an outage may last longer than two attempts.
        await turn.services.storage.selfies.put_back(pending.id)
        raise


async def _apologize(turn: Turn, error: Exception) -> None:
    apology = apology_for(error, turn.language)
    if apology is None:
        return
    try:
        await turn.send(apology)
    except PlatformError as unsent:
        logger.warning("an apology could not be sent: %s", unsent)


def _turn_of(services: Services, platform: Platform, pending: PendingSelfie) -> Turn:
    person = pending.person
    code = person.preferences.language or pending.language_code
    return Turn(
        services,
        platform,
        Speaker(person.platform, person.platform_id, pending.language_code),
        person,
        services.texts.for_language(code),
        platform.outlet_for(person, pending.message),
    )
