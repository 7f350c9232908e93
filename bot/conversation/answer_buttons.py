"""The buttons of an answer: what they say, and what stands behind them.

A song is named by its place among all songs that the answer ever showed: the same button means
the same song for ever, whatever stands in the message by now.
"""

from collections.abc import Iterator, Sequence

from bot.conversation.actions import encode_action
from bot.conversation.replies import Button, Rows
from bot.storage.records import AnswerContent, Taste
from bot.texts.texts import Language
from inference.moods import Mood

PLAY = "play"
BACK = "back"
OPINIONS = "opinions"
RATE = "rate"
REACT = "react"
MORE = "more"
LIFT = "lift"
WRONG = "wrong"
FELT = "felt"
PICK = "mood"

UP, DOWN = "up", "down"
YES, NO = "1", "0"

_SIGNS = {UP: "👍", DOWN: "👎"}
_CHOSEN = " ✓"
_IN_A_ROW = 5


def answer_rows(
    language: Language, answer_id: str, content: AnswerContent, *, can_lift: bool
) -> Rows:
    """Return all buttons of an answer."""
    opinions = tuple(
        Button(sign, encode_action(OPINIONS, answer_id, way)) for way, sign in _SIGNS.items()
    )
    more = Button(str(language.say("more-songs-button")), encode_action(MORE, answer_id))
    label = "other-mood-button" if content.face is None else "not-my-mood-button"
    other = [Button(str(language.say(label)), encode_action(WRONG, answer_id))]
    if can_lift:
        other.append(_lift_button(language, answer_id, content))
    plays = [
        Button(f"▶ {place + 1}", play_action(answer_id, content, place))
        for place in range(len(content.song_ids))
    ]
    return (*_rows_of(plays), opinions, (more,), tuple(other))


def play_action(answer_id: str, content: AnswerContent, place: int) -> str:
    """Return what plays the song at a place of an answer, from 0."""
    return encode_action(PLAY, answer_id, len(content.earlier) + place)


def opinion_rows(
    language: Language, answer_id: str, content: AnswerContent, way: str, taste: Taste
) -> Rows:
    """Return a button for each song to like or to dislike it, and the way back."""
    chosen = taste.liked if way == UP else taste.disliked
    first = len(content.earlier)
    buttons = []
    for number, song_id in enumerate(content.song_ids, start=1):
        is_chosen = song_id in chosen
        action = encode_action(RATE, answer_id, first + number - 1, way, NO if is_chosen else YES)
        label = f"{_SIGNS[way]} {number}{_CHOSEN if is_chosen else ''}"
        buttons.append(Button(label, action))
    return (*_rows_of(buttons), (back_button(language, answer_id),))


def reaction_rows(answer_id: str, index: int, liked: bool | None) -> Rows:  # noqa: FBT001
    """Return the two buttons below one song that plays.

    Args:
        answer_id: That has the song.
        index: Of the song in it.
        liked: What the person thinks of it, or None.
    """
    chosen = {UP: liked is True, DOWN: liked is False}
    buttons = (
        Button(
            sign + (_CHOSEN if chosen[way] else ""),
            encode_action(REACT, answer_id, index, way, NO if chosen[way] else YES),
        )
        for way, sign in _SIGNS.items()
    )
    return (tuple(buttons),)


def felt_rows(language: Language, answer_id: str) -> Rows:
    """Return the three moods to pick from in place of an answer's, and the way back."""
    moods = (
        Button(str(language.say(f"mood-{mood}-button")), encode_action(FELT, answer_id, mood))
        for mood in Mood
    )
    return (tuple(moods), (back_button(language, answer_id),))


def mood_rows(language: Language) -> Rows:
    """Return the three moods to pick from by hand."""
    return (
        tuple(
            Button(str(language.say(f"mood-{mood}-button")), encode_action(PICK, mood))
            for mood in Mood
        ),
    )


def back_button(language: Language, answer_id: str) -> Button:
    """Return the button that brings an answer's buttons back."""
    return Button(str(language.say("back-button")), encode_action(BACK, answer_id))


def _lift_button(language: Language, answer_id: str, content: AnswerContent) -> Button:
    label = "match-button" if content.lift else "lift-button"
    action = encode_action(LIFT, answer_id, NO if content.lift else YES)
    return Button(str(language.say(label)), action)


def _rows_of(buttons: Sequence[Button]) -> Iterator[tuple[Button, ...]]:
    for start in range(0, len(buttons), _IN_A_ROW):
        yield tuple(buttons[start : start + _IN_A_ROW])
