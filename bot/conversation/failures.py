"""What people are told when something goes wrong: one kind sentence, never an error's own text."""

import logging
import secrets

from bot.conversation.replies import Delivery, Reply
from bot.errors import PersonForgottenError, PhotoGoneError, StorageBusyError
from bot.texts.texts import Language
from inference.errors import (
    AnalysisTimeoutError,
    ImageDecodeError,
    ImageTooLargeError,
    PoolClosedError,
    QueueFullError,
    WorkerCrashedError,
)

logger = logging.getLogger(__name__)

# What the person can mend, or time will: nothing for the operator to look into.
_SENTENCES: dict[type[Exception], str] = {
    ImageDecodeError: "error-photo-damaged",
    ImageTooLargeError: "error-photo-large",
    PhotoGoneError: "error-photo-gone",
    QueueFullError: "error-busy",
    PoolClosedError: "error-busy",
    StorageBusyError: "error-busy",
    AnalysisTimeoutError: "error-slow",
    WorkerCrashedError: "error-slow",
}


def apology_for(error: BaseException, language: Language) -> Reply | None:
    """Log a failure, and return what the person is told; None where there is nothing to tell.

    Args:
        error: Anything that ended the work on an answer.
        language: The person's.
    """
    if isinstance(error, PersonForgottenError):
        logger.info("dropped the work for a person who was forgotten meanwhile")
        return None
    error_id = secrets.token_hex(3)
    for kind, message_id in _SENTENCES.items():
        if isinstance(error, kind):
            logger.warning("[%s] %s: %s", error_id, type(error).__name__, error)
            return Reply(language.say(message_id, id=error_id), Delivery.MESSAGE)
    logger.error("[%s] an answer failed", error_id, exc_info=error)
    return Reply(language.say("error-unknown", id=error_id))
