"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES_OF_A_PERSON = ("consents", "selfies", "answers", "opinions", "corrections", "heard")
_OTHER_TABLES = ("media", "usage", "key_checks", "people")


def upgrade() -> None:
    """Make the tables."""
    _make_people()
    for name in _TABLES_OF_A_PERSON:
        _make_table_of_a_person(name)
    op.create_table(
        "media",
        sa.Column("provider", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_media_expires_at", "media", ["expires_at"])
    op.create_table(
        "usage",
        sa.Column("day", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "key_checks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in (*_TABLES_OF_A_PERSON, *_OTHER_TABLES):
        op.drop_table(name)


def _make_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("lookup_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_seen_at", sa.BigInteger, nullable=False),
        sa.Column("identity", sa.LargeBinary, nullable=False),
        sa.Column("preferences", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_people_last_seen_at", "people", ["last_seen_at"])


def _make_table_of_a_person(name: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String, primary_key=True),
        sa.Column(
            "person_id",
            sa.String,
            sa.ForeignKey("people.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger, nullable=False),
        *(_selfie_columns() if name == "selfies" else ()),
        sa.Column("content", sa.LargeBinary),
    )
    op.create_index(f"ix_{name}_person_id_at", name, ["person_id", "at"])


def _selfie_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("message_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
    )
