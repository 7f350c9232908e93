"""What to do without storage: people get their answer even where it cannot be written down."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import PersonForgottenError, StorageError

logger = logging.getLogger(__name__)


@contextmanager
def tolerated(what: str) -> Iterator[None]:
    """Log that storage failed, and go on; but not for a person who was just forgotten.

    Args:
        what: Could not be stored or read, for the log.

    Raises:
        PersonForgottenError: The work is to be dropped.
    """
    try:
        yield
    except PersonForgottenError:
        raise
    except StorageError as error:
        logger.warning("answering without %s: %s: %s", what, type(error).__name__, error)
