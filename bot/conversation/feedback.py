"""What people say about songs: 👍 and 👎, as often as they like, and taken back."""

from dataclasses import dataclass

from bot.conversation.answer_buttons import (
    DOWN,
    NO,
    OPINIONS,
    RATE,
    REACT,
    UP,
    YES,
    opinion_rows,
    reaction_rows,
)
from bot.conversation.hints import hint_at_old_button
from bot.conversation.own_answers import for_own_answer, show_buttons, song_id_at
from bot.conversation.replies import Delivery, Reply
from bot.conversation.turns import Handlers, Turn
from bot.conversation.wishes import mood_offered
from bot.storage.records import Opinion, StoredAnswer

_WORDS = {True: "liked", False: "disliked", None: "opinion-taken-back"}


@dataclass(frozen=True)
class _Saying:
    """What a button says about a song.

    Attributes:
        index: Of the song in the answer.
        way: `UP` or `DOWN`.
        opinion: The same for storage; taken back where the button's sign was chosen already.
    """

    index: int
    way: str
    opinion: Opinion


@for_own_answer
async def _choose_song(turn: Turn, stored: StoredAnswer, rest: tuple[str, ...]) -> None:
    """Show a button for each song in place of the answer's."""
    if rest not in ((UP,), (DOWN,)):
        await hint_at_old_button(turn)
        return
    await _show_opinions(turn, stored, rest[0])


@for_own_answer
async def _rate(turn: Turn, stored: StoredAnswer, rest: tuple[str, ...]) -> None:
    """Store an opinion, and show it on the answer's buttons."""
    saying = await _stored_saying(turn, stored, rest)
    if saying is not None:
        await _show_opinions(turn, stored, saying.way)


@for_own_answer
async def _react(turn: Turn, stored: StoredAnswer, rest: tuple[str, ...]) -> None:
    """Store an opinion, and show it below the song that plays."""
    saying = await _stored_saying(turn, stored, rest)
    if saying is not None:
        await show_buttons(turn, reaction_rows(stored.id, saying.index, saying.opinion.liked))


async def _stored_saying(turn: Turn, stored: StoredAnswer, rest: tuple[str, ...]) -> _Saying | None:
    """Store what a button says and confirm it; None after telling that it means nothing."""
    saying = _saying_of(turn, stored, rest)
    if saying is None:
        await hint_at_old_button(turn)
        return None
    await turn.services.storage.feedback.add_opinion(turn.person.id, saying.opinion)
    message_id = _WORDS[saying.opinion.liked]
    await turn.send(Reply(turn.language.say(message_id), Delivery.NOTICE))
    return saying


def _saying_of(turn: Turn, stored: StoredAnswer, rest: tuple[str, ...]) -> _Saying | None:
    match rest:
        case (index, way, said) if way in (UP, DOWN) and said in (YES, NO):
            song_id = song_id_at(stored, index)
        case _:
            return None
    if song_id is None:
        return None
    liked = None if said == NO else way == UP
    song = turn.services.catalogue.current.find(song_id)
    mood = mood_offered(stored.content, song.mood) if song else None
    return _Saying(int(index), way, Opinion(song_id, liked, mood))


async def _show_opinions(turn: Turn, stored: StoredAnswer, way: str) -> None:
    taste = await turn.services.storage.feedback.taste(turn.person.id)
    await show_buttons(turn, opinion_rows(turn.language, stored.id, stored.content, way, taste))


COMMANDS: Handlers = {}
ACTIONS: Handlers = {OPINIONS: _choose_song, RATE: _rate, REACT: _react}
