import pytest
from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest

from tests.support.bot_api import BotApiEmulator

HELP, MOOD, STATS = ("help", "Help"), ("mood", "Songs for a mood"), ("stats", "Numbers")


def names(commands: list[dict[str, str]]) -> list[str]:
    return [command["command"] for command in commands]


async def test_commands_depend_on_chat_and_language(telegram: BotApiEmulator, bot: Bot) -> None:
    ada, eva = telegram.person(1, "Ada", "en"), telegram.person(2, "Eva", "es")
    await bot.set_my_commands([HELP])
    await bot.set_my_commands([HELP, MOOD], BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([MOOD], BotCommandScopeAllPrivateChats(), "es")
    group = telegram.group([ada])
    assert names(ada.visible_commands()) == ["help", "mood"]
    assert names(eva.visible_commands()) == ["mood"]
    assert names(group.participant(ada).visible_commands()) == ["help"]
    await bot.set_my_commands([STATS], BotCommandScopeChat(ada.id))
    assert names(ada.visible_commands()) == ["stats"]
    assert [c.command for c in await bot.get_my_commands(BotCommandScopeChat(1))] == ["stats"]
    await bot.delete_my_commands(BotCommandScopeChat(ada.id))
    assert names(ada.visible_commands()) == ["help", "mood"]


async def test_bad_commands_are_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([("Mood!", "no")])
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([HELP], BotCommandScopeChat(99))


async def test_descriptions_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_description("Songs for a selfie")
    await bot.set_my_short_description("Selfie in, songs out")
    await bot.set_my_description("Canciones para un selfie", language_code="es")
    assert (await bot.get_my_description("es")).description == "Canciones para un selfie"
    assert (await bot.get_my_description("ru")).description == "Songs for a selfie"
    assert (await bot.get_my_short_description()).short_description == "Selfie in, songs out"
    with pytest.raises(BadRequest, match="Short_description is too long"):
        await bot.set_my_short_description("a" * 121)
