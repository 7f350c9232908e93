"""The words of an answer: verdict, emotions, reason, songs and thanks, within a caption."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.conversation.replies import MAX_CAPTION_CHARACTERS
from bot.songs.catalogue import Song
from bot.songs.media import Attribution, SongMedia
from bot.songs.reasons import Reason, ReasonKind
from bot.storage.records import AnswerContent, FaceMood
from bot.texts.texts import Language, as_markup

# From here the caption says "you look" rather than "you seem": the probabilities are calibrated,
# so that it is right at least three times in four.
SURE_FROM = 0.75

# Characters of a title, and of its artists; the first with which all songs fit is taken. With
# the last, ten songs take 430 characters at most, and the rest of a caption under 500.
_NAME_LENGTHS = (80, 56, 44, 36, 28, 22, 18)
_GENRE_LENGTH = 30
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Notes:
    """What an answer says beside its songs.

    Attributes:
        is_corrected: It takes the place of an answer for a mood that was not the person's.
        is_dry: Some of the songs were heard lately, as no others are left.
        is_first: The person does not know the buttons yet.
    """

    is_corrected: bool = False
    is_dry: bool = False
    is_first: bool = False


@dataclass(frozen=True)
class Caption:
    """An answer in words.

    Attributes:
        text: All of it, of at most `MAX_CAPTION_CHARACTERS`.
        beside_songs: The same without the list of songs.
    """

    text: Markup
    beside_songs: Markup


def caption_of(
    language: Language,
    content: AnswerContent,
    songs: Sequence[Song],
    media: Sequence[SongMedia],
    notes: Notes,
) -> Caption:
    """Put an answer into words.

    Args:
        language: The person's.
        content: Of the answer.
        songs: Of `content.song_ids`, in their order.
        media: Of the songs.
        notes: What else to say.
    """
    head = [_verdict(language, content, notes)]
    if content.face is not None:
        head.append(likeliest(language, content.faces[content.face]))
    if (reason := Reason.of_key(content.reason)) is not None:
        head.append(Markup("<i>{}</i>").format(_reason(language, reason)))
    foot = [language.say("no-more-songs")] if notes.is_dry else []
    if notes.is_first:
        foot.append(language.say("play-hint"))
    if thanks := thanks_to(media):
        foot.append(language.say("attribution", providers=thanks))
    for length in _NAME_LENGTHS:
        lines = [
            Markup("{}. {}").format(number, song_link(song, page.page_url, length))
            for number, (song, page) in enumerate(zip(songs, media, strict=True), start=1)
        ]
        text = _joined([head, lines, foot])
        if visible_length(text) <= MAX_CAPTION_CHARACTERS:
            break
    return Caption(text, _joined([head, foot]))


def likeliest(language: Language, face: FaceMood) -> Markup:
    """Return the two likeliest emotions of a face, with their shares."""
    (first, first_share), (second, second_share) = sorted(
        face.emotions.items(), key=lambda pair: -pair[1]
    )[:2]
    return language.say(
        "likeliest",
        first_emotion=first,
        first_share=first_share,
        second_emotion=second,
        second_share=second_share,
    )


def song_link(song: Song, page_url: str, length: int = _NAME_LENGTHS[0]) -> Markup:
    """Return title and artists, each of at most so many characters, as a link."""
    return Markup('<a href="{}">{} – {}</a>').format(  # noqa: RUF001 - a dash as in print
        page_url,
        as_markup(shortened(song.title, length)),
        as_markup(shortened(song.artist, length)),
    )


def thanks_to(media: Sequence[SongMedia]) -> Markup:
    """Return each provider once, with a link to its page of the first song it had."""
    firsts: dict[str, Attribution] = {}
    for one in media:
        for attribution in one.attributions:
            firsts.setdefault(attribution.text, attribution)
    links = (Markup('<a href="{}">{}</a>').format(one.url, one.text) for one in firsts.values())
    return Markup(", ").join(links)


def visible_length(text: Markup) -> int:
    """Return how long a text is without its tags, in UTF-16 units, as Telegram counts."""
    visible = html.unescape(_TAG.sub("", text))
    return len(visible.encode("utf-16-le")) // 2


def shortened(text: str, length: int) -> str:
    """Return a text of at most so many UTF-16 units, the last an ellipsis if it was longer."""
    if _units(text) <= length:
        return text
    while _units(text) >= length:
        text = text[:-1]
    return text.rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _verdict(language: Language, content: AnswerContent, notes: Notes) -> Markup:
    if content.felt is not None or content.face is None:
        if content.lift:
            return language.say("verdict-picked-lifted")
        message_id = "corrected" if notes.is_corrected else "verdict-picked"
        return language.say(message_id, mood=content.mood)
    emotions = content.faces[content.face].emotions
    emotion = max(emotions, key=lambda one: emotions[one])
    if content.lift:
        return language.say("verdict-lifted", emotion=emotion)
    message_id = "verdict-sure" if emotions[emotion] >= SURE_FROM else "verdict-likely"
    return language.say(message_id, emotion=emotion, mood=content.mood)


def _reason(language: Language, reason: Reason) -> Markup:
    message_id = f"reason-{reason.kind}"
    if reason.kind is ReasonKind.MIXED:
        return language.say(message_id, mood=reason.detail)
    return language.say(message_id, genre=shortened(reason.detail, _GENRE_LENGTH))


def _joined(blocks: Sequence[Sequence[Markup]]) -> Markup:
    return Markup("\n\n").join(Markup("\n").join(block) for block in blocks if block)
