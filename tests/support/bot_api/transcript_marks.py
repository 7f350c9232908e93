"""A text with entities as HTML."""

from html import escape

from tests.support.bot_api.entities import Entity

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_LINKS = {"url", "email", "mention", "hashtag", "bot_command", "text_link"}


def marked_html(text: str, entities: tuple[Entity, ...]) -> str:
    """Return the text escaped, each entity as the tag that shows it."""
    units = text.encode("utf-16-le")
    return _render(units, 0, len(units) // 2, list(entities))


def _render(units: bytes, start: int, end: int, entities: list[Entity]) -> str:
    """Render a stretch; entities are in order, and overlapping ones are cut at the border."""
    parts = []
    while entities:
        first, *rest = entities
        begin, stop = max(first.offset, start), min(first.offset + first.length, end)
        entities = rest
        if begin >= stop:
            continue
        inside = [entity for entity in rest if entity.offset < stop]
        parts += [_plain(units, start, begin), _wrap(first, _render(units, begin, stop, inside))]
        entities = [entity for entity in rest if entity.offset + entity.length > stop]
        start = stop
    return "".join([*parts, _plain(units, start, end)])


def _plain(units: bytes, start: int, end: int) -> str:
    return escape(units[2 * start : 2 * end].decode("utf-16-le"))


def _wrap(entity: Entity, content: str) -> str:
    if entity.type in _LINKS:
        return f'<a title="{escape(entity.url or "")}">{content}</a>'
    if entity.type == "spoiler":
        return f'<span class="spoiler">{content}</span>'
    tag = _TAGS.get(entity.type)
    return content if tag is None else f"<{tag}>{content}</{tag}>"
