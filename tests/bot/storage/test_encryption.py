import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.errors import StorageKeyError
from bot.storage.encryption import Cipher


def new_key() -> SecretStr:
    return SecretStr(Fernet.generate_key().decode())


def test_what_is_encrypted_can_be_decrypted_and_does_not_show() -> None:
    cipher = Cipher([new_key()])
    token = cipher.encrypt(b"marker")
    assert b"marker" not in token
    assert cipher.decrypt(token) == b"marker"


def test_equal_contents_give_different_tokens() -> None:
    cipher = Cipher([new_key()])
    assert cipher.encrypt(b"same") != cipher.encrypt(b"same")


def test_the_first_key_encrypts_and_all_decrypt() -> None:
    old, new = new_key(), new_key()
    token = Cipher([old]).encrypt(b"marker")
    both = Cipher([new, old])
    assert both.decrypt(token) == b"marker"
    assert not both.is_of_first_key(token)
    assert Cipher([new]).decrypt(both.encrypt(b"later")) == b"later"


@pytest.mark.parametrize("damage", [lambda token: token[:-4], lambda _: b"nonsense"])
def test_a_changed_token_is_refused(damage: object) -> None:
    cipher = Cipher([new_key()])
    with pytest.raises(StorageKeyError):
        cipher.decrypt(damage(cipher.encrypt(b"marker")))  # type: ignore[operator]


def test_without_its_key_a_token_stays_closed() -> None:
    with pytest.raises(StorageKeyError, match="MOODRING_ENCRYPTION_KEYS"):
        Cipher([new_key()]).decrypt(Cipher([new_key()]).encrypt(b"marker"))


def test_lookup_hashes_are_the_same_at_every_start() -> None:
    # A changed derivation would forget everybody: this value must never change.
    cipher = Cipher([SecretStr("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")])
    expected = "c93427455c11146fff5c898a5b9f871736c85ffb716005c2513866917052cdef"
    assert cipher.lookup_hash("telegram", "42").hex() == expected


def test_lookup_hashes_differ_by_key_and_by_each_part() -> None:
    one, other = Cipher([new_key()]), Cipher([new_key()])
    hashes = {
        one.lookup_hash("telegram", "42"),
        one.lookup_hash("telegram", "43"),
        one.lookup_hash("discord", "42"),
        one.lookup_hash("telegram4", "2"),
        other.lookup_hash("telegram", "42"),
    }
    assert len(hashes) == 5


def test_a_hash_is_given_under_each_key_the_first_first() -> None:
    old, new = new_key(), new_key()
    hashes = Cipher([new, old]).lookup_hashes("telegram", "42")
    assert hashes == [Cipher([key]).lookup_hash("telegram", "42") for key in (new, old)]
