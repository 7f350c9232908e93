"""What every repository works with."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Row

from bot.storage.database import Database
from bot.storage.encryption import Cipher
from bot.storage.tables import Tables

_ID_BYTES = 12

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Session:
    """An open database with its tables, cipher and clock.

    Attributes:
        database: The open file.
        tables: Its tables.
        cipher: Of the tables' encrypted columns.
        now: Gives the time, in UTC.
    """

    database: Database
    tables: Tables
    cipher: Cipher
    now: Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def random_id() -> str:
    """Return 96 random bits as 16 characters of URL-safe Base64."""
    return secrets.token_urlsafe(_ID_BYTES)
