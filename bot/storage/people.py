"""People: met, found, their preferences and consents."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import PersonForgottenError, StorageBusyError, StorageFullError
from bot.storage.records import Consent, Person, Preferences, Purpose
from bot.storage.session import AnyRow, Session, random_id
from bot.storage.tables import ROW_ORDER

# Being seen again is written down once in this time: most meetings then only read.
_SEEN_EVERY = timedelta(hours=1)

_logger = logging.getLogger(__name__)


class PersonRepository:
    """Who talks with the bot."""

    def __init__(self, session: Session) -> None:
        """Work on a session."""
        self._session = session
        self._people = session.tables.people
        self._consents = session.tables.consents

    async def meet(self, platform: str, platform_id: str) -> Person:
        """Return the person, as a new one if need be, and note that they were here.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        async with self._session.database.reading() as connection:
            row = await self._row(connection, platform, platform_id)
        if row is None:
            return await self._meet_again(platform, platform_id)
        if self._session.now() - row.last_seen_at >= _SEEN_EVERY:
            try:
                return await self._meet_again(platform, platform_id)
            except (StorageBusyError, StorageFullError) as error:
                # Nobody is turned away for this; they are seen again at the next meeting.
                _logger.warning("could not note that a person was here: %s", error)
        return person_of(row)

    async def find(self, platform: str, platform_id: str) -> Person | None:
        """Return the person, or None if the bot does not know them.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        async with self._session.database.reading() as connection:
            row = await self._row(connection, platform, platform_id)
        return None if row is None else person_of(row)

    async def set_preferences(self, person_id: str, preferences: Preferences) -> None:
        """Replace what a person set.

        Raises:
            PersonForgottenError: The person is not known.
            StorageError: Of the kind that fits what failed.
        """
        change = update(self._people).where(self._people.c.id == person_id)
        async with self._session.database.writing() as connection:
            result = await connection.execute(change.values(preferences=asdict(preferences)))
            if not result.rowcount:
                raise PersonForgottenError("preferences were set by a person who is not known")

    async def change_preferences(
        self, person_id: str, change: Callable[[Preferences], Preferences]
    ) -> Preferences:
        """Change what a person set as it stands now, and return it as it is afterwards.

        Two changes at once are both kept.

        Args:
            person_id: Whose.
            change: Returns the new preferences for the present ones.

        Raises:
            PersonForgottenError: The person is not known.
            StorageError: Of the kind that fits what failed.
        """
        theirs = self._people.c.id == person_id
        async with self._session.database.writing() as connection:
            query = select(self._people.c.preferences).where(theirs)
            present = (await connection.execute(query)).scalar_one_or_none()
            if present is None:
                raise PersonForgottenError("preferences were set by a person who is not known")
            changed = change(Preferences(**present))
            statement = update(self._people).where(theirs).values(preferences=asdict(changed))
            await connection.execute(statement)
        return changed

    async def record_consent(
        self, person_id: str, purpose: Purpose, *, given: bool, text_version: str
    ) -> None:
        """Write down that a person gave or withdrew consent, just now.

        Raises:
            PersonForgottenError: The person is not known.
            StorageError: Of the kind that fits what failed.
        """
        content = {"purpose": purpose.value, "given": given, "text_version": text_version}
        row = {"id": random_id(), "person_id": person_id, "at": self._session.now()}
        async with self._session.database.writing() as connection:
            await connection.execute(insert(self._consents).values(**row, content=content))

    async def consent(self, person_id: str, purpose: Purpose) -> Consent | None:
        """Return the last word of a person on a purpose, or None if they said none.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        consents = [one for one in await self.consents(person_id) if one.purpose is purpose]
        return consents[-1] if consents else None

    async def consents(self, person_id: str) -> tuple[Consent, ...]:
        """Return all that a person agreed to or withdrew, oldest first.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        query = (
            select(self._consents)
            .where(self._consents.c.person_id == person_id)
            # Two of one microsecond stay in the order in which they came.
            .order_by(self._consents.c.at, ROW_ORDER)
        )
        async with self._session.database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(_consent_of(row) for row in rows)

    async def _meet_again(self, platform: str, platform_id: str) -> Person:
        """Note that a person is here, as a new one unless another task met them meanwhile."""
        async with self._session.database.writing() as connection:
            row = await self._row(connection, platform, platform_id)
            if row is None:
                return await self._add(connection, platform, platform_id)
            now = self._session.now()
            seen = update(self._people).where(self._people.c.id == row.id).values(last_seen_at=now)
            await connection.execute(seen)
            return person_of(row)

    async def _row(
        self, connection: AsyncConnection, platform: str, platform_id: str
    ) -> AnyRow | None:
        hashes = self._session.cipher.lookup_hashes(platform, platform_id)
        query = select(self._people).where(self._people.c.lookup_hash.in_(hashes))
        return (await connection.execute(query)).one_or_none()

    async def _add(self, connection: AsyncConnection, platform: str, platform_id: str) -> Person:
        now = self._session.now()
        person = Person(random_id(), platform, platform_id, Preferences())
        values = {
            "id": person.id,
            "lookup_hash": self._session.cipher.lookup_hash(platform, platform_id),
            "created_at": now,
            "last_seen_at": now,
            "identity": {"platform": platform, "id": platform_id},
            "preferences": asdict(person.preferences),
        }
        await connection.execute(insert(self._people).values(**values))
        return person


def person_of(row: AnyRow) -> Person:
    """Return the person of a row that has at least the columns id, identity and preferences."""
    identity = row.identity
    preferences = Preferences(**row.preferences)
    return Person(row.id, identity["platform"], identity["id"], preferences)


def _consent_of(row: AnyRow) -> Consent:
    content = row.content
    return Consent(Purpose(content["purpose"]), content["given"], content["text_version"], row.at)
