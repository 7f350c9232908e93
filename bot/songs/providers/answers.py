"""Reading of providers' JSON: what is missing or of another type is told, never assumed."""

from collections.abc import Mapping
from typing import Any

from bot.songs.providers.errors import ProviderAnswerError


def mapping(value: Any) -> Mapping[str, Any]:
    """Return an object of JSON.

    Raises:
        ProviderAnswerError: It is something else.
    """
    if not isinstance(value, Mapping):
        raise ProviderAnswerError(f"got {type(value).__name__}, expected an object")
    return value


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list.

    Raises:
        ProviderAnswerError: It is no list.
    """
    if not isinstance(value, list):
        raise ProviderAnswerError(f"got {type(value).__name__}, expected a list")
    return [item for item in value if isinstance(item, Mapping)]


def text(value: Any) -> str:
    """Return a text; empty if it is something else."""
    return value if isinstance(value, str) else ""


def web_address(value: Any) -> str | None:
    """Return an https address, or one of this machine as tests have; None otherwise."""
    is_address = isinstance(value, str) and value.startswith(("https://", "http://127.0.0.1:"))
    return value if is_address else None
