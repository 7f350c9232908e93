"""From a photo that may be looked at to its answer, or to the question whom or what to go by."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.conversation.answer_buttons import mood_rows
from bot.conversation.faces import answer_face, ask_which_face
from bot.conversation.people import SentPhoto
from bot.conversation.replies import Reply
from bot.conversation.storing import tolerated
from bot.conversation.turns import Turn
from bot.errors import PersonUnreachableError, PhotoGoneError, PlatformError
from bot.storage.records import FaceMood
from inference.errors import PoolClosedError
from inference.selfie import FaceAnalysis

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Selfie:
    """A photo that may be looked at.

    Attributes:
        turn: Of whoever sent it.
        photo: To fetch.
        id: In storage; None where storage could not write it down.
    """

    turn: Turn
    photo: SentPhoto
    id: str | None


async def answer_selfie(selfie: Selfie) -> None:
    """Look at a photo and answer it.

    Whatever goes wrong is raised once nothing is owed for the selfie any more. It stays owed, for
    the next start, where the platform fails or the program stops.

    Raises:
        Exception: Of any kind, for the platform's edge to tell.
    """
    turn = selfie.turn
    await turn.outlet.show_activity()
    async with _owed_or_finished(selfie):
        photo = await turn.platform.fetch_photo(selfie.photo)
        faces = await turn.services.analyzer.analyze(photo)
        await _answer_faces(selfie, photo, faces)


async def finish(selfie: Selfie) -> None:
    """Note that nothing is owed for a selfie any more."""
    if selfie.id is not None:
        with tolerated("a note that a selfie is done with"):
            await selfie.turn.services.storage.selfies.finish(selfie.id)


async def _answer_faces(selfie: Selfie, photo: bytes, faces: Sequence[FaceAnalysis]) -> None:
    seen = [FaceMood.of(face.probabilities, face.mood_weights) for face in faces]
    if not seen:
        await _say_no_face(selfie)
    elif len(seen) == 1:
        await answer_face(selfie.turn, seen, 0, selfie.id)
    else:
        boxes = [face.box for face in faces]
        await ask_which_face(selfie.turn, photo, boxes, seen, selfie.id)


async def _say_no_face(selfie: Selfie) -> None:
    language = selfie.turn.language
    await selfie.turn.send(Reply(language.say("no-face"), buttons=mood_rows(language)))
    await finish(selfie)


@asynccontextmanager
async def _owed_or_finished(selfie: Selfie) -> AsyncIterator[None]:
    """Finish a selfie whose answer failed, unless the next start may do better."""
    try:
        yield
    except PoolClosedError:
        if selfie.id is None:
            raise
        logger.info("the program stops: a selfie will be answered by the next start")
    except (PhotoGoneError, PersonUnreachableError):
        await finish(selfie)
        raise
    except PlatformError:
        raise
    except Exception:
        await finish(selfie)
        raise
