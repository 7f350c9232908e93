"""What the bot is told when its own place in a chat changes."""

from typing import Any

from tests.support.bot_api.accounts import Account
from tests.support.bot_api.chats import Chat
from tests.support.bot_api.world import World


def membership_change(world: World, chat: Chat, by: Account, old: str, new: str) -> dict[str, Any]:
    """Return the Bot API's ChatMemberUpdated of the bot."""

    def member(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": world.bot.to_json(), "status": status} | until

    return {
        "chat": chat.description,
        "from": by.to_json(),
        "date": world.now_s(),
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }
