"""What providers said about songs, and the platforms' file ids of previews, for a while."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.session import Session


class MediaRepository:
    """A cache of JSON values by provider and key; holds nothing about people."""

    def __init__(self, session: Session) -> None:
        """Work on a session."""
        self._session = session
        self._media = session.tables.media

    async def get(self, provider: str, key: str) -> Any | None:
        """Return what was put, or None if nothing was or it has expired.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        query = select(self._media.c.value).where(
            self._media.c.provider == provider,
            self._media.c.key == key,
            self._media.c.expires_at > self._session.now(),
        )
        async with self._session.database.reading() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def put(self, provider: str, key: str, value: Any, lifetime: timedelta) -> None:
        """Keep a JSON value other than None, in place of an older one.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        fresh = {"value": value, "expires_at": self._session.now() + lifetime}
        statement = insert(self._media).values(provider=provider, key=key, **fresh)
        async with self._session.database.writing() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["provider", "key"], set_=fresh)
            )

    async def remove(self, provider: str, key: str) -> None:
        """Drop a value that turned out to be wrong.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        statement = delete(self._media).where(
            self._media.c.provider == provider, self._media.c.key == key
        )
        async with self._session.database.writing() as connection:
            await connection.execute(statement)
