"""▶: one song of an answer as sound that plays in the chat, or the link to where it does."""

import logging
from functools import partial

from markupsafe import Markup

from bot.conversation.answer_buttons import PLAY, reaction_rows
from bot.conversation.captions import song_link, thanks_to
from bot.conversation.hints import hint_at_old_button
from bot.conversation.own_answers import for_own_answer, song_id_at
from bot.conversation.replies import Audio, Delivery, Reply, Rows
from bot.conversation.songs import picture_song
from bot.conversation.turns import Handlers, Turn
from bot.errors import PictureError
from bot.songs.catalogue import Song
from bot.songs.media import SongMedia
from bot.songs.providers.errors import MediaError
from bot.storage.records import StoredAnswer
from inference.moods import Mood

logger = logging.getLogger(__name__)


@for_own_answer
async def _play(turn: Turn, stored: StoredAnswer, rest: tuple[str, ...]) -> None:
    """Send a song's preview, or say where it can be heard."""
    song_id = song_id_at(stored, rest[0]) if len(rest) == 1 else None
    if song_id is None:
        await hint_at_old_button(turn)
        return
    song = turn.services.catalogue.current.find(song_id)
    if song is None:
        await turn.send(Reply(turn.language.say("song-gone"), Delivery.NOTICE))
        return
    await turn.outlet.show_activity()
    [media] = await turn.services.media.media_for([song])
    buttons = await _reactions(turn, stored, rest[0], song_id)
    await _send_sound(turn, song, media, stored.content.mood, buttons)


async def _send_sound(turn: Turn, song: Song, media: SongMedia, mood: Mood, buttons: Rows) -> None:
    if media.preview_url is not None:
        thanks = _thanks(turn, media)
        caption = [song_link(song, media.page_url), *([thanks] if thanks else [])]
        try:
            await turn.send(
                Reply(
                    Markup("\n").join(caption),
                    buttons=buttons,
                    text_beside_songs=thanks,
                    audio=await _audio(turn, song, media, media.preview_url, mood),
                )
            )
        except MediaError as error:
            logger.info("no sound for song %s: %s", song.id, error)
        else:
            return
    no_preview = turn.language.say("no-preview", title=song.title, url=media.page_url)
    await turn.send(Reply(no_preview, buttons=buttons))


async def _audio(turn: Turn, song: Song, media: SongMedia, url: str, mood: Mood) -> Audio:
    return Audio(
        song_id=song.id,
        title=song.title,
        performer=song.artist,
        cover=await _cover(turn, song, media, mood),
        load=partial(turn.services.previews.fetch_preview, url),
    )


async def _cover(turn: Turn, song: Song, media: SongMedia, mood: Mood) -> bytes | None:
    try:
        return await turn.services.studio.cover_of(picture_song(song, media), mood)
    except PictureError as error:
        logger.warning("playing without a cover: %s", error)
        return None


def _thanks(turn: Turn, media: SongMedia) -> Markup:
    """Return whose sound it is; nothing where nobody asks for that."""
    thanks = thanks_to([media])
    return turn.language.say("attribution", providers=thanks) if thanks else Markup("")


async def _reactions(turn: Turn, stored: StoredAnswer, index: str, song_id: str) -> Rows:
    taste = await turn.services.storage.feedback.taste(turn.person.id)
    liked = True if song_id in taste.liked else False if song_id in taste.disliked else None
    return reaction_rows(stored.id, int(index), liked)


COMMANDS: Handlers = {}
ACTIONS: Handlers = {PLAY: _play}
