"""Change of keys: everything under the first key, so that the others can go."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, delete, insert, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageKeyError
from bot.storage.encryption import EncryptedJson
from bot.storage.session import AnyRow, Session

# Of one transaction: others wait for some ten milliseconds at most.
_BATCH_SIZE = 200
_CHECK_TEXT = b"moodring"


async def check_keys(session: Session) -> None:
    """Make sure that all that may be stored can be read, and remember the first key.

    Raises:
        StorageKeyError: Data may be encrypted with a key that is not at hand.
        StorageError: Of the kind that fits what failed.
    """
    checks = session.tables.key_checks
    async with session.database.writing() as connection:
        tokens = (await connection.execute(select(checks.c.token))).scalars().all()
        for token in tokens:
            _check(session, token)
        if not any(session.cipher.is_of_first_key(token) for token in tokens):
            await _add_check(connection, session)


async def rotate_keys(session: Session) -> int:
    """Encrypt all rows and hash all people with the first key.

    May run while the bot does, once the bot knows the new key too; run again if it was cut
    short.

    Returns:
        How many rows were changed.

    Raises:
        StorageError: Of the kind that fits what failed; part of the rows may be changed, and
            all can be read with the keys at hand.
    """
    changed = 0
    for table in session.tables.metadata.sorted_tables:
        if _encrypted_columns(table):
            changed += await _rotate_table(session, table)
    checks = session.tables.key_checks
    async with session.database.writing() as connection:
        await connection.execute(delete(checks))
        await _add_check(connection, session)
    # Old tokens, and hashes that the old key gives away, go from the file too.
    await session.database.empty_log()
    return changed


async def _rotate_table(session: Session, table: Table) -> int:
    changed, last_id = 0, ""
    while True:
        tokens = [type_coerce(c, LargeBinary).label(c.name) for c in _encrypted_columns(table)]
        query = select(table.c.id, *tokens).where(table.c.id > last_id)
        async with session.database.writing() as connection:
            batch = query.order_by(table.c.id).limit(_BATCH_SIZE)
            rows = (await connection.execute(batch)).all()
            if not rows:
                return changed
            changed += await _rotate_rows(connection, session, table, rows)
            last_id = rows[-1].id


async def _rotate_rows(
    connection: AsyncConnection, session: Session, table: Table, rows: Sequence[AnyRow]
) -> int:
    changed = 0
    for row_id, *tokens in rows:
        if all(token is None or session.cipher.is_of_first_key(token) for token in tokens):
            continue
        # Columns of `EncryptedJson`, read and written through their type.
        columns = _encrypted_columns(table)
        row = (await connection.execute(select(*columns).where(table.c.id == row_id))).one()
        values = dict(row._mapping)  # noqa: SLF001 - the documented way
        if "lookup_hash" in table.c:
            identity = values["identity"]
            hashed = session.cipher.lookup_hash(identity["platform"], identity["id"])
            values["lookup_hash"] = hashed
        await connection.execute(update(table).where(table.c.id == row_id).values(values))
        changed += 1
    return changed


def _encrypted_columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, EncryptedJson)]


def _check(session: Session, token: bytes) -> None:
    try:
        session.cipher.decrypt(token)
    except StorageKeyError as error:
        raise StorageKeyError(
            f"{session.database.path} holds data of a key that is not at hand; add the key that "
            "was in use to MOODRING_ENCRYPTION_KEYS or the key file, behind the newest one, "
            "until `rotate_keys` has run"
        ) from error


async def _add_check(connection: AsyncConnection, session: Session) -> None:
    token = session.cipher.encrypt(_CHECK_TEXT)
    await connection.execute(insert(session.tables.key_checks).values(token=token))
