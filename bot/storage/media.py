"""What providers said about songs, and the platforms' file ids of previews, for a while."""

from collections.abc import Collection, Mapping
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

    async def get_many(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Any]:
        """Return what was put, by provider and key, but for what has expired.

        Args:
            keys: At most some hundreds.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        media = self._media.c
        # Every provider with every key, as SQLite has no index for `(provider, key) IN (...)`.
        query = select(media.provider, media.key, media.value).where(
            media.provider.in_({provider for provider, _ in keys}),
            media.key.in_({key for _, key in keys}),
            media.expires_at > self._session.now(),
        )
        async with self._session.database.reading() as connection:
            rows = (await connection.execute(query)).all()
        found = {(provider, key): value for provider, key, value in rows}
        return {key: found[key] for key in keys if key in found}

    async def put(self, provider: str, key: str, value: Any, lifetime: timedelta) -> None:
        """Keep a JSON value other than None, in place of an older one.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        await self.put_many({(provider, key): (value, lifetime)})

    async def put_many(self, values: Mapping[tuple[str, str], tuple[Any, timedelta]]) -> None:
        """Keep JSON values other than None, in place of older ones; all of them or none.

        Args:
            values: Value and lifetime, by provider and key.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        now = self._session.now()
        rows = [
            {"provider": provider, "key": key, "value": value, "expires_at": now + lifetime}
            for (provider, key), (value, lifetime) in values.items()
        ]
        statement = insert(self._media)
        fresh = {name: statement.excluded[name] for name in ("value", "expires_at")}
        statement = statement.on_conflict_do_update(index_elements=["provider", "key"], set_=fresh)
        async with self._session.database.writing() as connection:
            await connection.execute(statement, rows)

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
