"""The tables. What is about a person is encrypted, but for times, states and random ids.

A migration under `migrations/versions` must make what stands here; a test compares the two.
"""

from dataclasses import dataclass

from sqlalchemy import (
    JSON,
    Column,
    ColumnClause,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    literal_column,
)

from bot.storage.encryption import Cipher, EncryptedJson, UtcTime

# Rows of one microsecond in the order in which they came.
ROW_ORDER: ColumnClause[int] = literal_column("rowid")


@dataclass(frozen=True)
class Tables:
    """The tables of one storage, whose encrypted columns know its cipher.

    Attributes:
        metadata: Holds all of them.
        people: Who; `identity` is platform and id, `preferences` what /settings shows.
        consents: Each time that consent was given or withdrawn.
        selfies: Photos by file id, from their arrival until a day after their answer.
        answers: What was seen and answered.
        opinions: Likes and dislikes of songs; the newest of a song counts.
        corrections: Moods that people said were theirs.
        heard: Songs that were answered with, by batch.
        media: What providers said, for a while; about songs, not people.
        usage: Counts by day; of nobody in particular.
        key_checks: A token of each key that data may be encrypted with.
    """

    metadata: MetaData
    people: Table
    consents: Table
    selfies: Table
    answers: Table
    opinions: Table
    corrections: Table
    heard: Table
    media: Table
    usage: Table
    key_checks: Table

    def of_a_person(self) -> list[Table]:
        """Return the tables whose rows belong to a person."""
        return [table for table in self.metadata.sorted_tables if "person_id" in table.c]


def define_tables(cipher: Cipher) -> Tables:
    """Define the tables for a cipher."""
    metadata = MetaData()

    def table_of_a_person(name: str, *columns: Column[object]) -> Table:
        return Table(
            name,
            metadata,
            Column("id", String, primary_key=True),
            Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
            Column("at", UtcTime, nullable=False),
            *columns,
            Column("content", EncryptedJson(cipher)),
            Index(f"ix_{name}_person_id_at", "person_id", "at"),
        )

    return Tables(
        metadata=metadata,
        people=Table(
            "people",
            metadata,
            Column("id", String, primary_key=True),
            Column("lookup_hash", LargeBinary, nullable=False, unique=True),
            Column("created_at", UtcTime, nullable=False),
            Column("last_seen_at", UtcTime, nullable=False, index=True),
            Column("identity", EncryptedJson(cipher), nullable=False),
            Column("preferences", EncryptedJson(cipher), nullable=False),
        ),
        consents=table_of_a_person("consents"),
        selfies=table_of_a_person(
            "selfies",
            Column("message_hash", LargeBinary, nullable=False, unique=True),
            Column("state", String, nullable=False),
            Column("attempts", Integer, nullable=False),
        ),
        answers=table_of_a_person("answers"),
        opinions=table_of_a_person("opinions"),
        corrections=table_of_a_person("corrections"),
        heard=table_of_a_person("heard"),
        media=Table(
            "media",
            metadata,
            Column("provider", String, primary_key=True),
            Column("key", String, primary_key=True),
            Column("value", JSON, nullable=False),
            Column("expires_at", UtcTime, nullable=False, index=True),
        ),
        usage=Table(
            "usage",
            metadata,
            Column("day", String, primary_key=True),
            Column("name", String, primary_key=True),
            Column("count", Integer, nullable=False),
        ),
        key_checks=Table(
            "key_checks",
            metadata,
            Column("id", Integer, primary_key=True),
            Column("token", LargeBinary, nullable=False),
        ),
    )
