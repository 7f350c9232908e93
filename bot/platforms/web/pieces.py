"""A message in pieces of HTML: what changes is sent anew, what plays plays on."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.platforms.web.messages import Message, ShownSong
from bot.platforms.web.templates import render
from bot.texts.texts import Language


@dataclass(frozen=True)
class Piece:
    """A part of a message.

    Attributes:
        key: Names it within the message.
        css: Its class.
        html: What stands in it.
        song_id: Of the card that it is a part of, or None.
    """

    key: str
    css: str
    html: str
    song_id: str | None = None


def pieces_of(message: Message, language: Language) -> list[Piece]:
    """Return the parts of a message, in order."""
    pieces = [Piece("body", "body", render("body.html", language, message=message))]
    for song in message.songs:
        pieces += _card(message, song, language)
    if message.foot_html:
        pieces.append(Piece("foot", "foot", message.foot_html))
    if message.sound is not None:
        pieces.append(_sound(message, language, is_on_card=False))
    if message.buttons:
        pieces.append(_buttons(message, language))
    return pieces


def _card(message: Message, song: ShownSong, language: Language) -> Iterator[Piece]:
    html = render("card.html", language, message=message, song=song)
    yield Piece(f"song {song.song_id}", "song", html, song.song_id)
    for reply in message.replies:
        if reply.sound is not None and reply.sound.song_id == song.song_id:
            yield _sound(reply, language, is_on_card=True)
            yield Piece(f"thanks {reply.id}", "thanks", reply.html, song.song_id)
            yield _buttons(reply, language, song.song_id)


def _sound(message: Message, language: Language, *, is_on_card: bool) -> Piece:
    song_id = message.sound.song_id if message.sound and is_on_card else None
    html = render("sound.html", language, message=message, is_on_card=is_on_card)
    return Piece(f"sound {message.id}", "sound", html, song_id)


def _buttons(message: Message, language: Language, song_id: str | None = None) -> Piece:
    on_cards = {song.action for song in message.songs}
    html = render("buttons.html", language, message=message, on_cards=on_cards)
    return Piece(f"buttons {message.id}", "buttons", html, song_id)
