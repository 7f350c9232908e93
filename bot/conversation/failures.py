"""What people are told when something goes wrong: one kind sentence, never an error's own text."""

import logging
import secrets

from markupsafe import Markup

from bot.conversation.replies import Reply
from bot.errors import (
    PersonForgottenError,
    PersonUnreachableError,
    PhotoGoneError,
    StorageBusyError,
)
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


# Where there is nobody to apologise to, and why.
_SILENT: dict[type[Exception], str] = {
    PersonForgottenError: "the person was forgotten meanwhile",
    PersonUnreachableError: "the person does not want to be written to",
}


def apology_for(error: BaseException, language: Language) -> Reply | None:
    """Log a failure, and return what the person is told; None where there is nothing to tell.

    What is told ends with a short id, under which the log has the failure.

    Args:
        error: Anything that ended the work on an answer.
        language: The person's.
    """
    why_silent = _entry_for(error, _SILENT)
    if why_silent is not None:
        logger.info("dropped the work on an answer: %s", why_silent)
        return None
    error_id = secrets.token_hex(3)
    message_id = _entry_for(error, _SENTENCES)
    if message_id is None:
        logger.error("[%s] an answer failed", error_id, exc_info=error)
        return Reply(language.say("error-unknown", id=error_id))
    logger.warning("[%s] %s: %s", error_id, type(error).__name__, error)
    return Reply(language.say(message_id) + Markup(" <i>({})</i>").format(error_id))


def _entry_for(error: BaseException, entries: dict[type[Exception], str]) -> str | None:
    return next((entry for kind, entry in entries.items() if isinstance(error, kind)), None)
