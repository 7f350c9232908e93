"""The conversation's text as HTML that is safe in a page, with commands to press."""

import html
import re

import nh3
from markupsafe import Markup

_CLEANER = nh3.Cleaner(
    tags={"b", "i", "a"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
_TAG = re.compile(r"(<[^>]*>)")
_BUTTON = '<button type="button" class="command" data-command="{0}">/{0}</button>'


class PageMarkup:
    """Makes HTML for the page."""

    def __init__(self, commands: tuple[str, ...]) -> None:
        """Take the commands that are pressed where a text names them."""
        names = "|".join(map(re.escape, commands))
        self._command = re.compile(rf"(?<![\w/.])/({names})\b")

    def page_html(self, text: Markup) -> str:
        """Return a text with <b>, <i> and <a> as its only tags, and commands as buttons."""
        inside_link = False
        pieces = []
        for piece in _TAG.split(_CLEANER.clean(str(text))):
            if piece.startswith("<"):
                inside_link = piece.startswith("<a ") or (inside_link and piece != "</a>")
            elif not inside_link:
                piece = self._command.sub(lambda found: _BUTTON.format(found[1]), piece)  # noqa: PLW2901
            pieces.append(piece)
        return "".join(pieces)


def plain_text(text: Markup) -> str:
    """Return a text without its tags."""
    return html.unescape(_TAG.sub("", str(text)))
