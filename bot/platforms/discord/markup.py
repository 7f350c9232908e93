"""Words in Discord's Markdown and within its limits."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

from discord.utils import escape_markdown, escape_mentions
from markupsafe import Markup

# discord.com/developers/docs/resources/message#create-message and #embed-object
MAX_CONTENT_CHARACTERS = 2000
MAX_DESCRIPTION_CHARACTERS = 4096

_TAG = re.compile(r"<[^>]*>")
_MARKS = {"b": "**", "i": "*"}
_ELLIPSIS = "…"
# A link's words end at the first closing bracket that has no partner, escaped or not.
_IN_LINKS = str.maketrans("[]", "()")
# What may stand in an address between angle brackets, besides letters and digits.
_IN_ADDRESSES = ":/?#@!$&'*+,;=%~._-"


def plain(text: Markup) -> str:
    """Return a text without its markup."""
    return Markup(_TAG.sub("", text)).unescape()  # noqa: S704 - nothing of it is shown as HTML


def markdown(text: Markup) -> str:
    """Return a text with <b>, <i> and <a> as Discord writes them; links open no preview."""
    writer = _MarkdownWriter()
    writer.feed(text)
    writer.close()
    return "".join(writer.parts)


def fitted(text: Markup, max_characters: int) -> str:
    """Return a text as Markdown; too long a one loses its links, then its end."""
    written = markdown(text)
    if len(written) <= max_characters:
        return written
    words = _escaped(plain(text))
    if len(words) <= max_characters:
        return words
    return words[: max_characters - len(_ELLIPSIS)].rstrip("\\") + _ELLIPSIS


class _MarkdownWriter(HTMLParser):
    """Writes Markdown as it reads markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._address: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address = quote(dict(attrs).get("href") or "", safe=_IN_ADDRESSES)
            self.parts.append("[")
        else:
            self.parts.append(_MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.parts.append(f"](<{self._address}>)")
            self._address = None
        else:
            self.parts.append(_MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        words = data if self._address is None else data.translate(_IN_LINKS)
        self.parts.append(_escaped(words))


def _escaped(words: str) -> str:
    return escape_mentions(escape_markdown(words)).replace("<", "\\<")
