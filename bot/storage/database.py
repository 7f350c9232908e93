"""The database file: opened, read, written by one task at a time, every failure translated.

Reads run beside each other and beside a write (WAL). Writes queue up in the process, fairly, and
begin with BEGIN IMMEDIATE: no write finds out halfway that another one was quicker.
"""

import asyncio
import logging
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import (
    PersonForgottenError,
    StorageBusyError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)

# Each is a thread; reads take well under a millisecond.
_CONNECTIONS = 4

# NORMAL: what was committed survives the end of the process in any way (kill -9); a power cut may
# undo the last commits, never tear the file. FULL waits for the disk at each commit: 220 rather
# than 10,000 commits a second.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
# An execution option of engines: the statement that begins a transaction, or None.
_BEGIN = "moodring_begin"

_logger = logging.getLogger(__name__)


class Database:
    """An open database file."""

    def __init__(self, path: Path, busy_timeout_s: float) -> None:
        """Make ready to open `path`; nothing is opened before the first read or write."""
        self.path = path
        self._busy_timeout_s = busy_timeout_s
        self._engine = _make_engine(path, busy_timeout_s)
        self._writing_engine = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._autocommitting_engine = self._engine.execution_options(**{_BEGIN: None})
        self._write_lock = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection each of whose queries sees the database as it is then.

        Cheaper than `snapshot`: each call of the driver is a change of threads.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        with self._translated():
            async with self._autocommitting_engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection all of whose queries see the database as it is at the first.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        with self._translated():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose changes are all kept at the end, or none after an error.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        with self._translated():
            async with self._write_lock, self._writing_engine.begin() as connection:
                yield connection

    async def empty_log(self) -> bool:
        """Move the write-ahead log into the database and empty it.

        Returns:
            Whether it was emptied; not, when another program reads or writes for too long.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        try:
            async with self._write_lock, self._autocommitting_engine.connect() as connection:
                result = await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
                is_emptied = bool(result.one()[0] == 0)
        except (DBAPIError, PoolTimeoutError) as error:
            translated = self._error_of(error)
            if not isinstance(translated, StorageBusyError):
                raise translated from error
            is_emptied = False
        if not is_emptied:
            _logger.warning(
                "the log of %s could not be emptied, as another program uses it: what was "
                "deleted stays in the file until the next purge",
                self.path,
            )
        return is_emptied

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeoutError) as error:
            raise self._error_of(error) from error

    def _error_of(self, failure: DBAPIError | PoolTimeoutError) -> StorageError:
        if isinstance(failure, PoolTimeoutError):
            return StorageBusyError(
                f"all {_CONNECTIONS} connections to {self.path} are in use; try again"
            )
        error = failure.orig
        code = getattr(error, "sqlite_errorcode", 0)
        if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            return PersonForgottenError(
                "the person is not known, expected one who was not forgotten"
            )
        match code & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return StorageBusyError(
                    f"{self.path} was locked by another program for {self._busy_timeout_s:g} s, "
                    "nothing was written; try again, or end the other program"
                )
            case sqlite3.SQLITE_FULL:
                return StorageFullError(
                    f"no room left for {self.path}, nothing was written; make room on its disk"
                )
            case _:
                name = getattr(error, "sqlite_errorname", type(error).__name__)
                return StorageUnavailableError(
                    f"cannot use {self.path}: {error} ({name}), expected a database that the bot "
                    "may read and write; check the file, its folder's owner, and the disk"
                )


def prepare_file(path: Path) -> None:
    """Make the database's folder and an empty database, unless there, for the owner only.

    Raises:
        StorageUnavailableError: The folder or file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _make_empty_database(path)
    except (OSError, sqlite3.Error) as error:
        raise StorageUnavailableError(
            f"cannot make {path}: {error}; set MOODRING_DATA_DIR to a folder that the bot may "
            "write to"
        ) from error


def _make_empty_database(path: Path) -> None:
    # The change to WAL needs the file for itself and does not wait: of two first starts at once
    # one would fail. So it is made aside; SQLite gives its log the mode 0600 of mkstemp too.
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    os.close(descriptor)
    try:
        with closing(sqlite3.connect(name)) as connection:
            connection.execute(_PRAGMAS[0])
        with suppress(FileExistsError):
            path.hardlink_to(name)
    finally:
        Path(name).unlink()


def _make_engine(path: Path, busy_timeout_s: float) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        pool_size=_CONNECTIONS,
        max_overflow=0,
        # Every transaction ends within its `async with`; one more rollback would be for nothing.
        pool_reset_on_return=None,
        # Values of a statement never stand in an error's text.
        hide_parameters=True,
        # BEGIN is ours (below): the driver's would come late and never be IMMEDIATE.
        connect_args={"isolation_level": None, "timeout": busy_timeout_s},
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    statement = connection.get_execution_options().get(_BEGIN, "BEGIN")
    if statement is not None:
        connection.exec_driver_sql(statement)
