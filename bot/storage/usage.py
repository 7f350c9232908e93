"""Counts by day, of nobody in particular, and the figures for /stats."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.records import SelfieState, Statistics
from bot.storage.session import Session

_DAY = timedelta(days=1)


class UsageRepository:
    """How much the bot is used, all people together."""

    def __init__(self, session: Session) -> None:
        """Work on a session."""
        self._session = session
        self._usage = session.tables.usage

    async def count(self, *names: str) -> None:
        """Add one to today's count of each name.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        async with self._session.database.writing() as connection:
            await count_up(connection, self._session, *names)

    async def statistics(self, *, days: int = 7) -> Statistics:
        """Count everything, with the counts of the last days.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        now, tables = self._session.now(), self._session.tables
        waiting = tables.selfies.c.state.in_([SelfieState.RECEIVED, SelfieState.AWAITING_CONSENT])
        seen = tables.people.c.last_seen_at
        counts = select(
            _count(tables.people.c.id).scalar_subquery(),
            _count(tables.people.c.id).where(seen > now - _DAY).scalar_subquery(),
            _count(tables.people.c.id).where(seen > now - 7 * _DAY).scalar_subquery(),
            _count(tables.answers.c.id).scalar_subquery(),
            _count(tables.opinions.c.id).scalar_subquery(),
            _count(tables.selfies.c.id).where(waiting).scalar_subquery(),
        )
        first_day = (now - (days - 1) * _DAY).date().isoformat()
        query = select(self._usage).where(self._usage.c.day >= first_day)
        async with self._session.database.snapshot() as connection:
            figures = (await connection.execute(counts)).one()
            rows = (await connection.execute(query.order_by(self._usage.c.day.desc()))).all()
        usage: dict[str, dict[str, int]] = {}
        for day, name, count in rows:
            usage.setdefault(day, {})[name] = count
        return Statistics(*figures, usage=usage)


async def count_up(connection: AsyncConnection, session: Session, *names: str) -> None:
    """Add one to today's count of each name, as part of a transaction."""
    usage = session.tables.usage
    today = session.now().date().isoformat()
    statement = insert(usage).values([{"day": today, "name": name, "count": 1} for name in names])
    more = {"count": usage.c.count + 1}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["day", "name"], set_=more)
    )


def _count(column: ColumnElement[str]) -> Select[int]:
    return select(func.count(column))
