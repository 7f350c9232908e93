"""What a bot says of itself: commands by scope and language, descriptions."""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.support.bot_api.errors import bad_request

Command = dict[str, str]

# https://core.telegram.org/bots/api#botcommand and #setmycommands
MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
_SCOPES = _CHAT_SCOPES | {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
}
DEFAULT_SCOPE = "default"


def scope_key(scope: dict[str, Any] | None) -> str:
    """Return a scope as one word, such as "default" or "chat:42".

    Raises:
        ApiError: 400 for a scope that does not exist.
    """
    if scope is None:
        return DEFAULT_SCOPE
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    ids = [str(scope[name]) for name in ("chat_id", "user_id") if name in scope]
    return ":".join([str(kind), *ids])


@dataclass
class BotProfile:
    """Commands by (scope, language) and texts by language."""

    commands: dict[tuple[str, str], list[Command]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def visible_commands(self, chat_id: int, language: str, *, is_private: bool) -> list[Command]:
        """Return the commands that a person sees in a chat, by Telegram's order of scopes.

        References:
            https://core.telegram.org/bots/api#determining-list-of-commands
        """
        everywhere = "all_private_chats" if is_private else "all_group_chats"
        for scope in (f"chat:{chat_id}", everywhere, DEFAULT_SCOPE):
            for spoken in (language, ""):
                if commands := self.commands.get((scope, spoken)):
                    return commands
        return []


def check_commands(commands: Any) -> list[Command]:
    """Return the commands.

    Raises:
        ApiError: 400 for a name or description that Telegram refuses.
    """
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= MAX_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
