"""The language that a browser asks for."""

import re

from nicegui.language import Language as PageLanguage

from bot.texts.texts import LANGUAGES

# Of a header such as "de-CH, de;q=0.9, en;q=0.5" (RFC 9110, section 12.5.4).
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([0-9.]+))?\s*")
_MAX_HEADER_CHARACTERS = 500

# Our codes as NiceGUI and HTML have them.
PAGE_LANGUAGES: dict[str, PageLanguage] = {
    "en": "en-US",
    "es": "es",
    "pt": "pt-BR",
    "ru": "ru",
    "zh": "zh-CN",
}


def preferred_language(accepted: str) -> str | None:
    """Return the best language of an Accept-Language header: one that the bot speaks, if any."""
    ranges = map(_RANGE.fullmatch, accepted[:_MAX_HEADER_CHARACTERS].split(","))
    wishes = [(_weight(found[2]), found[1]) for found in ranges if found]
    codes = [code for weight, code in sorted(wishes, key=lambda wish: -wish[0]) if weight > 0]
    spoken = (code for code in codes if code.lower().partition("-")[0] in LANGUAGES)
    return next(spoken, codes[0] if codes else None)


def _weight(quality: str | None) -> float:
    try:
        return 1.0 if quality is None else float(quality)
    except ValueError:
        return 0.0
