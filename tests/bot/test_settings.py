import logging
import os
import re
import traceback
from pathlib import Path

import pytest

import bot.settings
from bot.errors import SettingsError
from bot.settings import PROVIDERS, Settings, StorageSettings, load_settings, variable_names

TOKEN = "123456789:AAtokenAAtokenAAtokenAAtokenAAtoken"  # noqa: S105
KEY = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U="
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("MOODRING_") or name.upper() in variable_names():
            monkeypatch.delenv(name)


def settings_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return load_settings(env_file=None)


def error_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        settings_of(monkeypatch, **variables)
    return caught.value


def everything_a_reporter_collects(error: BaseException) -> str:
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [
        entry.locals or {} for entry in report.stack if entry.filename == bot.settings.__file__
    ]
    assert frames
    chain = [repr(error), str(error), repr(error.__cause__), repr(error.__context__)]
    return "\n".join([*chain, *(value for frame in frames for value in frame.values())])


def test_without_variables_everything_has_its_default() -> None:
    settings = load_settings(env_file=None)
    assert settings.telegram.telegram_bot_token is None
    assert settings.telegram.webhook_url is None
    assert settings.storage.retention_days == 180
    assert settings.songs.providers == PROVIDERS
    assert settings.songs.providers_deadline_s == 1.5
    assert settings.analysis.device == "auto"


def test_the_default_key_lies_outside_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = settings_of(monkeypatch).storage
    assert not storage.key_file.is_relative_to(storage.data_dir)


def test_variables_are_read_into_their_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(
        monkeypatch,
        TELEGRAM_BOT_TOKEN=TOKEN,
        MOODRING_ADMIN_IDS="1, 22,",
        MOODRING_ENCRYPTION_KEYS=f"{KEY},{KEY}",
        MOODRING_PROVIDERS="deezer",
        MOODRING_DATA_DIR="~/moodring",
    )
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.telegram.admin_ids == (1, 22)
    assert [key.get_secret_value() for key in settings.storage.encryption_keys] == [KEY, KEY]
    assert settings.songs.providers == ("deezer",)
    assert settings.storage.database_path == Path.home() / "moodring" / "moodring.sqlite3"


def test_providers_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch, MOODRING_PROVIDERS="none").songs.providers == ()


@pytest.mark.parametrize(
    ("variables", "serves"),
    [
        ({}, True),
        ({"TELEGRAM_BOT_TOKEN": TOKEN}, False),
        ({"DISCORD_BOT_TOKEN": "token"}, False),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "MOODRING_WEB": "on"}, True),
        ({"MOODRING_WEB": "off"}, False),
    ],
)
def test_the_web_chat_runs_where_nothing_else_does_or_as_set(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, serves: bool
) -> None:
    assert settings_of(monkeypatch, **variables).serves_web is serves


def test_the_environment_goes_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("MOODRING_RETENTION_DAYS=7\nMOODRING_LOG_LEVEL=DEBUG\n")
    monkeypatch.setenv("MOODRING_RETENTION_DAYS", "9")
    settings = load_settings(file)
    assert settings.storage.retention_days == 9
    assert settings.log.log_level == "DEBUG"


def test_an_error_says_variable_value_and_expectation_of_all_that_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = str(error_of(monkeypatch, MOODRING_RETENTION_DAYS="soon", MOODRING_DEVICE="tpu"))
    assert "MOODRING_RETENTION_DAYS is 'soon', expected a valid integer" in message
    assert "MOODRING_DEVICE is 'tpu', expected 'auto', 'cpu' or 'gpu'" in message


@pytest.mark.parametrize(
    "wrong",
    [
        {"TELEGRAM_BOT_TOKEN": TOKEN, "MOODRING_RETENTION_DAYS": "soon"},
        {"TELEGRAM_BOT_TOKEN": TOKEN + " oops"},
        {"TELEGRAM_BOT_TOKEN": f"'{TOKEN}'", "MOODRING_ENCRYPTION_KEYS": KEY},
        {"DISCORD_BOT_TOKEN": TOKEN, "MOODRING_ADMIN_IDS": TOKEN},
        {"MOODRING_RETENTION_DAYS": KEY},
        {"MOODRING_WEBHOOK_URL": f"http://user:{KEY}@example.org"},
        {"MOODRING_WEBHOOK_SECRET": TOKEN + "!"},
    ],
)
def test_no_error_carries_a_secret(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]) -> None:
    collected = everything_a_reporter_collects(error_of(monkeypatch, **wrong))
    assert "AAtoken" not in collected
    assert KEY[:20] not in collected


def test_a_secret_in_the_file_is_not_carried_either(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(f"TELEGRAM_BOT_TOKEN={TOKEN}\nX=".encode() + b"\xff\n")
    with pytest.raises(SettingsError, match="not UTF-8") as caught:
        load_settings(file)
    assert "AAtoken" not in everything_a_reporter_collects(caught.value)


def test_settings_show_no_secret(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_of(
        monkeypatch, TELEGRAM_BOT_TOKEN=TOKEN, MOODRING_ENCRYPTION_KEYS=KEY, DISCORD_BOT_TOKEN=TOKEN
    )
    logging.getLogger(__name__).warning("settings: %s %r", settings, settings)
    shown = caplog.text + repr(settings) + settings.telegram.model_dump_json()
    assert "AAtoken" not in shown
    assert KEY not in shown


def test_a_missing_token_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, TELEGRAM_BOT_TOKEN="")
    with pytest.raises(SettingsError, match=r"TELEGRAM_BOT_TOKEN is not set.*BotFather"):
        _ = settings.telegram.token


def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    error = error_of(monkeypatch, MOODRING_WEBHOOK_URL="https://example.org/hook")
    assert "MOODRING_WEBHOOK_SECRET is not set" in str(error)


def test_a_key_beside_the_data_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key_file = str(tmp_path / "data" / "keys" / "key")
    error = error_of(
        monkeypatch, MOODRING_DATA_DIR=str(tmp_path / "data"), MOODRING_KEY_FILE=key_file
    )
    assert "expected a place outside of MOODRING_DATA_DIR" in str(error)


def test_a_slip_in_a_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    error = error_of(monkeypatch, MOODRING_ENCRYPTION_KEY=KEY)
    assert str(error) == (
        "MOODRING_ENCRYPTION_KEY is no setting, expected MOODRING_ENCRYPTION_KEYS"
    )


def test_what_kubernetes_sets_beside_a_service_called_moodring_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings_of(monkeypatch, MOODRING_PORT="tcp://10.0.0.1:80", MOODRING_SERVICE_HOST="10.0.0.1")


def test_storage_settings_can_be_made_in_code(tmp_path: Path) -> None:
    settings = StorageSettings(data_dir=tmp_path / "data", key_file=tmp_path / "key")
    assert settings.database_path.parent == tmp_path / "data"


def test_the_example_names_each_setting_with_its_default() -> None:
    file = REPOSITORY / ".env.example"
    names = re.findall(r"^([A-Z_]+)=", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(names) == sorted(variable_names())
    assert load_settings(file) == load_settings(env_file=None)
