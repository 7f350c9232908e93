"""What stands behind a button: a name and arguments in at most 64 bytes.

Buttons outlive the process, and old ones stay in chats for years: a name keeps its meaning.
Arguments are ids of stored answers, numbers and labels, never content.
"""

from dataclasses import dataclass
from typing import Self

_SEPARATOR = ":"


@dataclass(frozen=True)
class Action:
    """A pressed button.

    Attributes:
        name: Which kind, as the modules of the conversation register it.
        arguments: Texts without a colon.
    """

    name: str
    arguments: tuple[str, ...] = ()

    @classmethod
    def parse(cls, encoded: str) -> Self:
        """Read what `encode` wrote; anything else gives an action nobody knows."""
        name, *arguments = encoded.split(_SEPARATOR)
        return cls(name, tuple(arguments))


def encode_action(name: str, *arguments: str | int) -> str:
    """Return the text for a button.

    Raises:
        ValueError: A part holds a colon.
    """
    parts = [name, *(str(argument) for argument in arguments)]
    for part in parts:
        if _SEPARATOR in part:
            raise ValueError(f"{part!r} holds a {_SEPARATOR!r}, expected ids, numbers or labels")
    return _SEPARATOR.join(parts)
