"""A selfie arrives: limits first, then consent, then it is written down, then looked at."""

from datetime import timedelta
from math import ceil

from bot.conversation.analysis import Selfie, answer_selfie
from bot.conversation.notice import ask_for_consent, has_agreed
from bot.conversation.owed import answer_released
from bot.conversation.people import SentPhoto
from bot.conversation.replies import Reply
from bot.conversation.storing import tolerated
from bot.conversation.turns import Handlers, Turn

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


async def receive_selfie(turn: Turn, photo: SentPhoto) -> None:
    """Answer a photo, or ask for consent first; a photo that comes again is not answered again.

    Raises:
        Exception: Whatever went wrong, for the platform's edge to tell.
    """
    if not await _is_within_limits(turn):
        turn.outlet.acknowledge()
    elif await has_agreed(turn.services, turn.person):
        await _answer(turn, photo)
    else:
        await _ask_first(turn, photo)


async def _answer(turn: Turn, photo: SentPhoto) -> None:
    selfie = Selfie(turn, photo, id=None)
    # Where it cannot be written down, it is answered all the same.
    with tolerated("writing the selfie down"):
        selfie_id = await _write_down(turn, photo, consented=True)
        if selfie_id is None:
            return
        selfie = Selfie(turn, photo, selfie_id)
    await answer_selfie(selfie)


async def _ask_first(turn: Turn, photo: SentPhoto) -> None:
    """Keep a photo's file id until the person agrees; an album is asked about once."""
    await _write_down(turn, photo, consented=False)
    if await has_agreed(turn.services, turn.person):
        # In the very moment between; the tap did not know of this photo.
        await answer_released(turn)
    elif turn.services.pace.may_tell(turn.speaker, "consent", turn.services.now()):
        await turn.send(ask_for_consent(turn.language, selfie_waits=True))


async def _write_down(turn: Turn, photo: SentPhoto, *, consented: bool) -> str | None:
    """Return the selfie's id, or None if the photo is known already."""
    selfie_id = await turn.services.storage.selfies.receive(
        turn.person,
        photo.file_id,
        photo.message,
        consented=consented,
        language_code=turn.speaker.language_code,
    )
    turn.outlet.acknowledge()
    return selfie_id


async def _is_within_limits(turn: Turn) -> bool:
    """Count a photo; tell its sender if it is one too many, but an album's sender only once."""
    limits, now = turn.services.limits, turn.services.now()
    wait = turn.services.pace.take(turn.speaker, limits.selfies_per_minute, now)
    if wait is not None:
        refusal = turn.language.say("error-limit", minutes=ceil(wait / _MINUTE))
    elif limits.selfies_per_day and await _count_today(turn) >= limits.selfies_per_day:
        refusal = turn.language.say("error-limit-day")
    else:
        return True
    if turn.services.pace.may_tell(turn.speaker, "limit", now):
        await turn.send(Reply(refusal))
    return False


async def _count_today(turn: Turn) -> int:
    since = turn.services.now() - _DAY
    return await turn.services.storage.selfies.count_since(turn.person.id, since)


COMMANDS: Handlers = {}
ACTIONS: Handlers = {}
