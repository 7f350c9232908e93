"""Who takes part in a chat: people and the bot."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Account:
    """A person's or the bot's account."""

    id: int
    first_name: str
    is_bot: bool = False
    username: str | None = None
    language_code: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}
