"""Methods that send messages."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.chats import Chat, ChatMessage, MessageContent
from tests.support.bot_api.errors import bad_request
from tests.support.bot_api.keyboards import read_markup
from tests.support.bot_api.media import Media, MediaKind
from tests.support.bot_api.methods.attachments import read_media
from tests.support.bot_api.methods.texts import read_caption, read_text
from tests.support.bot_api.world import World

# https://core.telegram.org/bots/api#sendmediagroup
MIN_ALBUM, MAX_ALBUM = 2, 10
# https://core.telegram.org/bots/api#sendchataction
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


async def send_message(world: World, call: ApiCall) -> Any:
    chat = world.chat_to_send_to(call)
    text = read_text(call)
    content = MessageContent(text=text.text, entities=text.entities, markup=read_markup(call))
    return _send(world, chat, call, content).to_json()


async def send_media_group(world: World, call: ApiCall) -> Any:
    chat = world.chat_to_send_to(call)
    items = call.structure("media") or []
    if not MIN_ALBUM <= len(items) <= MAX_ALBUM:
        raise bad_request(f"an album has {MIN_ALBUM}-{MAX_ALBUM} media, got {len(items)}")
    contents = [media_content(world, call.part(item)) for item in items]
    kinds = {content.media.kind for content in contents if content.media}
    if len(kinds) > 1 and not kinds <= {"photo", "video"}:
        raise bad_request(f"can't mix {' and '.join(sorted(kinds))} in an album")
    group_id = world.new_id()
    return [_send(world, chat, call, content, group_id).to_json() for content in contents]


async def send_chat_action(world: World, call: ApiCall) -> Any:
    chat = world.chat_to_send_to(call)
    action = call.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(action)
    chat.changes.notify()
    return True


def media_content(world: World, item: ApiCall) -> MessageContent:
    """Return what an InputMedia describes: its type, file and caption."""
    kind = item.text("type")
    if kind not in {"photo", "audio", "document", "video", "animation"}:
        raise bad_request(f"can't parse InputMedia: type {kind!r} is unsupported")
    caption = read_caption(item)
    media = read_media(world, item, kind, "media")  # type: ignore[arg-type]
    return MessageContent(caption=caption.text or None, entities=caption.entities, media=media)


def _sender_of(kind: MediaKind) -> Callable[[World, ApiCall], Awaitable[Any]]:
    async def send_media(world: World, call: ApiCall) -> Any:
        chat = world.chat_to_send_to(call)
        caption = read_caption(call)
        media: Media = read_media(world, call, kind, kind)
        content = MessageContent(
            caption=caption.text or None,
            entities=caption.entities,
            media=media,
            markup=read_markup(call),
        )
        return _send(world, chat, call, content).to_json()

    return send_media


def _send(
    world: World, chat: Chat, call: ApiCall, content: MessageContent, group_id: str | None = None
) -> ChatMessage:
    reply_to = _replied_message(world, chat, call)
    return chat.add(world.bot, content, world.now_s(), reply_to, group_id)


def _replied_message(world: World, chat: Chat, call: ApiCall) -> ChatMessage | None:
    parameters = call.structure("reply_parameters") or {}
    message_id = parameters.get("message_id") or call.integer("reply_to_message_id")
    if not message_id:
        return None
    where = world.chat(parameters["chat_id"]) if "chat_id" in parameters else chat
    message = where.message(int(message_id))
    lenient = parameters.get("allow_sending_without_reply") or call.flag(
        "allow_sending_without_reply"
    )
    if message is None and not lenient:
        raise bad_request("message to be replied not found")
    return message


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": _sender_of("photo"),
    "sendAudio": _sender_of("audio"),
    "sendDocument": _sender_of("document"),
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
}
