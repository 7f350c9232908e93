"""What a person may ask of their data: all of it, or none of it; and what expires by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.answers import HEARD_LIFETIME
from bot.storage.selfies import SELFIE_LIFETIME
from bot.storage.session import AnyRow, Session

# Likes, settings and consents would have to be asked again and again: they go with the person.
_KEPT_WITH_THE_PERSON = ("consents", "opinions")


class PrivacyRepository:
    """Everything about a person, to hand out or to delete."""

    def __init__(self, session: Session) -> None:
        """Work on a session."""
        self._session = session
        self._tables = session.tables

    async def export(self, person_id: str) -> dict[str, Any] | None:
        """Return all that is stored about a person as plain types, or None if nothing is.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        people = self._tables.people
        async with self._session.database.snapshot() as connection:
            query = select(people).where(people.c.id == person_id)
            person = (await connection.execute(query)).one_or_none()
            if person is None:
                return None
            records: dict[str, Any] = {"person": _as_json(person)}
            for table in self._tables.of_a_person():
                theirs = select(table).where(table.c.person_id == person_id).order_by(table.c.at)
                rows = (await connection.execute(theirs)).all()
                records[table.name] = [_as_json(row) for row in rows]
        return records

    async def forget(self, person_id: str) -> Mapping[str, int]:
        """Delete a person and all that is stored about them, also from the file's free space.

        Returns:
            How many records of each kind were deleted; all 0 if nothing was stored.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        people = self._tables.people
        async with self._session.database.writing() as connection:
            deleted = {}
            for table in self._tables.of_a_person():
                statement = delete(table).where(table.c.person_id == person_id)
                deleted[table.name] = (await connection.execute(statement)).rowcount
            statement = delete(people).where(people.c.id == person_id)
            deleted[people.name] = (await connection.execute(statement)).rowcount
        await self._session.database.empty_log()
        return deleted

    async def purge(self, retention: timedelta) -> Mapping[str, int]:
        """Delete what has expired; to be run daily.

        Args:
            retention: How long answers and corrections are kept, and people who stay away, with
                everything about them. Heard songs go after 30 days, selfies and people who never
                agreed to anything after one.

        Returns:
            How many records of each kind were deleted; those of deleted people not counted.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        async with self._session.database.writing() as connection:
            deleted = {
                table.name: await _delete(connection, table, expired)
                for table, expired in self._expired(self._session.now(), retention)
            }
        await self._session.database.empty_log()
        return deleted

    def _expired(
        self, now: datetime, retention: timedelta
    ) -> list[tuple[Table, ColumnElement[bool]]]:
        lifetimes = {"selfies": SELFIE_LIFETIME, "heard": min(HEARD_LIFETIME, retention)}
        of_people = [
            (table, table.c.at < now - lifetimes.get(table.name, retention))
            for table in self._tables.of_a_person()
            if table.name not in _KEPT_WITH_THE_PERSON
        ]
        media, people = self._tables.media, self._tables.people
        unattached = [
            ~exists().where(table.c.person_id == people.c.id)
            for table in (self._tables.consents, self._tables.answers, self._tables.opinions)
        ]
        seen = people.c.last_seen_at
        passers_by = (seen < now - SELFIE_LIFETIME) & unattached[0] & unattached[1] & unattached[2]
        return [
            *of_people,
            (media, media.c.expires_at < now),
            (people, (seen < now - retention) | passers_by),
        ]


async def _delete(connection: AsyncConnection, table: Table, condition: ColumnElement[bool]) -> int:
    return int((await connection.execute(delete(table).where(condition))).rowcount)


def _as_json(row: AnyRow) -> dict[str, Any]:
    """Return the row's columns but for ids and hashes, which mean nothing outside."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row._mapping.items()  # noqa: SLF001 - the documented way
        if name not in ("id", "person_id", "lookup_hash", "message_hash")
    }
