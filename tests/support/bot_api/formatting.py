"""Telegram's HTML: read into text and entities, refused with Telegram's complaints.

References:
    https://core.telegram.org/bots/api#html-style
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.support.bot_api.entities import Entity, FormattedText, utf16_length
from tests.support.bot_api.errors import ApiError, bad_request

_ENTITY_OF_TAG = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(r"<|&")
_START_TAG = re.compile(
    r"<([^\s>/]*)((?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>"
)
_END_TAG = re.compile(r"</([^\s>]*)\s*>")
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")
_CHARACTER = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LINK_SCHEMES = {"http", "https", "tg", "ton", "tonsite"}


@dataclass
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int


@dataclass
class _Reader:
    source: str
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    open_tags: list[_OpenTag] = field(default_factory=list)
    position: int = 0

    def read(self) -> FormattedText:
        while (token := _TOKEN.search(self.source, self.position)) is not None:
            self.text += self.source[self.position : token.start()]
            self.position = token.start()
            self._read_token()
        self.text += self.source[self.position :]
        if self.open_tags:
            raise _unparsable(
                f'Can\'t find end tag corresponding to start tag "{self.open_tags[-1].name}"'
            )
        ordered = sorted(self.entities, key=lambda entity: (entity.offset, -entity.length))
        return FormattedText(self.text, tuple(ordered))

    def _read_token(self) -> None:
        if self.source[self.position] == "&":
            self._read_character()
        elif self.source.startswith("</", self.position):
            self._read_end_tag()
        else:
            self._read_start_tag()

    def _read_character(self) -> None:
        match = _CHARACTER.match(self.source, self.position)
        if match is None:
            self.text += "&"
            self.position += 1
            return
        decimal, hexadecimal, name = match.groups()
        code = int(decimal) if decimal else int(hexadecimal or "0", 16)
        self.text += _NAMED[name] if name else chr(code)
        self.position = match.end()

    def _read_start_tag(self) -> None:
        name = re.compile(r"<([^\s>]*)").match(self.source, self.position)
        tag = name.group(1).lower() if name else ""
        if tag not in _ENTITY_OF_TAG:
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {self._byte_offset()}')
        match = _START_TAG.match(self.source, self.position)
        if match is None:
            raise _unparsable(f"Unclosed start tag at byte offset {self._byte_offset()}")
        attributes = {
            key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(match.group(2))
        }
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte_offset()}'
            )
        self.open_tags.append(_OpenTag(tag, attributes, utf16_length(self.text)))
        self.position = match.end()

    def _read_end_tag(self) -> None:
        match = _END_TAG.match(self.source, self.position)
        offset = self._byte_offset()
        if not self.open_tags:
            raise _unparsable(f"Unexpected end tag at byte offset {offset}")
        if match is None:
            raise _unparsable(f"Unclosed end tag at byte offset {offset}")
        tag = self.open_tags.pop()
        found = match.group(1).lower()
        if found and found != tag.name:
            raise _unparsable(
                f"Unmatched end tag at byte offset {offset}, "
                f'expected "</{tag.name}>", found "</{found}>"'
            )
        self.entities += _entity(tag, self.text, self.open_tags)
        self.position = match.end()

    def _byte_offset(self) -> int:
        return len(self.source[: self.position].encode())


def parse_html(source: str) -> FormattedText:
    """Read Telegram's HTML.

    Raises:
        ApiError: 400 "can't parse entities: ..." for HTML that Telegram refuses.
    """
    return _Reader(source).read()


def _entity(tag: _OpenTag, text: str, outer: list[_OpenTag]) -> list[Entity]:
    """Return the tag's entity, or nothing where it is empty or its link is none."""
    length = utf16_length(text) - tag.offset
    kind = _ENTITY_OF_TAG[tag.name]
    if length == 0 or (tag.name == "code" and outer and outer[-1].name == "pre"):
        return []
    if kind == "text_link":
        url = tag.attributes.get("href", "").replace("&amp;", "&")
        return [Entity(kind, tag.offset, length, url=url)] if _is_link(url) else []
    if kind == "custom_emoji":
        return [Entity(kind, tag.offset, length, custom_emoji_id=tag.attributes.get("emoji-id"))]
    if kind == "blockquote" and "expandable" in tag.attributes:
        kind = "expandable_blockquote"
    return [Entity(kind, tag.offset, length)]


def _is_link(url: str) -> bool:
    """Tell whether Telegram keeps the link; others become plain text without a complaint."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    is_web = parts.scheme in {"http", "https"}
    return parts.scheme in _LINK_SCHEMES and (not is_web or "." in (parts.hostname or ""))


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
