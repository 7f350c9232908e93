"""Making an answer: songs chosen with the person's past, stored, and put into a reply."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.conversation.answer_buttons import answer_rows, mood_rows, play_action
from bot.conversation.captions import Notes, caption_of
from bot.conversation.replies import Delivery, Picture, Reply, SongCard
from bot.conversation.storing import tolerated
from bot.conversation.turns import Turn
from bot.conversation.wishes import can_lift, wished_weights
from bot.errors import PictureError
from bot.pictures.covers import PictureSong
from bot.songs.catalogue import Song
from bot.songs.media import SongMedia
from bot.songs.reasons import reason_for
from bot.songs.recommendation import recommend
from bot.storage.records import AnswerContent, StoredAnswer, Taste

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Choice:
    """An answer's content with songs, in its order, and what else to say of them."""

    content: AnswerContent
    songs: tuple[Song, ...]
    notes: Notes


async def answer_anew(
    turn: Turn,
    wish: AnswerContent,
    *,
    selfie_id: str | None = None,
    delivery: Delivery = Delivery.MESSAGE,
    kept: AnswerContent | None = None,
) -> None:
    """Choose songs, store the answer and send it.

    An answer that cannot be stored is given all the same, with the buttons that need no storage.

    Args:
        turn: Whose.
        wish: The answer without songs.
        selfie_id: Of the selfie that is owed it, done with once the answer was sent.
        delivery: Where it goes.
        kept: What to store in place of the wish, where that is not this person's to keep.

    Raises:
        PersonForgottenError: They were forgotten meanwhile.
        PlatformError: It could not be sent; the selfie is still owed it.
    """
    async with turn.services.locks.of(turn.person.id):
        choice = await _choose(turn, wish)
        answer_id = await _stored(turn, choice, kept or wish, selfie_id)
    if choice.songs:
        reply = await _reply(turn, answer_id, choice)
        await _send(turn, reply.by(delivery), answer_id, selfie_id)
    else:
        await _say_no_songs(turn, delivery, selfie_id)


async def answer_again(
    turn: Turn, stored: StoredAnswer, change: Callable[[AnswerContent], AnswerContent]
) -> None:
    """Give other songs in place of an answer's.

    Args:
        turn: Of the person whose answer it is.
        stored: The answer.
        change: Makes its content the wish for the new songs.

    Raises:
        PersonForgottenError: They were forgotten meanwhile.
        PlatformError: It could not be sent.
    """
    answers = turn.services.storage.answers
    async with turn.services.locks.of(turn.person.id):
        # Once more, as another press may have changed it while this one waited.
        content = (await answers.get(stored.id) or stored).content
        wish = replace(change(content), earlier=shown_song_ids(content))
        choice = await _choose(turn, wish)
        is_stored = bool(choice.songs) and await _is_changed(turn, stored.id, choice.content)
    if not choice.songs:
        await turn.send(Reply(turn.language.say("no-songs"), Delivery.NOTICE))
        return
    is_corrected = wish.face is not None and wish.felt is not content.felt
    notes = replace(choice.notes, is_corrected=is_corrected)
    reply = await _reply(turn, stored.id if is_stored else None, replace(choice, notes=notes))
    # Without a picture of its own it would stand below that of the songs before.
    await turn.send(reply.by(Delivery.EDIT if reply.picture else Delivery.MESSAGE))


async def answer_as_stored(turn: Turn, stored: StoredAnswer, selfie_id: str) -> None:
    """Send a stored answer, with as many of its songs as the catalogue still has.

    Raises:
        PlatformError: It could not be sent; the selfie is still owed it.
    """
    content = stored.content
    found = map(turn.services.catalogue.current.find, content.song_ids)
    songs = tuple(song for song in found if song is not None)
    if not songs:
        await _say_no_songs(turn, Delivery.MESSAGE, selfie_id)
        return
    if len(songs) < len(content.song_ids):
        ids = tuple(song.id for song in songs)
        content = replace(content, song_ids=ids, earlier=shown_song_ids(content))
        await turn.services.storage.answers.change(stored.id, content)
    reply = await _reply(turn, stored.id, _Choice(content, songs, Notes()))
    await _send(turn, reply, stored.id, selfie_id)


def shown_song_ids(content: AnswerContent) -> tuple[str, ...]:
    """Return all songs that an answer ever showed, by the index that its buttons name."""
    return (*content.earlier, *content.song_ids)


async def _stored(
    turn: Turn, choice: _Choice, kept: AnswerContent, selfie_id: str | None
) -> str | None:
    """Store an answer; return its id, or None where there is nothing to store, or no storage."""
    if not choice.songs:
        return None
    content = replace(kept, song_ids=choice.content.song_ids, reason=choice.content.reason)
    with tolerated("an answer in the history"):
        answers = turn.services.storage.answers
        return (await answers.add(turn.person.id, content, selfie_id=selfie_id)).id
    return None


async def _is_changed(turn: Turn, answer_id: str, content: AnswerContent) -> bool:
    """Store other songs of an answer; return whether that was possible."""
    with tolerated("changed songs in the history"):
        await turn.services.storage.answers.change(answer_id, content)
        return True
    return False


async def _send(turn: Turn, reply: Reply, answer_id: str | None, selfie_id: str | None) -> None:
    """Send an answer and note that it was."""
    message = await turn.send(reply)
    storage = turn.services.storage
    with tolerated("a note that the answer was sent"):
        if answer_id is not None and message is not None:
            await storage.answers.mark_sent(answer_id, message, selfie_id=selfie_id)
        elif selfie_id is not None:
            await storage.selfies.finish(selfie_id)


async def _say_no_songs(turn: Turn, delivery: Delivery, selfie_id: str | None) -> None:
    await _send(turn, Reply(turn.language.say("no-songs"), delivery), None, selfie_id)


async def _choose(turn: Turn, wish: AnswerContent) -> _Choice:
    heard, taste = await _past(turn)
    catalogue, preferences = turn.services.catalogue.current, turn.person.preferences
    songs = recommend(
        catalogue,
        wished_weights(wish),
        heard=heard,
        liked=taste.liked,
        disliked=taste.disliked,
        count=preferences.songs_per_answer,
        seed=turn.services.new_seed(),
        explicit=preferences.explicit,
    )
    if not songs:
        return _Choice(wish, (), Notes())
    reason = reason_for(songs, wish.mood, catalogue, heard=heard, liked=taste.liked)
    content = replace(wish, song_ids=tuple(song.id for song in songs), reason=reason.key)
    notes = Notes(is_dry=any(song.id in heard for song in songs), is_first=not heard)
    return _Choice(content, tuple(songs), notes)


async def _past(turn: Turn) -> tuple[frozenset[str], Taste]:
    """Return what a person heard lately, likes and dislikes."""
    heard, taste = frozenset[str](), Taste(frozenset(), frozenset())
    with tolerated("the person's past"):
        heard = await turn.services.storage.answers.heard_song_ids(turn.person.id)
        taste = await turn.services.storage.feedback.taste(turn.person.id)
    return heard, taste


async def _reply(turn: Turn, answer_id: str | None, choice: _Choice) -> Reply:
    content, songs = choice.content, choice.songs
    media = await turn.services.media.media_for(songs)
    if answer_id is None:
        buttons = mood_rows(turn.language)
    else:
        buttons = answer_rows(turn.language, answer_id, content, can_lift=can_lift(content))
    caption = caption_of(turn.language, content, songs, media, choice.notes)
    return Reply(
        caption.text,
        buttons=buttons,
        picture=await _picture(turn, content, songs, media),
        songs=_cards(turn, answer_id, choice, media),
        text_beside_songs=caption.beside_songs,
        mood=content.mood,
    )


async def _picture(
    turn: Turn, content: AnswerContent, songs: Sequence[Song], media: Sequence[SongMedia]
) -> Picture | None:
    """Return the picture of an answer; None where it cannot be drawn, as words do as well."""
    shown = [picture_song(song, one) for song, one in zip(songs, media, strict=True)]
    try:
        data = await turn.services.studio.compose_answer(shown, content.mood)
    except PictureError as error:
        logger.warning("answering without a picture: %s", error)
        return None
    return Picture(data, str(turn.language.say("songs-of-mood", mood=content.mood)))


def _cards(
    turn: Turn, answer_id: str | None, choice: _Choice, media: Sequence[SongMedia]
) -> tuple[SongCard, ...]:
    content, draw = choice.content, turn.services.studio.cover_of
    return tuple(
        SongCard(
            number=place + 1,
            song_id=song.id,
            title=song.title,
            artist=song.artist,
            page_url=one.page_url,
            has_preview=one.preview_url is not None,
            load_cover=partial(draw, picture_song(song, one), content.mood),
            action=None if answer_id is None else play_action(answer_id, content, place),
        )
        for place, (song, one) in enumerate(zip(choice.songs, media, strict=True))
    )


def picture_song(song: Song, media: SongMedia) -> PictureSong:
    """Return a song as pictures show it."""
    return PictureSong(song.id, song.title, song.artist, media.cover)
