"""Texts and captions of a call: formatted, trimmed and held to their limits."""

from typing import Any

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.entities import (
    Entity,
    FormattedText,
    detect_entities,
    merge_entities,
    utf16_length,
)
from tests.support.bot_api.errors import ApiError, bad_request
from tests.support.bot_api.formatting import parse_html

# After entities are parsed: https://core.telegram.org/bots/api#sendmessage and #sendphoto.
# Counted in UTF-16 units, the stricter reading of "characters".
MAX_TEXT = 4096
MAX_CAPTION = 1024


def read_text(call: ApiCall) -> FormattedText:
    """Return the call's text.

    Raises:
        ApiError: 400 when it is empty, too long or badly formatted.
    """
    formatted = _formatted(call, "text", "entities")
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def read_caption(call: ApiCall) -> FormattedText:
    """Return the call's caption, which may be empty.

    Raises:
        ApiError: 400 when it is too long or badly formatted.
    """
    formatted = _formatted(call, "caption", "caption_entities")
    if utf16_length(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def _formatted(call: ApiCall, name: str, entities_name: str) -> FormattedText:
    raw = call.text(name) or ""
    parse_mode = (call.text("parse_mode") or "").lower()
    if parse_mode == "html":
        marked = parse_html(raw)
    elif parse_mode:
        raise ApiError(
            400, f"Bad Request: unsupported parse_mode (the emulator reads HTML, got {parse_mode})"
        )
    else:
        entities = call.structure(entities_name) or []
        marked = FormattedText(raw, tuple(_entity(item) for item in entities))
    marked = marked.stripped()
    return FormattedText(marked.text, merge_entities(marked.entities, detect_entities(marked.text)))


def _entity(item: Any) -> Entity:
    known = ("type", "offset", "length", "url", "language", "custom_emoji_id")
    try:
        return Entity(**{name: item[name] for name in known if name in item})
    except (TypeError, KeyError) as error:
        raise bad_request(f"can't parse MessageEntity: {item}") from error
