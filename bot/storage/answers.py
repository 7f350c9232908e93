"""Answers: the history of a person, and the songs they heard lately."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.records import (
    AnswerContent,
    FaceMood,
    HistoryPage,
    MessageRef,
    MoodMoment,
    SelfieState,
    StoredAnswer,
)
from bot.storage.session import AnyRow, Session, random_id
from bot.storage.tables import ROW_ORDER
from bot.storage.usage import count_up
from inference.emotions import Emotion
from inference.moods import Mood

# A song does not come again for this long, while others are left.
HEARD_LIFETIME = timedelta(days=30)


class AnswerRepository:
    """What people were answered."""

    def __init__(self, session: Session) -> None:
        """Work on a session."""
        self._session = session
        self._answers = session.tables.answers
        self._heard = session.tables.heard
        self._selfies = session.tables.selfies

    async def add(
        self, person_id: str, content: AnswerContent, *, selfie_id: str | None = None
    ) -> StoredAnswer:
        """Store an answer before it is sent, its songs as heard, and its selfie as answered.

        Raises:
            PersonForgottenError: The person is not known, or was forgotten meanwhile.
            StorageError: Of the kind that fits what failed.
        """
        answer = StoredAnswer(random_id(), person_id, self._session.now(), content)
        values = {"id": answer.id, "person_id": person_id, "at": answer.at}
        async with self._session.database.writing() as connection:
            await connection.execute(
                insert(self._answers).values(**values, content=_content_as_json(content))
            )
            await self._add_heard(connection, person_id, content.song_ids)
            if selfie_id is not None:
                await self._mark_answered(connection, selfie_id, answer.id)
            await count_up(connection, self._session, "answers", f"mood_{content.mood.value}")
        return answer

    async def mark_sent(
        self, answer_id: str, message: MessageRef, *, selfie_id: str | None = None
    ) -> None:
        """Note the message that an answer was sent as; its selfie is then done with.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        async with self._session.database.writing() as connection:
            answer = await self._get(connection, answer_id)
            if answer is not None:
                await self._replace(connection, answer_id, replace(answer.content, message=message))
            if selfie_id is not None:
                done = {"state": SelfieState.DONE.value, "content": None}
                selfie = update(self._selfies).where(self._selfies.c.id == selfie_id)
                await connection.execute(selfie.values(done))

    async def change(self, answer_id: str, content: AnswerContent) -> None:
        """Replace what an answer holds, as for more songs; they count as heard.

        Nothing happens if the answer was deleted meanwhile.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        async with self._session.database.writing() as connection:
            answer = await self._get(connection, answer_id)
            if answer is None:
                return
            await self._replace(connection, answer_id, content)
            known = set(answer.content.song_ids)
            new = tuple(song for song in content.song_ids if song not in known)
            await self._add_heard(connection, answer.person_id, new)

    async def get(self, answer_id: str) -> StoredAnswer | None:
        """Return an answer, whoever's it is, or None if it is not stored (any more).

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        async with self._session.database.reading() as connection:
            return await self._get(connection, answer_id)

    async def history(self, person_id: str, *, page: int = 0, page_size: int = 5) -> HistoryPage:
        """Return a page of a person's answers, newest first; the nearest page there is.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        theirs = self._answers.c.person_id == person_id
        async with self._session.database.snapshot() as connection:
            count = (await connection.execute(select(func.count()).where(theirs))).scalar_one()
            page_count = max(1, -(-count // page_size))
            page = min(max(page, 0), page_count - 1)
            newest_first = (self._answers.c.at.desc(), ROW_ORDER.desc())
            query = select(self._answers).where(theirs).order_by(*newest_first)
            query = query.offset(page * page_size).limit(page_size)
            rows = (await connection.execute(query)).all()
        return HistoryPage(tuple(_answer_of(row) for row in rows), page, page_count)

    async def moods_since(self, person_id: str, since: datetime) -> tuple[MoodMoment, ...]:
        """Return the moods of a person's selfies, oldest first.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        query = (
            select(self._answers)
            .where(self._answers.c.person_id == person_id, self._answers.c.at >= since)
            .order_by(self._answers.c.at, ROW_ORDER)
        )
        async with self._session.database.reading() as connection:
            answers = [_answer_of(row) for row in await connection.execute(query)]
        return tuple(
            _moment_of(answer, face)
            for answer in answers
            if (face := answer.content.face) is not None
        )

    async def heard_song_ids(self, person_id: str) -> frozenset[str]:
        """Return the songs that a person was answered with in the last 30 days.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        query = select(self._heard.c.content).where(
            self._heard.c.person_id == person_id,
            self._heard.c.at > self._session.now() - HEARD_LIFETIME,
        )
        async with self._session.database.reading() as connection:
            batches = (await connection.execute(query)).scalars().all()
        return frozenset(song for batch in batches for song in batch["songs"])

    async def _get(self, connection: AsyncConnection, answer_id: str) -> StoredAnswer | None:
        query = select(self._answers).where(self._answers.c.id == answer_id)
        row = (await connection.execute(query)).one_or_none()
        return None if row is None else _answer_of(row)

    async def _replace(
        self, connection: AsyncConnection, answer_id: str, content: AnswerContent
    ) -> None:
        change = update(self._answers).where(self._answers.c.id == answer_id)
        await connection.execute(change.values(content=_content_as_json(content)))

    async def _add_heard(
        self, connection: AsyncConnection, person_id: str, song_ids: tuple[str, ...]
    ) -> None:
        if song_ids:
            values = {"id": random_id(), "person_id": person_id, "at": self._session.now()}
            content = {"songs": list(song_ids)}
            await connection.execute(insert(self._heard).values(**values, content=content))

    async def _mark_answered(
        self, connection: AsyncConnection, selfie_id: str, answer_id: str
    ) -> None:
        selfie = self._selfies.c.id == selfie_id
        query = select(self._selfies.c.content).where(selfie)
        content = (await connection.execute(query)).scalar_one_or_none()
        if content is None:
            return
        answered = {
            "state": SelfieState.ANSWERED.value,
            "content": {**content, "answer_id": answer_id},
        }
        await connection.execute(update(self._selfies).where(selfie).values(answered))


def _content_as_json(content: AnswerContent) -> dict[str, Any]:
    message = content.message
    return {
        "mood": content.mood.value,
        "songs": list(content.song_ids),
        "reason": content.reason,
        "lift": content.lift,
        "faces": [face_as_json(face) for face in content.faces],
        "face": content.face,
        "message": message and {"chat_id": message.chat_id, "message_id": message.message_id},
        "felt": content.felt and content.felt.value,
        "earlier": list(content.earlier),
    }


def _answer_of(row: AnyRow) -> StoredAnswer:
    content = row.content
    return StoredAnswer(
        row.id,
        row.person_id,
        row.at,
        AnswerContent(
            mood=Mood(content["mood"]),
            song_ids=tuple(content["songs"]),
            reason=content["reason"],
            lift=content["lift"],
            faces=tuple(face_of(face) for face in content["faces"]),
            face=content["face"],
            message=MessageRef(**content["message"]) if content["message"] else None,
            # Absent from answers of before these were stored.
            felt=Mood(content["felt"]) if content.get("felt") else None,
            earlier=tuple(content.get("earlier", ())),
        ),
    )


def _moment_of(answer: StoredAnswer, face: int) -> MoodMoment:
    """Return the mood of an answered face; what the person says of it goes before it."""
    content = answer.content
    if content.felt is not None:
        said = {mood: float(mood is content.felt) for mood in Mood}
        return MoodMoment(answer.at, content.felt, said)
    return MoodMoment(answer.at, content.mood, content.faces[face].moods)


def face_as_json(face: FaceMood) -> dict[str, dict[str, float]]:
    """Return plain types that `face_of` reads."""
    return {
        "emotions": {emotion.value: share for emotion, share in face.emotions.items()},
        "moods": {mood.value: share for mood, share in face.moods.items()},
    }


def face_of(face: dict[str, dict[str, float]]) -> FaceMood:
    """Return the face that `face_as_json` wrote."""
    return FaceMood(
        {Emotion(name): share for name, share in face["emotions"].items()},
        {Mood(name): share for name, share in face["moods"].items()},
    )
