"""Encryption keys: from the settings, or from a file that the first start makes."""

import os
import stat
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.errors import SettingsError, StorageKeyError
from bot.settings import StorageSettings

_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_ADVICE = "make one with `openssl rand -base64 32 | tr +/ -_`"


def load_keys(settings: StorageSettings) -> tuple[SecretStr, ...]:
    """Return the Fernet keys: the first encrypts, all decrypt.

    Those of the settings, else those of the key file, which is made if there is neither a file
    nor a database that would need an older key.

    Raises:
        SettingsError: A key in the settings is no Fernet key.
        StorageKeyError: The key file is missing though there is a database, cannot be read or
            made, may be read by others, or holds no keys.
    """
    if settings.encryption_keys:
        if not all(_is_key(key.get_secret_value()) for key in settings.encryption_keys):
            raise SettingsError(
                "MOODRING_ENCRYPTION_KEYS holds something that is no key, expected 32 bytes in "
                f"URL-safe Base64 (44 characters), several separated by commas; {_ADVICE}"
            )
        return settings.encryption_keys
    try:
        if not settings.key_file.exists():
            _make_key_file(settings)
        return _read_key_file(settings.key_file)
    except OSError as error:
        raise StorageKeyError(
            f"cannot read or make the key file {settings.key_file}: {error.strerror}; set "
            "MOODRING_KEY_FILE to a place that the bot may use, or MOODRING_ENCRYPTION_KEYS"
        ) from error


def _make_key_file(settings: StorageSettings) -> None:
    path = settings.key_file
    if settings.database_path.exists():
        raise StorageKeyError(
            f"{settings.database_path} exists, but its key is neither in "
            f"MOODRING_ENCRYPTION_KEYS nor in {path}; bring the key back, or move the database "
            "away to start anew"
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkstemp gives 0600. Linked when whole and on the disk: a half-written or lost key would
    # make everything unreadable, and of two first starts one must win.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _link_unless_there(Path(temporary), path)
    finally:
        Path(temporary).unlink()


def _link_unless_there(source: Path, path: Path) -> None:
    try:
        path.hardlink_to(source)
    except FileExistsError:
        return
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _read_key_file(path: Path) -> tuple[SecretStr, ...]:
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if os.name == "posix" and mode & _OF_OTHERS:
            raise StorageKeyError(
                f"{path} has mode {stat.S_IMODE(mode):04o}, expected 0600, as others could read "
                f"the key; run `chmod 600 {path}`, and rotate the key if others use this machine"
            )
        lines = file.read().decode("ascii", errors="replace").split()
    if not lines or not all(_is_key(line) for line in lines):
        raise StorageKeyError(
            f"{path} has a line that is no key, or none at all, expected 32 bytes in URL-safe "
            "Base64 (44 characters) on each line; bring the right file back"
        )
    return tuple(SecretStr(line) for line in lines)


def _is_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True
