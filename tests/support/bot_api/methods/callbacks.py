"""Methods that answer pressed buttons and set reactions."""

from typing import Any

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.errors import bad_request
from tests.support.bot_api.world import QueryAnswer, World

# https://core.telegram.org/bots/api#answercallbackquery
MAX_ANSWER = 200
# https://core.telegram.org/bots/api#reactiontypeemoji
_REACTIONS = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌
🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘
🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
REACTIONS = frozenset(_REACTIONS.split())


async def answer_callback_query(world: World, call: ApiCall) -> Any:
    text = call.text("text") or None
    if text is not None and len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query = world.take_query(call.required_text("callback_query_id"))
    query.answer = QueryAnswer(text, call.flag("show_alert"), call.text("url"))
    query.chat.changes.notify()
    return True


async def set_message_reaction(world: World, call: ApiCall) -> Any:
    chat, message = world.message(call, "message to react not found")
    reactions = tuple(str(item.get("emoji")) for item in call.structure("reaction") or [])
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not REACTIONS.issuperset(reactions):
        raise bad_request("REACTION_INVALID")
    message.reactions = reactions
    chat.changes.notify()
    return True


METHODS = {
    "answerCallbackQuery": answer_callback_query,
    "setMessageReaction": set_message_reaction,
}
