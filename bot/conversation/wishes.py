"""What songs are asked for: a face's mood or a named one, to match or to lift.

A wish is the content of an answer that has no songs yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bot.storage.records import AnswerContent, FaceMood
from inference.moods import Mood, lifted, likeliest_mood


def wish_for_face(faces: Sequence[FaceMood], face: int, *, lift: bool) -> AnswerContent:
    """Return the wish for songs for a face.

    Args:
        faces: Of the photo.
        face: Position of the one to go by.
        lift: Whether the person likes to be lifted.
    """
    seen = AnswerContent(Mood.CALM, (), faces=tuple(faces), face=face)
    return with_lift(seen, lift=lift)


def wish_for_mood(mood: Mood) -> AnswerContent:
    """Return the wish for songs for a mood picked by hand."""
    return AnswerContent(mood, (), felt=mood)


def with_lift(content: AnswerContent, *, lift: bool) -> AnswerContent:
    """Return the same to lift, or to match, the person's mood; happy people are matched."""
    content = replace(content, lift=lift and can_lift(content))
    return replace(content, mood=likeliest_mood(wished_weights(content)))


def with_felt(content: AnswerContent, mood: Mood, *, lift: bool = False) -> AnswerContent:
    """Return the same for the mood that the person named."""
    return with_lift(replace(content, felt=mood), lift=lift)


def seen_mood(content: AnswerContent) -> Mood | None:
    """Return the likeliest mood of the face, or None where there is none."""
    if content.face is None:
        return None
    return likeliest_mood(_in_order(content.faces[content.face].moods))


def can_lift(content: AnswerContent) -> bool:
    """Return whether there is anything to lift."""
    return likeliest_mood(_felt_weights(content)) is not Mood.HAPPY


def wished_weights(content: AnswerContent) -> NDArray[np.float32]:
    """Return (3,) float32 weights in the order of `Mood`, summing to 1."""
    weights = _felt_weights(content)
    return lifted(weights) if content.lift else weights


def mood_offered(content: AnswerContent, song_mood: Mood) -> Mood:
    """Return the mood of an answer that one of its songs was chosen for.

    A face has several moods, and songs for each: the song's own is meant where it is among them.
    For a single mood, songs may also come that are told otherwise.

    Args:
        content: Of the answer.
        song_mood: The likeliest mood of the song.
    """
    weight = wished_weights(content)[list(Mood).index(song_mood)]
    return song_mood if weight > 0 else content.mood


def _felt_weights(content: AnswerContent) -> NDArray[np.float32]:
    """Return the weights of the mood that the person is in, as they say or else as it seems."""
    if content.felt is None and content.face is not None:
        return _in_order(content.faces[content.face].moods)
    felt = content.felt or content.mood
    return np.array([mood is felt for mood in Mood], np.float32)


def _in_order(moods: Mapping[Mood, float]) -> NDArray[np.float32]:
    return np.array([moods[mood] for mood in Mood], np.float32)
