"""Methods that read and set what a bot says of itself."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.errors import bad_request
from tests.support.bot_api.profile import check_commands, scope_key
from tests.support.bot_api.world import World

Method = Callable[[World, ApiCall], Awaitable[Any]]


async def get_me(world: World, _call: ApiCall) -> Any:
    return world.bot.to_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
    }


async def set_commands(world: World, call: ApiCall) -> Any:
    commands = check_commands(call.structure("commands"))
    world.profile.commands[_key(world, call)] = commands
    return True


async def get_commands(world: World, call: ApiCall) -> Any:
    return world.profile.commands.get(_key(world, call), [])


async def delete_commands(world: World, call: ApiCall) -> Any:
    world.profile.commands.pop(_key(world, call), None)
    return True


def _key(world: World, call: ApiCall) -> tuple[str, str]:
    scope = call.structure("scope")
    if scope is not None and "chat_id" in scope:
        world.chat(scope["chat_id"])
    return scope_key(scope), call.text("language_code") or ""


def _setter(name: str, max_length: int) -> Method:
    async def set_text(world: World, call: ApiCall) -> Any:
        text = call.text(name) or ""
        if len(text) > max_length:
            raise bad_request(f"{name} is too long")
        world.profile.texts[name, call.text("language_code") or ""] = text
        return True

    return set_text


def _getter(name: str) -> Method:
    async def get_text(world: World, call: ApiCall) -> Any:
        texts = world.profile.texts
        own = texts.get((name, call.text("language_code") or ""))
        return {name: own or texts.get((name, ""), "")}

    return get_text


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    # Lengths: https://core.telegram.org/bots/api#setmydescription and its neighbours
    "setMyName": _setter("name", 64),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", 512),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", 120),
    "getMyShortDescription": _getter("short_description"),
}
