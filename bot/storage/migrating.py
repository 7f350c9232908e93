"""Brings a database to this version's tables; the steps lie in the package, a wheel has them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.errors import StorageUnavailableError


def migrate(connection: Connection) -> None:
    """Run the steps that are missing, within the connection's transaction.

    Raises:
        StorageUnavailableError: The database has steps that this version does not know.
    """
    config = Config()
    # Alembic reads % as the start of an interpolation.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageUnavailableError(
            f"the database has another version's tables ({error}); run the newest Moodring that "
            "used it, or bring back a copy from before"
        ) from error
