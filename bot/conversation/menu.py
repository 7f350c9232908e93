"""The commands that a platform's menu shows."""

from dataclasses import dataclass

from bot.texts.texts import Language
from inference.moods import Mood

_FOR_ALL = ("start", "mood", "history", "settings", "privacy", "mydata", "forget", "help")
_FOR_ADMINS = ("stats", "retrain")
_MOOD = "mood"


@dataclass(frozen=True)
class MenuChoice:
    """A word that a command takes.

    Attributes:
        word: As the command takes it.
        label: What it means, in plain text.
    """

    word: str
    label: str


@dataclass(frozen=True)
class MenuEntry:
    """A command in a menu.

    Attributes:
        name: Without a slash.
        description: What it does, in plain text.
        choices: The words it takes, for platforms that offer them; it does without, too.
    """

    name: str
    description: str
    choices: tuple[MenuChoice, ...] = ()


def entries(language: Language, *, for_admin: bool) -> tuple[MenuEntry, ...]:
    """Return the commands in the order in which a menu shows them."""
    names = _FOR_ALL + _FOR_ADMINS if for_admin else _FOR_ALL
    return tuple(
        MenuEntry(name, str(language.say(f"command-{name}")), _choices(name, language))
        for name in names
    )


def _choices(name: str, language: Language) -> tuple[MenuChoice, ...]:
    if name != _MOOD:
        return ()
    return tuple(MenuChoice(mood, str(language.say(f"mood-{mood}-button"))) for mood in Mood)
