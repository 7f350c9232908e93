"""Menus, as the tightest platform takes them (core.telegram.org/bots/api#botcommand)."""

import re

import pytest

from bot.conversation.conversation import COMMANDS
from bot.conversation.menu import entries
from bot.texts.texts import LANGUAGES, Texts

NAME = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION_CHARACTERS = 256


@pytest.mark.parametrize("code", LANGUAGES)
def test_names_and_descriptions_are_what_telegram_takes(code: str) -> None:
    language = Texts.load(strict=True).for_language(code)
    for entry in entries(language, for_admin=True):
        assert NAME.fullmatch(entry.name)
        assert 1 <= len(entry.description) <= DESCRIPTION_CHARACTERS
        assert not set(entry.description) & set("<>&\n")


def test_the_menu_has_every_command_and_no_other() -> None:
    english = Texts.load(strict=True).for_language("en")
    assert {entry.name for entry in entries(english, for_admin=True)} == set(COMMANDS)


def test_only_admins_see_the_commands_for_admins() -> None:
    english = Texts.load(strict=True).for_language("en")
    everybodys = {entry.name for entry in entries(english, for_admin=False)}
    admins = {entry.name for entry in entries(english, for_admin=True)}
    assert admins - everybodys == {"stats", "retrain"}
