"""Answers and people for tests of storage."""

from typing import Any

from bot.storage.records import (
    AnswerContent,
    Correction,
    FaceMood,
    MessageRef,
    Opinion,
    Person,
    Purpose,
)
from bot.storage.storage import Storage
from inference.emotions import Emotion
from inference.moods import Mood

CALM_FACE = FaceMood(
    {emotion: 0.88 if emotion is Emotion.NEUTRAL else 0.02 for emotion in Emotion},
    {Mood.HAPPY: 0.1, Mood.CALM: 0.8, Mood.SAD: 0.1},
)


def message(number: int = 1, chat_id: str = "100") -> MessageRef:
    return MessageRef(chat_id, str(number))


def calm_answer(*song_ids: str, **changes: Any) -> AnswerContent:
    """Return the answer to a photo of one calm face."""
    values = {"mood": Mood.CALM, "faces": (CALM_FACE,), "face": 0, "reason": "calm and slow"}
    return AnswerContent(song_ids=song_ids or ("song-1", "song-2"), **{**values, **changes})


async def person_with_everything(storage: Storage, platform_id: str) -> Person:
    """Return a person of whom each kind of record is stored once, a selfie still unanswered."""
    person = await storage.people.meet("telegram", platform_id)
    await storage.people.record_consent(person.id, Purpose.ANALYSIS, given=True, text_version="v1")
    await storage.selfies.receive(
        person, "file-of-" + platform_id, message(1, platform_id), consented=True
    )
    answer = await storage.answers.add(person.id, calm_answer())
    await storage.answers.mark_sent(answer.id, message(2, platform_id))
    await storage.feedback.add_opinion(person.id, Opinion("song-1", liked=True, mood=Mood.CALM))
    await storage.feedback.add_correction(
        person.id, Correction(Mood.CALM, Mood.SAD, CALM_FACE.emotions)
    )
    return person
