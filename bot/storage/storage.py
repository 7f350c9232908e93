"""Storage as the rest of the bot sees it."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.settings import StorageSettings
from bot.storage import rotation
from bot.storage.answers import AnswerRepository
from bot.storage.database import Database, prepare_file
from bot.storage.encryption import Cipher
from bot.storage.feedback import FeedbackRepository
from bot.storage.keys import load_keys
from bot.storage.media import MediaRepository
from bot.storage.migrating import migrate
from bot.storage.people import PersonRepository
from bot.storage.privacy import PrivacyRepository
from bot.storage.selfies import SelfieRepository
from bot.storage.session import Session, utc_now
from bot.storage.tables import define_tables
from bot.storage.usage import UsageRepository


@dataclass(frozen=True)
class Storage:
    """An open storage, by subject; for any number of tasks of one event loop.

    Attributes:
        people: People, their preferences and consents.
        selfies: Photos that wait, by file id.
        answers: The history.
        feedback: Likes, dislikes and corrections.
        media: A cache of what providers said.
        usage: Counts of everybody together.
        privacy: Everything about a person, to hand out or delete.
        retention: How long answers are kept.
    """

    people: PersonRepository
    selfies: SelfieRepository
    answers: AnswerRepository
    feedback: FeedbackRepository
    media: MediaRepository
    usage: UsageRepository
    privacy: PrivacyRepository
    retention: timedelta
    _session: Session

    async def purge(self) -> Mapping[str, int]:
        """Delete what has expired, to be called daily; return how many records of each kind.

        Raises:
            StorageError: Of the kind that fits what failed.
        """
        return await self.privacy.purge(self.retention)

    async def rotate_keys(self) -> int:
        """Encrypt everything with the first key; return how many rows were changed.

        The other keys may be taken away afterwards.

        Raises:
            StorageError: Of the kind that fits what failed; everything stays readable.
        """
        return await rotation.rotate_keys(self._session)

    async def close(self) -> None:
        """Close the database; what was stored is stored already."""
        await self._session.database.close()


async def open_storage(settings: StorageSettings, now: Callable[[], datetime] = utc_now) -> Storage:
    """Open the database, made or brought to this version's tables if need be.

    Args:
        settings: Where it lies and how it is encrypted.
        now: Gives the time, in UTC.

    Raises:
        SettingsError: A key in the settings is no key.
        StorageKeyError: A key is missing, or unsafe.
        StorageError: Of the kind that fits what failed.
    """
    cipher = Cipher(load_keys(settings))
    prepare_file(settings.database_path)
    database = Database(settings.database_path, settings.busy_timeout_s)
    session = Session(database, define_tables(cipher), cipher, now)
    async with AsyncExitStack() as on_failure:
        on_failure.push_async_callback(database.close)
        async with database.writing() as connection:
            await connection.run_sync(migrate)
        await rotation.check_keys(session)
        on_failure.pop_all()
    return Storage(
        people=PersonRepository(session),
        selfies=SelfieRepository(session),
        answers=AnswerRepository(session),
        feedback=FeedbackRepository(session),
        media=MediaRepository(session),
        usage=UsageRepository(session),
        privacy=PrivacyRepository(session),
        retention=timedelta(days=settings.retention_days),
        _session=session,
    )
