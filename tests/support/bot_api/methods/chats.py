"""Methods that tell of chats, members and files."""

from typing import Any

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.errors import bad_request
from tests.support.bot_api.world import World

# https://core.telegram.org/bots/api#getfile
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024


async def get_chat(world: World, call: ApiCall) -> Any:
    chat = world.chat(call.text("chat_id"))
    return chat.description | {"accent_color_id": 0, "max_reaction_count": 11}


async def get_chat_member(world: World, call: ApiCall) -> Any:
    chat = world.chat(call.text("chat_id"))
    account = world.members.get(chat.id, {}).get(call.integer("user_id"))
    if account is None:
        raise bad_request("member not found")
    return {"status": "member", "user": account.to_json()}


async def get_file(world: World, call: ApiCall) -> Any:
    stored = world.files.by_id(call.required_text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size_bytes > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.file_unique_id,
        "file_size": stored.size_bytes,
        "file_path": stored.path,
    }


METHODS = {"getChat": get_chat, "getChatMember": get_chat_member, "getFile": get_file}
