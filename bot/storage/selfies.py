"""Selfies that wait, by file id: until consent, and until their answer has been sent.

A selfie is written down before work on it starts and until its answer has been sent, so that
after any end of the process the next start knows what is owed. It is then kept, without content,
for a day: the same message may be delivered again, and the daily limit counts. Where the person
is asked which face or mood to go by, what was seen is kept for that day too.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, insert, select, update

from bot.storage.answers import face_as_json, face_of
from bot.storage.people import person_of
from bot.storage.records import (
    FaceMood,
    MessageRef,
    PendingSelfie,
    Person,
    Question,
    SelfieState,
)
from bot.storage.session import AnyRow, Session, random_id

# Platforms deliver again what was not confirmed for up to a day (Telegram's getUpdates).
SELFIE_LIFETIME = timedelta(days=1)

_OWED = (SelfieState.RECEIVED.value, SelfieState.ANSWERED.value)


class SelfieRepository:
    """Photos from their arrival until a day after their answer."""

    def __init__(self, session: Session) -> None:
        """Work on a session."""
        self._session = session
        self._selfies = session.tables.selfies
        self._people = session.tables.people

    async def receive(
        self,
        person: Person,
        file_id: str,
        message: MessageRef,
        *,
        consented: bool,
        language_code: str | None = None,
    ) -> str | None:
        """Write down that a photo came.

        Args:
            person: Who sent it.
            file_id: What the platform finds the photo by.
            message: That brought it.
            consented: Whether it may be analysed; waits for `release` otherwise.
            language_code: Of the person, as the platform tells it, to answer in later.

        Returns:
            The selfie's id, or None if this message's photo is known already.

        Raises:
            PersonForgottenError: The person is not known.
            StorageError: Of the kind that fits what failed.
        """
        where = ("message", person.platform, message.chat_id, message.message_id)
        hashes = self._session.cipher.lookup_hashes(*where)
        known = select(self._selfies.c.id).where(self._selfies.c.message_hash.in_(hashes))
        state = SelfieState.RECEIVED if consented else SelfieState.AWAITING_CONSENT
        values = {
            "id": random_id(),
            "person_id": person.id,
            "at": self._session.now(),
            "message_hash": hashes[0],
            "state": state.value,
            "attempts": 1,
            "content": {
                "file_id": file_id,
                "chat_id": message.chat_id,
                "message_id": message.message_id,
                "language": language_code,
            },
        }
        async with self._session.database.writing() as connection:
            if (await connection.execute(known)).first() is not None:
                return None
            await connection.execute(insert(self._selfies).values(**values))
        return str(values["id"])

    async def is_awaiting_consent(self, person_id: str) -> bool:
        """Return whether `release` would free a selfie of this person.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        query = select(exists().where(*self._awaiting_consent(person_id)))
        async with self._session.database.reading() as connection:
            return bool((await connection.execute(query)).scalar_one())

    async def release(self, person_id: str) -> tuple[PendingSelfie, ...]:
        """Free what waited for a person's consent, and return it, oldest first.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        waiting = self._awaiting_consent(person_id)
        async with self._session.database.writing() as connection:
            rows = (await connection.execute(self._pending().where(*waiting))).all()
            freed = {"state": SelfieState.RECEIVED.value}
            await connection.execute(update(self._selfies).where(*waiting).values(freed))
        return tuple(_pending_of(row, SelfieState.RECEIVED) for row in rows)

    async def owed(self, received_before: datetime | None = None) -> tuple[PendingSelfie, ...]:
        """Return what is owed an answer, oldest first.

        Args:
            received_before: The start of this process, where it takes new photos already.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        owed = (
            self._selfies.c.state.in_(_OWED),
            self._selfies.c.at > self._session.now() - SELFIE_LIFETIME,
            self._selfies.c.at <= (received_before or self._session.now()),
        )
        async with self._session.database.reading() as connection:
            rows = (await connection.execute(self._pending().where(*owed))).all()
        return tuple(_pending_of(row, SelfieState(row.state)) for row in rows)

    async def take_up(self, selfie_id: str) -> int:
        """Count one more attempt at a selfie that is owed an answer.

        What was attempted often may be what ends the process.

        Returns:
            How many there were, this one and the first included; 0 if the selfie is not known.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        return await self._count_attempts(selfie_id, 1)

    async def put_back(self, selfie_id: str) -> None:
        """Count the last attempt no more, as it failed for another reason than the selfie.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        await self._count_attempts(selfie_id, -1)

    async def _count_attempts(self, selfie_id: str, more: int) -> int:
        change = update(self._selfies).where(self._selfies.c.id == selfie_id)
        change = change.values(attempts=self._selfies.c.attempts + more)
        async with self._session.database.writing() as connection:
            result = await connection.execute(change.returning(self._selfies.c.attempts))
            return int(result.scalar_one_or_none() or 0)

    async def remember_faces(self, selfie_id: str, faces: Sequence[FaceMood]) -> None:
        """Keep what was seen, for a question that is about to be sent.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        seen = [face_as_json(face) for face in faces]
        await self._rewrite(selfie_id, lambda content: {"content": {**content, "faces": seen}})

    async def mark_asked(self, selfie_id: str) -> None:
        """Note that the question was sent, and forget all of the selfie but its faces.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        state = SelfieState.ASKED.value
        await self._rewrite(
            selfie_id,
            lambda content: {"state": state, "content": {"faces": content.get("faces", [])}},
        )

    async def question(self, selfie_id: str) -> Question | None:
        """Return what was seen in a selfie, or None where it is not kept (any more).

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        query = select(self._selfies).where(self._selfies.c.id == selfie_id)
        async with self._session.database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None or not row.content or not row.content.get("faces"):
            return None
        return Question(row.id, row.person_id, tuple(map(face_of, row.content["faces"])))

    async def finish(self, selfie_id: str) -> None:
        """Note that nothing is owed for a selfie any more, and forget its file.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        done = {"state": SelfieState.DONE.value, "content": None}
        change = update(self._selfies).where(self._selfies.c.id == selfie_id).values(done)
        async with self._session.database.writing() as connection:
            await connection.execute(change)

    async def count_since(self, person_id: str, since: datetime) -> int:
        """Return how many photos a person sent since a time, at most a day ago.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        query = select(func.count()).where(
            self._selfies.c.person_id == person_id, self._selfies.c.at > since
        )
        async with self._session.database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def _rewrite(
        self, selfie_id: str, values_of: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> None:
        """Replace columns of a selfie that is still worked on, by what its content is."""
        selfie = self._selfies.c.id == selfie_id
        query = select(self._selfies.c.content).where(selfie)
        async with self._session.database.writing() as connection:
            content = (await connection.execute(query)).scalar_one_or_none()
            if content is not None:
                values = values_of(content)
                await connection.execute(update(self._selfies).where(selfie).values(values))

    def _awaiting_consent(self, person_id: str) -> tuple[ColumnElement[bool], ...]:
        return (
            self._selfies.c.person_id == person_id,
            self._selfies.c.state == SelfieState.AWAITING_CONSENT.value,
            self._selfies.c.at > self._session.now() - SELFIE_LIFETIME,
        )

    def _pending(self) -> Select[*tuple[Any, ...]]:
        selfies, people = self._selfies, self._people
        return (
            select(
                people.c.id,
                people.c.identity,
                people.c.preferences,
                selfies.c.id.label("selfie_id"),
                selfies.c.at,
                selfies.c.state,
                selfies.c.attempts,
                selfies.c.content,
            )
            .join_from(selfies, people)
            .order_by(selfies.c.at)
        )


def _pending_of(row: AnyRow, state: SelfieState) -> PendingSelfie:
    content = row.content
    return PendingSelfie(
        id=row.selfie_id,
        person=person_of(row),
        file_id=content["file_id"],
        message=MessageRef(content["chat_id"], content["message_id"]),
        state=state,
        received_at=row.at,
        attempts=row.attempts,
        answer_id=content.get("answer_id"),
        language_code=content.get("language"),
    )
