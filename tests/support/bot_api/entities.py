"""Message entities: the marked stretches of a text, counted in UTF-16 units."""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Entity:
    """A stretch of text with a meaning; offset and length are in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    def of(self, text: str) -> str:
        """Return the part of the text that it marks."""
        encoded = text.encode("utf-16-le")
        return encoded[2 * self.offset : 2 * (self.offset + self.length)].decode("utf-16-le")


@dataclass(frozen=True)
class FormattedText:
    """A text with its entities in order."""

    text: str
    entities: tuple[Entity, ...] = ()

    def stripped(self) -> "FormattedText":
        """Drop white space around the text, as Telegram does, and keep the entities in place."""
        shift = utf16_length(self.text) - utf16_length(self.text.lstrip())
        text = self.text.strip()
        length = utf16_length(text)
        moved = (_clipped(entity, shift, length) for entity in self.entities)
        return FormattedText(text, tuple(entity for entity in moved if entity.length > 0))


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


_DETECTED = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,!?;:)])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.]+\b)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?\b)"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)#\w+)"
)


def detect_entities(text: str) -> tuple[Entity, ...]:
    """Find what Telegram marks by itself: links, addresses, commands, mentions, hashtags."""
    return tuple(
        Entity(
            match.lastgroup or "",
            utf16_length(text[: match.start()]),
            utf16_length(match.group()),
        )
        for match in _DETECTED.finditer(text)
    )


def merge_entities(
    explicit: tuple[Entity, ...], detected: tuple[Entity, ...]
) -> tuple[Entity, ...]:
    """Add detected entities, except where the sender marked code or a link."""
    taken = [entity for entity in explicit if entity.type in {"pre", "code", "text_link"}]
    free = [entity for entity in detected if not any(_overlap(entity, other) for other in taken)]
    return tuple(sorted([*explicit, *free], key=lambda entity: (entity.offset, -entity.length)))


def _overlap(first: Entity, second: Entity) -> bool:
    return (
        first.offset < second.offset + second.length and second.offset < first.offset + first.length
    )


def _clipped(entity: Entity, shift: int, length: int) -> Entity:
    start = min(max(entity.offset - shift, 0), length)
    end = min(max(entity.offset + entity.length - shift, 0), length)
    return replace(entity, offset=start, length=end - start)
