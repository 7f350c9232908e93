"""The menu of commands, in every language: for private chats, groups and each admin's chat."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.conversation.menu import MenuEntry
from bot.platforms.service import Listener
from bot.platforms.telegram.calls import repeated
from bot.texts.texts import LANGUAGES, REFERENCE, Texts

logger = logging.getLogger(__name__)

_IN_GROUPS = ("mood", "help")


@dataclass(frozen=True)
class _Menu:
    scope: BotCommandScope
    language_code: str | None
    entries: tuple[MenuEntry, ...]


async def publish_menus(
    bot: Bot, listener: Listener, texts: Texts, admin_ids: Iterable[int]
) -> None:
    """Set all menus; one that cannot be set is left as it is."""
    for menu in _menus(listener, texts, admin_ids):
        try:
            await _publish(bot, menu)
        except TelegramError as error:
            # Such as "chat not found" for an admin who has not written to the bot yet.
            logger.info("a menu of %s was not set: %s", menu.scope.type, error.message)


def _menus(listener: Listener, texts: Texts, admin_ids: Iterable[int]) -> Iterator[_Menu]:
    # Without a language: for everybody whose language has no menu of its own.
    for code in (None, *LANGUAGES):
        language = texts.for_language(code or REFERENCE)
        for_all = listener.menu(language, for_admin=False)
        in_groups = tuple(entry for entry in for_all if entry.name in _IN_GROUPS)
        yield _Menu(BotCommandScopeAllPrivateChats(), code, for_all)
        yield _Menu(BotCommandScopeAllGroupChats(), code, in_groups)
        for_admin = listener.menu(language, for_admin=True)
        for admin_id in admin_ids:
            yield _Menu(BotCommandScopeChat(admin_id), code, for_admin)


async def _publish(bot: Bot, menu: _Menu) -> None:
    commands = [BotCommand(entry.name, entry.description) for entry in menu.entries]
    await repeated(
        lambda: bot.set_my_commands(commands, scope=menu.scope, language_code=menu.language_code)
    )
