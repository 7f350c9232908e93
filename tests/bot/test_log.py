import logging
import sys
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from bot.log import SecretHidingFormatter, hashed, secrets_of, set_up_logging
from bot.settings import Settings, load_settings

TOKEN = "123456789:AAtokenAAtokenAAtokenAAtokenAAtoken"  # noqa: S105
OTHER_TOKEN = "987654321:AAotherAAotherAAotherAAotherAAother"  # noqa: S105
KEY = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U="


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root, hook = logging.getLogger(), sys.excepthook
    names = ("alembic", "bot", "httpcore", "httpx", "inference", "telegram.ext", "training")
    before = root.handlers[:], root.level, [logging.getLogger(name).level for name in names]
    yield
    root.handlers[:], root.level = before[0], before[1]
    for name, level in zip(names, before[2], strict=True):
        logging.getLogger(name).setLevel(level)
    sys.excepthook = hook
    logging.captureWarnings(capture=False)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("MOODRING_ENCRYPTION_KEYS", KEY)
    monkeypatch.setenv("MOODRING_LOG_LEVEL", "DEBUG")
    return load_settings(env_file=None)


def test_every_secret_of_the_settings_is_known(settings: Settings) -> None:
    assert set(secrets_of(settings)) >= {TOKEN, KEY}


def test_secrets_are_hidden_in_messages_and_tracebacks(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(settings)
    log = logging.getLogger("somebody.else")
    log.warning("asked https://example.org/bot%s/getMe with %s", TOKEN, KEY)
    try:
        int(f"/bot{TOKEN}/getMe")
    except ValueError:
        log.exception("it failed")
    told = capsys.readouterr().err
    assert "it failed" in told
    assert "ValueError" in told
    assert TOKEN not in told
    assert KEY not in told


def test_uncaught_errors_are_logged_without_secrets(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(settings)
    error = RuntimeError(f"lost {TOKEN}")
    sys.excepthook(RuntimeError, error, None)
    told = capsys.readouterr().err
    assert "RuntimeError: lost [hidden]" in told


def test_tokens_of_others_are_hidden_by_their_looks() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, f"got {OTHER_TOKEN}", None, None)
    assert OTHER_TOKEN not in SecretHidingFormatter([]).format(record)


def test_short_secrets_do_not_spoil_other_words() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "a banana", None, None)
    assert SecretHidingFormatter(["a"]).format(record).endswith("a banana")


def test_only_our_own_loggers_tell_details(settings: Settings) -> None:
    set_up_logging(settings)
    assert logging.getLogger("bot.platforms").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("telegram.ext.ExtBot").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)


def test_a_chat_has_one_name_in_the_log_that_does_not_tell_it() -> None:
    assert hashed(4711) == hashed("4711") != hashed(4712)
    assert "4711" not in hashed(4711)


def test_the_settings_do_not_show_what_is_hidden(settings: Settings) -> None:
    assert isinstance(settings.telegram.token, SecretStr)
    assert TOKEN not in repr(settings)
