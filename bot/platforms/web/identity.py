"""Who a browser is: a signed cookie with an id that says nothing of the person."""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadSignature, TimestampSigner
from pydantic import SecretStr
from starlette.requests import cookie_parser

VISITOR_COOKIE = "moodring_visitor"
LOGIN_COOKIE = "moodring_login"

# The longest that browsers keep a cookie.
_VISITOR_LIFETIME_S = 400 * 86_400
_LOGIN_LIFETIME_S = 30 * 86_400
_KEY_BYTES = 32


class Identity:
    """Signs and reads cookies."""

    def __init__(self, keys: Sequence[SecretStr], password: SecretStr | None) -> None:
        """Take the keys that encrypt storage, the newest first, and the password, if any.

        The cookies' keys are derived from them: nothing more is to be kept secret.
        """
        secrets = [_derived(key, b"moodring web cookies") for key in reversed(keys)]
        self._visitors = _signer(secrets, b"visitor")
        self._password = None if password is None else password.get_secret_value().encode()
        # A login ends when the password changes.
        mark = b"" if self._password is None else hashlib.sha256(self._password).digest()
        self._logins = _signer(secrets, b"login" + mark)

    @property
    def needs_login(self) -> bool:
        """Whether there is a password."""
        return self._password is not None

    def visitor_id(self, cookie_header: str) -> str | None:
        """Return who sent a request, or None."""
        return _unsigned(self._visitors, cookie_header, VISITOR_COOKIE, _VISITOR_LIFETIME_S)

    def is_logged_in(self, cookie_header: str) -> bool:
        """Tell whether whoever sent a request may see the chat."""
        if not self.needs_login:
            return True
        return _unsigned(self._logins, cookie_header, LOGIN_COOKIE, _LOGIN_LIFETIME_S) is not None

    def is_password(self, words: str) -> bool:
        """Compare in a time that tells nothing of the password."""
        given = hashlib.sha256(words.encode()).digest()
        return hmac.compare_digest(given, hashlib.sha256(self._password or b"").digest())

    def visitor_cookie(self, visitor_id: str, *, is_secure: bool) -> str:
        """Return the header that makes a browser keep an id."""
        return _cookie(self._visitors, VISITOR_COOKIE, visitor_id, _VISITOR_LIFETIME_S, is_secure)

    def login_cookie(self, *, is_secure: bool) -> str:
        """Return the header that lets a browser in from now on."""
        return _cookie(self._logins, LOGIN_COOKIE, "in", _LOGIN_LIFETIME_S, is_secure)


def _derived(key: SecretStr, purpose: bytes) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose)
    return derivation.derive(key.get_secret_value().encode())


def _signer(secrets: Sequence[bytes], salt: bytes) -> TimestampSigner:
    return TimestampSigner(secrets, salt=salt, digest_method=hashlib.sha256)


def _unsigned(
    signer: TimestampSigner, cookie_header: str, name: str, lifetime_s: int
) -> str | None:
    value = cookie_parser(cookie_header).get(name)
    try:
        return None if value is None else signer.unsign(value, max_age=lifetime_s).decode()
    except BadSignature:
        return None


def _cookie(
    signer: TimestampSigner,
    name: str,
    value: str,
    lifetime_s: int,
    is_secure: bool,  # noqa: FBT001
) -> str:
    # Lax: with Strict, whoever follows a link to the chat would come as somebody new.
    flags = "HttpOnly; SameSite=Lax" + ("; Secure" if is_secure else "")
    return f"{name}={signer.sign(value).decode()}; Path=/; Max-Age={lifetime_s}; {flags}"
