"""Whom and what to go by: several faces in a photo, and faces that could mean two moods.

What was seen is kept with the selfie, for a day, until somebody presses a button. Anybody who
sees the picture may press one for a face and gets songs of their own; but what was seen is
stored only in the history of whoever sent the photo.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.actions import encode_action
from bot.conversation.answer_buttons import mood_rows
from bot.conversation.hints import hint_at_old_button
from bot.conversation.replies import Button, Delivery, Picture, Reply, Rows
from bot.conversation.songs import answer_anew
from bot.conversation.storing import tolerated
from bot.conversation.turns import Handlers, Turn
from bot.conversation.wishes import seen_mood, wish_for_face, wish_for_mood, with_felt
from bot.errors import PictureError
from bot.storage.records import AnswerContent, Correction, FaceMood, Question
from inference.moods import Mood

logger = logging.getLogger(__name__)

FACE = "face"
SURE = "sure"

_IN_A_ROW = 5
# The largest; who is smaller in a crowd is hardly looking for songs.
_MAX_FACES = 10


async def answer_face(
    turn: Turn, faces: Sequence[FaceMood], face: int, selfie_id: str | None
) -> None:
    """Answer the sender of a photo for one face, or ask which mood it is.

    Raises:
        PersonForgottenError: They were forgotten meanwhile.
        PlatformError: It could not be sent; the selfie is still owed an answer.
    """
    if _is_unsure(turn, faces[face]):
        is_kept = selfie_id is not None and await _kept(turn, selfie_id, faces)
        question = _which_mood(turn, faces[face], face, selfie_id if is_kept else None)
        await _ask(turn, question, selfie_id)
        return
    wish = wish_for_face([faces[face]], 0, lift=turn.person.preferences.lift)
    await answer_anew(turn, wish, selfie_id=selfie_id)


async def ask_which_face(
    turn: Turn,
    photo: bytes,
    boxes: Sequence[tuple[int, int, int, int]],
    faces: Sequence[FaceMood],
    selfie_id: str | None,
) -> None:
    """Send a photo back with numbered boxes and a button for each.

    Where that cannot be, as it cannot be drawn or stored, the largest face is answered.

    Args:
        turn: Of whoever sent it.
        photo: The file's bytes.
        boxes: Of the faces, in pixels, largest first.
        faces: The same.
        selfie_id: Of the selfie, or None where it is not stored.

    Raises:
        PersonForgottenError: They were forgotten meanwhile.
        PlatformError: It could not be sent; the selfie is still owed an answer.
    """
    boxes, faces = boxes[:_MAX_FACES], faces[:_MAX_FACES]
    picture = await _numbered(turn, photo, boxes)
    if picture is None or selfie_id is None or not await _kept(turn, selfie_id, faces):
        await answer_face(turn, faces, 0, selfie_id)
        return
    question = turn.language.say("several-faces", count=len(faces))
    shown = Picture(picture, str(question))
    buttons = _face_rows(selfie_id, len(faces))
    await _ask(turn, Reply(question, buttons=buttons, picture=shown), selfie_id)


async def _answer_face_press(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Answer whoever pressed a face's button with songs of their own; the picture stays."""
    match arguments:
        case (selfie_id, face) if face.isdecimal():
            question = await turn.services.storage.selfies.question(selfie_id)
        case _:
            question = None
    if question is None or int(face) >= len(question.faces):
        gone = turn.language.say("faces-gone")
        await turn.send(Reply(gone, buttons=mood_rows(turn.language)))
        return
    await turn.outlet.show_activity()
    seen = question.faces[int(face)]
    if _is_unsure(turn, seen):
        await turn.send(_which_mood(turn, seen, int(face), selfie_id))
        return
    # The others' emotions belong in nobody's history.
    wish = wish_for_face([seen], 0, lift=turn.person.preferences.lift)
    await answer_anew(turn, wish, kept=_kept_by(turn, question, wish))


async def _answer_mood_press(turn: Turn, arguments: tuple[str, ...]) -> None:
    """Answer with songs for the mood that a face was said to show, in place of the question."""
    match arguments:
        case (selfie_id, face, mood) if face.isdecimal() and mood in set(Mood):
            question = await turn.services.storage.selfies.question(selfie_id)
        case _:
            await hint_at_old_button(turn)
            return
    felt = Mood(mood)
    if question is None or int(face) >= len(question.faces):
        await answer_anew(turn, wish_for_mood(felt), delivery=Delivery.EDIT)
        return
    seen = wish_for_face([question.faces[int(face)]], 0, lift=False)
    wish = with_felt(seen, felt, lift=turn.person.preferences.lift)
    is_theirs = question.person_id == turn.person.id
    if is_theirs:
        await store_correction(turn, seen, felt)
    delivery = Delivery.EDIT if is_theirs else Delivery.MESSAGE
    await answer_anew(turn, wish, delivery=delivery, kept=_kept_by(turn, question, wish))


async def store_correction(turn: Turn, content: AnswerContent, felt: Mood) -> None:
    """Store which mood a face showed, if that is not the one that the bot saw."""
    seen = seen_mood(content)
    if content.face is None or seen is None or seen is felt:
        return
    correction = Correction(seen, felt, content.faces[content.face].emotions)
    with tolerated("a correction"):
        await turn.services.storage.feedback.add_correction(turn.person.id, correction)


def _is_unsure(turn: Turn, face: FaceMood) -> bool:
    return max(face.emotions.values()) < turn.services.unsure_threshold


def _kept_by(turn: Turn, question: Question, wish: AnswerContent) -> AnswerContent:
    """Return what of a wish is stored with whoever pressed the button."""
    if question.person_id == turn.person.id:
        return wish
    return replace(wish, faces=(), face=None, felt=wish.felt or seen_mood(wish))


async def _ask(turn: Turn, question: Reply, selfie_id: str | None) -> None:
    await turn.send(question)
    if selfie_id is not None:
        with tolerated("a note that a question was asked"):
            await turn.services.storage.selfies.mark_asked(selfie_id)


async def _kept(turn: Turn, selfie_id: str, faces: Sequence[FaceMood]) -> bool:
    """Keep what was seen for when a button is pressed; return whether it could be stored."""
    with tolerated("what was seen, for a question"):
        await turn.services.storage.selfies.remember_faces(selfie_id, faces)
        return True
    return False


async def _numbered(
    turn: Turn, photo: bytes, boxes: Sequence[tuple[int, int, int, int]]
) -> bytes | None:
    try:
        return await turn.services.studio.number_faces(photo, boxes)
    except PictureError as error:
        logger.warning("answering for the largest face: %s", error)
        return None


def _face_rows(selfie_id: str, count: int) -> Rows:
    buttons = [
        Button(f"👤 {number}", encode_action(FACE, selfie_id, number - 1))
        for number in range(1, count + 1)
    ]
    return tuple(tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, count, _IN_A_ROW))


def _which_mood(turn: Turn, face: FaceMood, place: int, selfie_id: str | None) -> Reply:
    """Return the question which mood a face shows; with moods to pick where nothing is kept."""
    moods = sorted(Mood, key=lambda mood: -face.moods[mood])
    buttons = mood_rows(turn.language)
    if selfie_id is not None:
        first, second, third = (
            Button(
                str(turn.language.say(f"mood-{mood}-button")),
                encode_action(SURE, selfie_id, place, mood),
            )
            for mood in moods
        )
        buttons = ((first, second), (third,))
    text = turn.language.say("unsure", first_mood=moods[0], second_mood=moods[1])
    return Reply(text, buttons=buttons)


COMMANDS: Handlers = {}
ACTIONS: Handlers = {FACE: _answer_face_press, SURE: _answer_mood_press}
