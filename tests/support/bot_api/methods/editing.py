"""Methods that change or delete messages."""

from dataclasses import replace
from typing import Any

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.chats import Chat, ChatMessage, MessageContent
from tests.support.bot_api.errors import bad_request
from tests.support.bot_api.keyboards import read_markup
from tests.support.bot_api.methods.sending import media_content
from tests.support.bot_api.methods.texts import read_caption, read_text
from tests.support.bot_api.world import World

_MISSING = "message to edit not found"
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def edit_text(world: World, call: ApiCall) -> Any:
    chat, message = _own_message(world, call)
    text = read_text(call)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    content = MessageContent(text=text.text, entities=text.entities, markup=read_markup(call))
    return _edit(world, chat, message, content)


async def edit_caption(world: World, call: ApiCall) -> Any:
    chat, message = _own_message(world, call)
    caption = read_caption(call)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    content = MessageContent(
        caption=caption.text or None,
        entities=caption.entities,
        media=message.media,
        markup=read_markup(call),
    )
    return _edit(world, chat, message, content)


async def edit_media(world: World, call: ApiCall) -> Any:
    chat, message = _own_message(world, call)
    item = call.structure("media")
    if not isinstance(item, dict):
        raise bad_request("media is not specified")
    content = replace(media_content(world, call.part(item)), markup=read_markup(call))
    return _edit(world, chat, message, content)


async def edit_markup(world: World, call: ApiCall) -> Any:
    chat, message = _own_message(world, call)
    return _edit(world, chat, message, replace(message.content, markup=read_markup(call)))


async def delete_message(world: World, call: ApiCall) -> Any:
    chat, message = world.message(call, "message to delete not found")
    _delete(world, chat, message)
    return True


async def delete_messages(world: World, call: ApiCall) -> Any:
    chat = world.chat_to_send_to(call)
    found = [chat.message(int(number)) for number in call.structure("message_ids") or []]
    for message in found:
        if message is not None:
            _delete(world, chat, message)
    return True


def _own_message(world: World, call: ApiCall) -> tuple[Chat, ChatMessage]:
    chat, message = world.message(call, _MISSING)
    if message.sender.id != world.bot.id:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(world: World, chat: Chat, message: ChatMessage, content: MessageContent) -> Any:
    if content == message.content:
        raise bad_request(_SAME)
    message.replace_content(content, world.now_s())
    chat.changes.notify()
    return message.to_json()


def _delete(world: World, chat: Chat, message: ChatMessage) -> None:
    if not chat.is_private and message.sender.id != world.bot.id:
        raise bad_request("message can't be deleted")
    message.deleted = True
    chat.changes.notify()


METHODS = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
