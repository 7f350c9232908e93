"""Settings: from the environment and .env, checked, in groups; `.env.example` describes each.

Secrets are `SecretStr`, which shows asterisks. No error carries a secret either: not in its
message, and not in the frames of its traceback, as error reporters collect local variables.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from dotenv import dotenv_values
from platformdirs import user_config_path, user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError

PREFIX = "MOODRING_"

Provider = Literal["itunes", "deezer", "spotify"]
PROVIDERS: tuple[Provider, ...] = ("itunes", "deezer", "spotify")

# A name this similar to a setting's is a slip; others belong to someone else (Kubernetes sets
# MOODRING_SERVICE_HOST and MOODRING_PORT beside a service called moodring).
_SLIP_SIMILARITY = 0.9
_SHOWN_CHARACTERS = 60
# Tokens and keys that ended up in the wrong variable: a long run of Base64 or URL-safe Base64.
_LIKE_A_SECRET = re.compile(r"(\d+:)?[\w+=-]{30,}")
_TELEGRAM_TOKEN = re.compile(r"\d+:[\w-]+")
# Characters that setWebhook allows in secret_token (core.telegram.org/bots/api#setwebhook).
_WEBHOOK_SECRET = re.compile(r"[\w-]{1,256}", re.ASCII)


def _split(value: object) -> object:
    """Turn "a, b" into ("a", "b"); "none" into ()."""
    if not isinstance(value, str):
        return value
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    return () if parts == ("none",) else parts


CommaSeparated = BeforeValidator(_split)
UserPath = Annotated[Path, AfterValidator(Path.expanduser)]


class _Group(BaseModel):
    model_config = {"frozen": True, "hide_input_in_errors": True, "validate_by_name": True}


GroupT = TypeVar("GroupT", bound=_Group)


class TelegramSettings(_Group):
    """How to reach Telegram, and whom it makes an admin.

    Attributes:
        telegram_bot_token: From @BotFather; None where Telegram is not used.
        telegram_api_url: The Bot API's address; another for a local Bot API server.
        telegram_rate_limit: Whether messages are spaced as Telegram asks; off to measure.
        admin_ids: Telegram ids of the people who may use /stats and /retrain.
        webhook_url: The public https address that updates are sent to; None for long polling.
        webhook_secret: What Telegram must send along with each update; needed with a webhook.
        webhook_host: The address that the webhook listens on.
        webhook_port: The port that the webhook listens on.
    """

    telegram_bot_token: SecretStr | None = Field(
        default=None, validation_alias="TELEGRAM_BOT_TOKEN"
    )
    telegram_api_url: HttpUrl = HttpUrl("https://api.telegram.org")
    telegram_rate_limit: bool = True
    admin_ids: Annotated[tuple[int, ...], NoDecode, CommaSeparated] = ()
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr | None = Field(default=None, validate_default=True)
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=1, le=65535)

    @property
    def token(self) -> SecretStr:
        """The token.

        Raises:
            SettingsError: There is none.
        """
        if self.telegram_bot_token is None:
            raise SettingsError(
                "TELEGRAM_BOT_TOKEN is not set, expected the token that @BotFather gives; "
                "set it in the environment or in .env"
            )
        return self.telegram_bot_token

    @field_validator("telegram_bot_token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _TELEGRAM_TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("expected digits, a colon, then letters, digits, _ and -")
        return token

    @field_validator("webhook_url")
    @classmethod
    def _check_url(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url is not None and url.scheme != "https":
            raise ValueError("expected an https address, as Telegram sends updates to no other")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def _check_secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None:
            if info.data.get("webhook_url") is not None:
                raise ValueError("expected a secret of your choice, as MOODRING_WEBHOOK_URL is set")
        elif not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("expected 1 to 256 letters, digits, _ and -")
        return secret


class DiscordSettings(_Group):
    """How to reach Discord, and whom it makes an admin.

    Attributes:
        discord_bot_token: From the developer portal; None where Discord is not used.
        discord_admin_ids: Discord ids of the people who may use /stats and /retrain.
    """

    discord_bot_token: SecretStr | None = Field(default=None, validation_alias="DISCORD_BOT_TOKEN")
    discord_admin_ids: Annotated[tuple[int, ...], NoDecode, CommaSeparated] = ()

    @property
    def token(self) -> SecretStr:
        """The token.

        Raises:
            SettingsError: There is none.
        """
        if self.discord_bot_token is None:
            raise SettingsError(
                "DISCORD_BOT_TOKEN is not set, expected the token of the developer portal's page "
                "“Bot”; set it in the environment or in .env"
            )
        return self.discord_bot_token


class WebSettings(_Group):
    """The chat in the browser.

    Attributes:
        web: "on", "off", or "auto": on where no other platform has a token.
        web_host: The address that it listens on.
        web_port: The port that it listens on; 0 lets the system choose.
        web_password: That is asked for; None for none.
        web_allowed_hosts: Names by which the chat may be reached, beside localhost and addresses
            in numbers.
    """

    web: Literal["auto", "on", "off"] = "auto"
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    web_password: SecretStr | None = None
    web_allowed_hosts: Annotated[tuple[str, ...], NoDecode, CommaSeparated] = ()


class StorageSettings(_Group):
    """Where data and keys lie, and how long data is kept.

    Attributes:
        data_dir: Folder of the database; made if missing.
        encryption_keys: Fernet keys: the first encrypts, all decrypt; () for the key file.
        key_file: A file with such keys, one a line, made on the first start.
        retention_days: Days after which what is stored about a person is deleted.
        busy_timeout_s: How long to wait for another program that holds the database.
    """

    # macOS and Windows have one folder for data and configuration: hence the folders within.
    data_dir: UserPath = Field(
        default_factory=lambda: user_data_path("moodring", appauthor=False) / "data"
    )
    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode, CommaSeparated] = ()
    key_file: UserPath = Field(
        default_factory=lambda: (
            user_config_path("moodring", appauthor=False) / "keys" / "encryption.key"
        ),
        validate_default=True,
    )
    retention_days: int = Field(default=180, ge=1)
    busy_timeout_s: float = Field(default=5.0, gt=0, le=60)

    @property
    def database_path(self) -> Path:
        """The database's file."""
        return self.data_dir / "moodring.sqlite3"

    @field_validator("key_file")
    @classmethod
    def _check_apart(cls, path: Path, info: ValidationInfo) -> Path:
        data_dir = info.data.get("data_dir")
        if data_dir is not None and path.resolve().is_relative_to(data_dir.resolve()):
            raise ValueError(
                "expected a place outside of MOODRING_DATA_DIR: a copy of the data must not "
                "carry the key along"
            )
        return path


class AnalysisSettings(_Group):
    """How photos are analysed.

    Attributes:
        analysis_workers: Worker processes.
        analysis_queue_size: Photos that may wait for a worker; more are told "busy".
        analysis_deadline_s: After this long a worker is killed and the person told.
        device: "cpu" (LiteRT), "gpu" (Keras) or "auto".
        unsure_threshold: Below this probability, 0-1, of the likeliest emotion the bot asks.
        yunet_path: YuNet's ONNX file; None for the built-in detector.
    """

    analysis_workers: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 4), ge=1)
    analysis_queue_size: int = Field(default=64, ge=1)
    analysis_deadline_s: float = Field(default=10.0, gt=0)
    device: Literal["auto", "cpu", "gpu"] = "auto"
    unsure_threshold: float = Field(default=0.45, ge=0, le=1)
    yunet_path: UserPath | None = None


class LimitSettings(_Group):
    """How much one person may ask for; 0 lifts a limit.

    Attributes:
        selfies_per_minute: Of one person.
        selfies_per_day: Of one person, in any 24 hours.
    """

    selfies_per_minute: int = Field(default=6, ge=0)
    selfies_per_day: int = Field(default=100, ge=0)


class SongSettings(_Group):
    """Where songs, covers and previews come from.

    Attributes:
        catalogue: The catalogue's Parquet file; None for the one that comes with Moodring.
        providers: Who is asked for covers and previews.
        providers_deadline_s: For all of them together; what is missing then is drawn or left out.
    """

    catalogue: UserPath | None = None
    providers: Annotated[tuple[Provider, ...], NoDecode, CommaSeparated] = PROVIDERS
    providers_deadline_s: float = Field(default=1.5, gt=0)


class PrivacySettings(_Group):
    """What people are told about whoever hosts the bot.

    Attributes:
        operator: Who that is and how to reach them, in words; None leaves it open.
    """

    operator: str | None = Field(default=None, max_length=200)


class LogSettings(_Group):
    """What is logged.

    Attributes:
        log_level: The least severe level that is logged.
    """

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


@dataclass(frozen=True)
class Settings:
    """Everything that whoever hosts the bot can set."""

    telegram: TelegramSettings
    discord: DiscordSettings
    web: WebSettings
    storage: StorageSettings
    analysis: AnalysisSettings
    limits: LimitSettings
    songs: SongSettings
    privacy: PrivacySettings
    log: LogSettings

    @property
    def serves_web(self) -> bool:
        """Whether the chat in the browser runs."""
        has_token = self.telegram.telegram_bot_token or self.discord.discord_bot_token
        return self.web.web == "on" or (self.web.web == "auto" and not has_token)

    @classmethod
    def of(cls, variables: "_Variables") -> Self:
        """Sort checked variables into their groups."""
        return cls(
            telegram=_group(TelegramSettings, variables),
            discord=_group(DiscordSettings, variables),
            web=_group(WebSettings, variables),
            storage=_group(StorageSettings, variables),
            analysis=_group(AnalysisSettings, variables),
            limits=_group(LimitSettings, variables),
            songs=_group(SongSettings, variables),
            privacy=_group(PrivacySettings, variables),
            log=_group(LogSettings, variables),
        )


class _Variables(
    BaseSettings,
    TelegramSettings,
    DiscordSettings,
    WebSettings,
    StorageSettings,
    AnalysisSettings,
    LimitSettings,
    SongSettings,
    PrivacySettings,
    LogSettings,
):
    """All groups in one, so that one start tells everything that is wrong."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment, and `env_file` for what the environment does not set.

    Args:
        env_file: Lines of NAME=value; need not exist. None reads the environment only.

    Raises:
        SettingsError: Variables have impossible values or misspelt names; says all of them.
    """
    settings, problems = _read(env_file)
    if settings is None:
        # Not from within an `except`: pydantic's errors and frames hold every variable.
        raise SettingsError("; ".join(problems))
    return settings


def variable_names() -> frozenset[str]:
    """Return the names of all environment variables that are settings."""
    return frozenset(_variable_of(name) for name in _Variables.model_fields)


def _read(env_file: Path | None) -> tuple[Settings | None, list[str]]:
    try:
        names = {*os.environ, *(dotenv_values(env_file) if env_file else ())}
        problems = _slips(names)
        settings = Settings.of(_Variables(_env_file=env_file))  # type: ignore[call-arg]
    except ValidationError as error:
        return None, problems + [_problem(detail) for detail in error.errors(include_url=False)]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return None, [f"cannot read {env_file}: {reason}; expected lines of NAME=value"]
    return (None, problems) if problems else (settings, [])


def _problem(detail: Mapping[str, Any]) -> str:
    name = str(detail["loc"][0])
    field = name.lower() if name.isupper() else name
    value = _received(field, detail["input"])
    expected = str(detail["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return f"{_variable_of(field)} is {value}, expected {expected.removeprefix('expected ')}"


def _received(field: str, value: object) -> str:
    if value is None:
        return "not set"
    if "SecretStr" in str(_Variables.model_fields[field].annotation):
        return "set (not shown)"
    shown = _LIKE_A_SECRET.sub("…", str(value))
    return repr(shown[:_SHOWN_CHARACTERS])


def _slips(names: Iterable[str]) -> list[str]:
    """Tell names that are all but a setting's, as a slip would silently do nothing."""
    known = variable_names()
    problems = []
    for name in sorted(name for name in names if name.upper() not in known):
        close = get_close_matches(name.upper(), known, n=1, cutoff=_SLIP_SIMILARITY)
        if close and close[0] not in names:
            problems.append(f"{name} is no setting, expected {close[0]}")
    return problems


def _variable_of(field: str) -> str:
    alias = _Variables.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else PREFIX + field.upper()


def _group(group: type[GroupT], variables: _Variables) -> GroupT:
    # Checked already; checking again would look for the names of environment variables.
    return group.model_construct(**{name: getattr(variables, name) for name in group.model_fields})
