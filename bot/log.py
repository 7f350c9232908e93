"""The operator's log: on standard error, without secrets, chat ids only as keyed hashes."""

import hashlib
import logging
import re
import secrets
import sys
from collections.abc import Iterable
from types import TracebackType

from pydantic import BaseModel, SecretStr

from bot.settings import LogSettings, Settings

_LAYOUT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_HIDDEN = "[hidden]"
# What is shorter protects nothing, and hiding it would spoil other words.
_MIN_SECRET_CHARACTERS = 6
# Of any bot of Telegram, also one that is not in the settings.
_LIKE_A_TOKEN = re.compile(r"\d{6,}:[\w-]{30,}")

# Ours; others' debug lines hold whole updates, queries and addresses.
_OWN_LOGGERS = ("bot", "inference", "training")
# These tell each request, or every step of a start, at INFO.
_TALKATIVE_LOGGERS = (
    "alembic",
    "discord",
    "httpx",
    "httpcore",
    "telegram.ext",
    "tornado.access",
)

# Anew for each process: lines of one run can be told to be of one chat, and no more.
_HASH_KEY = secrets.token_bytes(16)
_HASH_BYTES = 5

logger = logging.getLogger(__name__)


def set_up_logging(settings: Settings) -> None:
    """Log to standard error from now on, uncaught errors too."""
    handler = logging.StreamHandler()
    handler.setFormatter(SecretHidingFormatter(secrets_of(settings)))
    logging.basicConfig(handlers=[handler], level=_level_for_others(settings.log), force=True)
    for name in _OWN_LOGGERS:
        logging.getLogger(name).setLevel(settings.log.log_level)
    for name in _TALKATIVE_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught


def hashed(platform_id: int | str) -> str:
    """Return what stands for a chat or person in the log; another in each run of the bot."""
    digest = hashlib.blake2b(str(platform_id).encode(), key=_HASH_KEY, digest_size=_HASH_BYTES)
    return digest.hexdigest()


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return every secret of the settings, in plain text."""
    found: list[str] = []
    for group in vars(settings).values():
        if isinstance(group, BaseModel):
            found += _secrets_in(vars(group).values())
    return tuple(found)


class SecretHidingFormatter(logging.Formatter):
    """Hides secrets in messages, tracebacks and whatever else a record becomes."""

    def __init__(self, hidden: Iterable[str]) -> None:
        """Take what must not be seen."""
        super().__init__(_LAYOUT)
        known = [secret for secret in hidden if len(secret) >= _MIN_SECRET_CHARACTERS]
        exact = "|".join(re.escape(secret) for secret in sorted(known, key=len, reverse=True))
        self._pattern = re.compile(f"{exact}|{_LIKE_A_TOKEN.pattern}" if exact else _LIKE_A_TOKEN)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line or lines."""
        return self._pattern.sub(_HIDDEN, super().format(record))


def _secrets_in(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, tuple):
            yield from _secrets_in(value)


def _level_for_others(settings: LogSettings) -> int:
    return max(logging.INFO, logging.getLevelNamesMapping()[settings.log_level])


def _log_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logger.critical("the bot ends with an error", exc_info=(kind, error, traceback))
