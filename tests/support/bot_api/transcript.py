"""A chat as a page that a person can look at: bubbles, pictures, buttons, players, edits."""

import base64
from datetime import UTC, datetime
from html import escape
from itertools import groupby

from tests.support.bot_api.chats import Chat, ChatMessage, MessageContent
from tests.support.bot_api.keyboards import Keyboard
from tests.support.bot_api.media import Media, StoredFile
from tests.support.bot_api.transcript_marks import marked_html
from tests.support.bot_api.transcript_style import style_sheet

_GLYPHS = {
    "voice": "🎤",
    "video": "🎬",
    "video_note": "🎬",
    "animation": "🎞",
    "document": "📄",
    "audio": "▶",
}
_KIBIBYTE = 1024


def render_transcript(chat: Chat, *, width_px: int, dark: bool, former: bool = False) -> str:
    """Render a chat as a self-contained HTML page, the person's messages on the right.

    Args:
        chat: Whose messages to show.
        width_px: Of the page: about 360 for a phone, 900 for a desktop.
        dark: Whether to use the dark colours.
        former: Whether to show what edited messages said before.
    """
    albums = groupby(chat.messages, key=lambda m: m.media_group_id or f"single {m.id}")
    body = "".join(_render_album(chat, list(album), former=former) for _, album in albums)
    kind = "private chat" if chat.is_private else "group"
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(chat.name)}</title>"
        f'<meta name="viewport" content="width={width_px}">'
        f"<style>{style_sheet(width_px, dark=dark)}</style></head><body>"
        f"<header><i>{escape(chat.name[:1].upper())}</i>"
        f"<div><b>{escape(chat.name)}</b><small>{kind}</small></div></header>"
        f"<main>{body}</main></body></html>"
    )


def _render_album(chat: Chat, album: list[ChatMessage], *, former: bool) -> str:
    """Render a message, or the messages of one album in a bubble."""
    first = album[0]
    if first.content.service:
        return f'<div class="note">{escape(", ".join(first.content.service))}</div>'
    classes = ["message"]
    classes += [] if first.sender.is_bot else ["own"]
    classes += ["gone"] if first.deleted else []
    classes += ["shown"] if first.photo else []
    parts = [
        f'<div class="{" ".join(classes)}"><div class="bubble">',
        "" if chat.is_private else f'<div class="who">{escape(first.sender.first_name)}</div>',
        _quote(first),
        _media([message.media for message in album if message.media]),
        *(_words(message.content) for message in album),
        _reactions(first),
        f'<div class="foot">{_foot(album[-1])}</div></div>',
        _keys(first.keyboard),
        *(_former(content) for content in (first.edits if former else [])),
        "</div>",
    ]
    return "".join(parts)


def _quote(message: ChatMessage) -> str:
    replied = message.reply_to
    if replied is None:
        return ""
    words = replied.words or (f"[{replied.media.kind}]" if replied.media else "")
    name = escape(replied.sender.first_name)
    return f'<div class="quote"><b>{name}</b>{escape(words)}</div>'


def _media(media: list[Media]) -> str:
    photos = [medium for medium in media if medium.kind in {"photo", "sticker"}]
    cards = [medium for medium in media if medium.kind not in {"photo", "sticker"}]
    many = " many" if len(photos) > 1 else ""
    shown = "".join(_photo(medium) for medium in photos)
    grid = f'<div class="photos{many}">{shown}</div>' if photos else ""
    return grid + "".join(_card(medium) for medium in cards)


def _photo(media: Media) -> str:
    if media.kind == "sticker":
        return f'<div class="words" style="font-size: 64px">{media.emoji or "🎵"}</div>'
    return _image(media.file)


def _image(stored: StoredFile) -> str:
    content = stored.content
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    encoded = base64.b64encode(content).decode()
    return f'<img alt="" src="data:image/{kind};base64,{encoded}">'


def _card(media: Media) -> str:
    """Render a player or a file: cover, title, and performer or size."""
    is_audio = media.kind == "audio"
    cover = _image(media.thumbnail) if media.thumbnail else ""
    title = (media.title if is_audio else None) or media.file_name or media.kind
    details = [media.performer or ""] if is_audio else []
    if media.duration_s:
        details.append(f"{media.duration_s // 60}:{media.duration_s % 60:02d}")
    if not is_audio:
        details.append(_size(media.file.size_bytes))
    shape = "cover round" if is_audio and not cover else "cover"
    glyph = "" if cover and not is_audio else f"<span>{_GLYPHS.get(media.kind, '📄')}</span>"
    return (
        f'<div class="card"><div class="{shape}">{cover}{glyph}</div>'
        f"<div><b>{escape(title)}</b>"
        f"<small>{escape(' · '.join(part for part in details if part))}</small></div></div>"
    )


def _size(size_bytes: int) -> str:
    kibibytes = size_bytes / _KIBIBYTE
    if kibibytes < 1:
        return f"{size_bytes} B"
    return f"{kibibytes:.0f} KB" if kibibytes < _KIBIBYTE else f"{kibibytes / _KIBIBYTE:.1f} MB"


def _words(content: MessageContent) -> str:
    words = content.text or content.caption
    return f'<div class="words">{marked_html(words, content.entities)}</div>' if words else ""


def _reactions(message: ChatMessage) -> str:
    if not message.reactions:
        return ""
    shown = "".join(f"<span>{escape(emoji)}</span>" for emoji in message.reactions)
    return f'<div class="reactions">{shown}</div>'


def _foot(message: ChatMessage) -> str:
    time = datetime.fromtimestamp(message.date_s, UTC).strftime("%H:%M")
    times = f" {len(message.edits)} times" if len(message.edits) > 1 else ""
    edited = f"edited{times} " if message.edits else ""
    return f"{'deleted ' if message.deleted else ''}{edited}{time}"


def _keys(keyboard: Keyboard) -> str:
    if not keyboard:
        return ""
    rows = (
        "".join(
            f'<span class="{"web" if button.url else "call"}">{escape(button.text)}</span>'
            for button in row
        )
        for row in keyboard
    )
    return f'<div class="keys">{"".join(f"<div>{row}</div>" for row in rows)}</div>'


def _former(content: MessageContent) -> str:
    before = content.text or content.caption or ""
    buttons = " ".join(f"[{key['text']}]" for row in _rows(content) for key in row)
    what = f"[{content.media.kind}] " if content.media else ""
    return f'<div class="former">before: {escape(f"{what}{before} {buttons}".strip())}</div>'


def _rows(content: MessageContent) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = (content.markup or {}).get("inline_keyboard", [])
    return rows
