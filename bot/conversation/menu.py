"""The commands that a platform's menu shows."""

from dataclasses import dataclass

from bot.texts.texts import Language

_FOR_ALL = ("start", "mood", "history", "settings", "privacy", "mydata", "forget", "help")
_FOR_ADMINS = ("stats", "retrain")


@dataclass(frozen=True)
class MenuEntry:
    """A command in a menu.

    Attributes:
        name: Without a slash.
        description: What it does, in plain text.
    """

    name: str
    description: str


def entries(language: Language, *, for_admin: bool) -> tuple[MenuEntry, ...]:
    """Return the commands in the order in which a menu shows them."""
    names = _FOR_ALL + _FOR_ADMINS if for_admin else _FOR_ALL
    return tuple(MenuEntry(name, str(language.say(f"command-{name}"))) for name in names)
