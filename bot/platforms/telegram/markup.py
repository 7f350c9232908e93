"""Words and buttons in Telegram's shape and within its limits."""

import re
from html import unescape

from markupsafe import Markup, escape
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.conversation.replies import Rows

# Without markup, in UTF-16 units (core.telegram.org/bots/api#sendmessage and #sendphoto).
MAX_TEXT_UNITS = 4096
MAX_CAPTION_UNITS = 1024

_TAG = re.compile(r"<[^>]*>")
_ELLIPSIS = "…"


def plain(text: Markup) -> str:
    """Return a text without its markup."""
    return unescape(_TAG.sub("", text))


def fitted(text: Markup, max_units: int) -> str:
    """Return a text that Telegram takes: too long a one is cut, and loses its markup."""
    words = plain(text)
    if units(words) <= max_units:
        return text
    room = (max_units - units(_ELLIPSIS)) * 2
    return escape(words.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _ELLIPSIS)


def units(text: str) -> int:
    """Return a text's length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return an inline keyboard; None where there are no buttons."""
    if not any(rows):
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.label, callback_data=button.action) for button in row]
            for row in rows
        ]
    )
