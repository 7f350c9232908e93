"""Encryption at rest: a cipher, the keyed hash that finds people, and the column types.

Values are Fernet tokens (AES-128-CBC with HMAC-SHA256). A token shows when it was made and about
how long its content is, nothing else.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr
from sqlalchemy import BigInteger, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from bot.errors import StorageKeyError

# Binds the derived key to its use, so that it says nothing of the encryption key (RFC 5869).
_LOOKUP_PURPOSE = b"moodring lookup 1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Cipher:
    """Encrypts with the first key, decrypts with any, and hashes what rows are found by."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        """Take Fernet keys, at least one, the one that encrypts first."""
        raw = [key.get_secret_value() for key in keys]
        self._first = Fernet(raw[0])
        self._fernet = MultiFernet([Fernet(key) for key in raw])
        self._lookup_keys = [_lookup_key(key) for key in raw]

    def encrypt(self, content: bytes) -> bytes:
        """Return a token of the first key."""
        return self._fernet.encrypt(content)

    def decrypt(self, token: bytes) -> bytes:
        """Return a token's content.

        Raises:
            StorageKeyError: No key fits, or the token was changed.
        """
        try:
            return self._fernet.decrypt(token)
        except InvalidToken as error:
            raise StorageKeyError(
                "stored data cannot be decrypted: its key is missing or the data was changed; "
                "list the keys that were in use in MOODRING_ENCRYPTION_KEYS, the newest first"
            ) from error

    def is_of_first_key(self, token: bytes) -> bool:
        """Whether the first key alone can decrypt it."""
        try:
            self._first.decrypt(token)
        except InvalidToken:
            return False
        return True

    def lookup_hash(self, *parts: str) -> bytes:
        """Return what a row is found by: (32,) bytes that tell nothing without the key."""
        return _keyed_hash(self._lookup_keys[0], parts)

    def lookup_hashes(self, *parts: str) -> list[bytes]:
        """Return the hash under each key: rows not yet rotated have that of an older one."""
        return [_keyed_hash(key, parts) for key in self._lookup_keys]


def _lookup_key(key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=_LOOKUP_PURPOSE)
    return derivation.derive(urlsafe_b64decode(key))


def _keyed_hash(key: bytes, parts: Sequence[str]) -> bytes:
    # As JSON, so that ("a", "b") and ("ab",) differ.
    return hmac.digest(key, json.dumps(parts).encode(), hashlib.sha256)


class EncryptedJson(TypeDecorator[Any]):
    """A column of JSON values that only the keys' holder can read."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, cipher: Cipher) -> None:
        """Encrypt with a cipher."""
        super().__init__()
        self.cipher = cipher

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """Encrypt."""
        if value is None:
            return None
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return self.cipher.encrypt(content.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any | None:  # noqa: ARG002
        """Decrypt.

        Raises:
            StorageKeyError: No key fits.
        """
        return None if value is None else json.loads(self.cipher.decrypt(value))


class UtcTime(TypeDecorator[datetime]):
    """A column of times as microseconds since 1970, read as UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Turn into microseconds."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn into a time."""
        return None if value is None else _EPOCH + value * _MICROSECOND
