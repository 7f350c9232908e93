"""Reply markup: checked as Telegram checks it, and read into buttons."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.support.bot_api.calls import ApiCall
from tests.support.bot_api.errors import bad_request

# https://core.telegram.org/bots/api#inlinekeyboardbutton
MAX_CALLBACK_DATA_BYTES = 64
MAX_BUTTONS = 100
_ACTIONS = {
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}
_KINDS = {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}


@dataclass(frozen=True)
class Button:
    """A button of an inline keyboard."""

    text: str
    callback_data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


def read_markup(call: ApiCall) -> dict[str, Any] | None:
    """Return the call's reply markup, or None where there is none or it is empty.

    Raises:
        ApiError: 400 for markup that Telegram refuses.
    """
    markup = call.structure("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if not _KINDS & set(markup):
        return None
    rows = markup.get("inline_keyboard")
    if rows is None:
        return markup
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if any(rows) else None


def buttons_of(markup: dict[str, Any] | None) -> Keyboard:
    """Return an inline keyboard's rows; empty for other markup."""
    rows = (markup or {}).get("inline_keyboard", [])
    return tuple(
        tuple(
            Button(button["text"], button.get("callback_data"), button.get("url")) for button in row
        )
        for row in rows
    )


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request(
            'can\'t parse inline keyboard button: Field "text" must be of type String'
        )
    if not button["text"]:
        raise bad_request("button text must be non-empty")
    if not _ACTIONS & set(button):
        raise bad_request("text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not _is_button_url(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: wrong HTTP URL")


def _is_button_url(url: str) -> bool:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return parts.scheme == "tg" or (
        parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
    )
