import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.errors import SettingsError, StorageKeyError
from bot.settings import StorageSettings
from bot.storage.keys import load_keys

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


def test_the_first_start_makes_a_key_file_that_stays(settings: StorageSettings) -> None:
    keys = load_keys(settings)
    assert len(keys) == 1
    Fernet(keys[0].get_secret_value())
    assert load_keys(settings) == keys
    assert [path.name for path in settings.key_file.parent.iterdir()] == [settings.key_file.name]


@posix_only
def test_only_the_owner_may_read_the_key_file(settings: StorageSettings) -> None:
    load_keys(settings)
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.key_file.parent.stat().st_mode) == 0o700


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_open_to_others_is_refused(settings: StorageSettings, mode: int) -> None:
    load_keys(settings)
    settings.key_file.chmod(mode)
    with pytest.raises(StorageKeyError, match=rf"mode {mode:04o}, expected 0600.*chmod 600"):
        load_keys(settings)


def test_many_first_starts_at_once_agree_on_one_key(settings: StorageSettings) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_keys(settings)[0].get_secret_value(), range(16)))
    assert len(keys) == 1


def test_a_database_without_its_key_gets_no_new_one(settings: StorageSettings) -> None:
    settings.data_dir.mkdir()
    settings.database_path.touch()
    with pytest.raises(StorageKeyError, match="bring the key back"):
        load_keys(settings)
    assert not settings.key_file.exists()


@pytest.mark.parametrize("content", [b"", b"\n", b"short\n", b"\xff" * 44])
def test_a_damaged_key_file_is_refused(settings: StorageSettings, content: bytes) -> None:
    load_keys(settings)
    settings.key_file.write_bytes(content)
    with pytest.raises(StorageKeyError, match="no key"):
        load_keys(settings)


def test_a_key_file_may_hold_several_keys(settings: StorageSettings) -> None:
    (old,) = load_keys(settings)
    new = Fernet.generate_key().decode()
    settings.key_file.write_text(f"{new}\n{old.get_secret_value()}\n")
    assert [key.get_secret_value() for key in load_keys(settings)] == [new, old.get_secret_value()]


def test_keys_of_the_settings_need_no_file(settings: StorageSettings) -> None:
    keys = (SecretStr(Fernet.generate_key().decode()),)
    assert load_keys(settings.model_copy(update={"encryption_keys": keys})) == keys
    assert not settings.key_file.exists()


def test_a_wrong_key_in_the_settings_is_told_without_showing_it(settings: StorageSettings) -> None:
    wrong = settings.model_copy(update={"encryption_keys": (SecretStr("not-a-key"),)})
    with pytest.raises(SettingsError, match="MOODRING_ENCRYPTION_KEYS") as caught:
        load_keys(wrong)
    assert "not-a-key" not in str(caught.value)


@posix_only
def test_a_folder_that_cannot_be_made_is_told(settings: StorageSettings) -> None:
    settings.key_file.parent.write_text("a file in the way")
    with pytest.raises(StorageKeyError, match="MOODRING_KEY_FILE"):
        load_keys(settings)
