"""Likes, dislikes and corrected moods; for learning only of people who agreed to that."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, Table, insert, select

from bot.storage.records import Correction, Opinion, Purpose, Taste, TrainingFeedback
from bot.storage.session import AnyRow, Session, random_id
from bot.storage.tables import ROW_ORDER
from inference.emotions import Emotion
from inference.moods import Mood


class FeedbackRepository:
    """What people say about songs and moods."""

    def __init__(self, session: Session) -> None:
        """Work on a session."""
        self._session = session
        self._opinions = session.tables.opinions
        self._corrections = session.tables.corrections
        self._consents = session.tables.consents

    async def add_opinion(self, person_id: str, opinion: Opinion) -> None:
        """Store what a person thinks of a song; it takes the place of what they thought before.

        Raises:
            PersonForgottenError: The person is not known.
            StorageError: Of the kind that fits what failed.
        """
        await self._add(self._opinions, person_id, asdict(opinion))

    async def add_correction(self, person_id: str, correction: Correction) -> None:
        """Store that a mood was not the person's.

        Raises:
            PersonForgottenError: The person is not known.
            StorageError: Of the kind that fits what failed.
        """
        await self._add(self._corrections, person_id, asdict(correction))

    async def taste(self, person_id: str) -> Taste:
        """Return the songs that a person likes and dislikes by now.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        query = select(self._opinions).where(self._opinions.c.person_id == person_id)
        query = query.order_by(self._opinions.c.at, ROW_ORDER)
        async with self._session.database.reading() as connection:
            opinions = _newest_opinions(await connection.execute(query))
        return Taste(
            frozenset(opinion.song_id for opinion in opinions if opinion.liked),
            frozenset(opinion.song_id for opinion in opinions if not opinion.liked),
        )

    async def for_training(self) -> TrainingFeedback:
        """Return the feedback of everybody whose consent to learning stands.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        async with self._session.database.snapshot() as connection:
            consents = await connection.execute(_in_order(self._consents))
            agreed = _who_agreed(consents)
            opinions = await connection.execute(_in_order(self._opinions))
            theirs = [row for row in opinions if row.person_id in agreed]
            corrections = await connection.execute(_in_order(self._corrections))
            corrected = [row for row in corrections if row.person_id in agreed]
        return TrainingFeedback(
            tuple(_newest_opinions(theirs)),
            tuple(_correction_of(row) for row in corrected),
        )

    async def _add(self, table: Table, person_id: str, content: dict[str, object]) -> None:
        values = {"id": random_id(), "person_id": person_id, "at": self._session.now()}
        async with self._session.database.writing() as connection:
            await connection.execute(insert(table).values(**values, content=content))


def _in_order(table: Table) -> Select[*tuple[Any, ...]]:
    return select(table).order_by(table.c.at, ROW_ORDER)


def _who_agreed(consents: Iterable[AnyRow]) -> frozenset[str]:
    last_words = {
        row.person_id: row.content["given"]
        for row in consents
        if row.content["purpose"] == Purpose.TRAINING
    }
    return frozenset(person_id for person_id, given in last_words.items() if given)


def _newest_opinions(rows: Iterable[AnyRow]) -> list[Opinion]:
    """Keep the last of each person and song, unless it was taken back."""
    last_words = {(row.person_id, row.content["song_id"]): row.content for row in rows}
    return [
        Opinion(said["song_id"], said["liked"], said["mood"] and Mood(said["mood"]))
        for said in last_words.values()
        if said["liked"] is not None
    ]


def _correction_of(row: AnyRow) -> Correction:
    said = row.content
    shares = said["emotions"]
    emotions = shares and {Emotion(name): share for name, share in shares.items()}
    return Correction(Mood(said["answered"]), Mood(said["felt"]), emotions)
