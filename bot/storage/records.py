"""What storage takes and gives: frozen, and free of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from inference.emotions import Emotion
from inference.moods import Mood

# More digits say nothing of a face.
_DIGITS = 4


class Purpose(StrEnum):
    """What a person may agree to."""

    ANALYSIS = "analysis"
    """Estimating emotions from photos."""
    TRAINING = "training"
    """Learning from likes, dislikes and corrections."""


class SelfieState(StrEnum):
    """How far a selfie has come."""

    AWAITING_CONSENT = "awaiting_consent"
    """Not to be looked at before the person agrees."""
    RECEIVED = "received"
    """To be analysed."""
    ANSWERED = "answered"
    """The answer is stored, but perhaps not sent."""
    ASKED = "asked"
    """The person was asked which face or mood to go by; nothing is owed until they say."""
    DONE = "done"
    """The answer was sent, or there is none to send."""


@dataclass(frozen=True)
class Preferences:
    """What a person set.

    Attributes:
        songs_per_answer: How many songs an answer has.
        explicit: Whether songs marked explicit may come.
        lift: Songs to cheer up rather than to match.
        language: BCP 47 code, or None for the platform's.
    """

    songs_per_answer: int = 5
    explicit: bool = True
    lift: bool = False
    language: str | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who talks with the bot.

    Attributes:
        id: Random; means nothing outside of storage.
        platform: Such as "telegram".
        platform_id: The platform's id of the person.
        preferences: What they set.
    """

    id: str
    platform: str
    platform_id: str
    preferences: Preferences


@dataclass(frozen=True)
class Consent:
    """That consent was given or withdrawn.

    Attributes:
        purpose: To what.
        given: Whether given; withdrawn otherwise.
        text_version: Of the text that was agreed to.
        at: When.
    """

    purpose: Purpose
    given: bool
    text_version: str
    at: datetime


@dataclass(frozen=True)
class MessageRef:
    """A message on the person's platform.

    Attributes:
        chat_id: The platform's id of the chat.
        message_id: The platform's id of the message in that chat.
    """

    chat_id: str
    message_id: str


@dataclass(frozen=True)
class PendingSelfie:
    """A photo that waits for consent or an answer.

    Attributes:
        id: Random.
        person: Who sent it.
        file_id: What the platform finds the photo by.
        message: That brought it.
        state: How far it has come.
        received_at: When.
        attempts: How often it was taken up, its arrival included.
        answer_id: Of the stored answer, where the state is ANSWERED.
        language_code: As the platform told it with the photo, or None.
    """

    id: str
    person: Person
    file_id: str
    message: MessageRef
    state: SelfieState
    received_at: datetime
    attempts: int
    answer_id: str | None
    language_code: str | None = None


@dataclass(frozen=True)
class FaceMood:
    """What one face shows.

    Attributes:
        emotions: Calibrated probability of each emotion, 0-1, summing to 1.
        moods: Weight of each mood, 0-1, summing to 1.
    """

    emotions: Mapping[Emotion, float]
    moods: Mapping[Mood, float]

    @classmethod
    def of(cls, probabilities: NDArray[np.float32], weights: NDArray[np.float32]) -> Self:
        """Name the numbers of a face.

        Args:
            probabilities: (7,) in the order of `Emotion`.
            weights: (3,) in the order of `Mood`.
        """
        return cls(
            {
                emotion: round(float(share), _DIGITS)
                for emotion, share in zip(Emotion, probabilities, strict=True)
            },
            {mood: round(float(share), _DIGITS) for mood, share in zip(Mood, weights, strict=True)},
        )


@dataclass(frozen=True)
class AnswerContent:
    """What was seen and answered.

    Attributes:
        mood: That the songs are for.
        song_ids: In the order shown.
        reason: Why these songs, in words, or a key of such words.
        lift: Whether the songs are to cheer up.
        faces: Largest first; empty where the mood was picked by hand.
        face: Position in `faces` of the face answered for, or None.
        message: Where the answer stands, once it was sent.
        felt: The mood that the person named, or None where the face decides.
        earlier: Songs that stood there before, oldest first: a button's number of a song counts
            on from them, so that it means the same song for ever.
    """

    mood: Mood
    song_ids: tuple[str, ...]
    reason: str = ""
    lift: bool = False
    faces: tuple[FaceMood, ...] = ()
    face: int | None = None
    message: MessageRef | None = None
    felt: Mood | None = None
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What was seen in a selfie whose sender is asked which face or mood to go by.

    Attributes:
        selfie_id: Of the selfie; fits into a button.
        person_id: Who sent it.
        faces: Largest first.
    """

    selfie_id: str
    person_id: str
    faces: tuple[FaceMood, ...]


@dataclass(frozen=True)
class StoredAnswer:
    """An answer in the history.

    Attributes:
        id: Random, 16 characters of URL-safe Base64: fits into a button.
        person_id: Whose.
        at: When.
        content: What was seen and answered.
    """

    id: str
    person_id: str
    at: datetime
    content: AnswerContent


@dataclass(frozen=True)
class HistoryPage:
    """Some answers of a person, newest first.

    Attributes:
        answers: Of this page.
        page: From 0.
        page_count: At least 1.
    """

    answers: tuple[StoredAnswer, ...]
    page: int
    page_count: int


@dataclass(frozen=True)
class MoodMoment:
    """The mood of a person's selfie, for a chart.

    Attributes:
        at: When.
        mood: That was answered to, or that the person named.
        moods: Weight of each mood in the face; 1 for the one that the person named.
    """

    at: datetime
    mood: Mood
    moods: Mapping[Mood, float]


@dataclass(frozen=True)
class Taste:
    """Songs that a person liked and disliked.

    Attributes:
        liked: Song ids.
        disliked: Song ids.
    """

    liked: frozenset[str]
    disliked: frozenset[str]


@dataclass(frozen=True)
class Opinion:
    """What a person thinks of a song.

    Attributes:
        song_id: Of the song.
        liked: True for 👍, False for 👎, None for taken back.
        mood: That the song was offered for, if any.
    """

    song_id: str
    liked: bool | None
    mood: Mood | None = None


@dataclass(frozen=True)
class Correction:
    """That a mood was not the person's.

    Attributes:
        answered: The mood that the bot answered to.
        felt: The mood that the person picked.
        emotions: Probabilities of the face at the time, or None where there was no face.
    """

    answered: Mood
    felt: Mood
    emotions: Mapping[Emotion, float] | None = None


@dataclass(frozen=True)
class TrainingFeedback:
    """What may be learned from: of people who agreed to it, without who they are.

    Attributes:
        opinions: The newest of each person and song, taken-back ones left out.
        corrections: All.
    """

    opinions: tuple[Opinion, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Statistics:
    """Counts of everybody together.

    Attributes:
        people: Whom the bot knows.
        active_today: Of those, who came within 24 hours.
        active_this_week: Within seven days.
        answers: In all histories.
        opinions: Of songs.
        waiting_selfies: Not yet answered.
        usage: Day (ISO) → name → count, the newest day first.
    """

    people: int
    active_today: int
    active_this_week: int
    answers: int
    opinions: int
    waiting_selfies: int
    usage: Mapping[str, Mapping[str, int]]
