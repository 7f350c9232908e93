"""What a photo is answered with, before any platform shows it."""

from dataclasses import dataclass
from typing import Any

from bot.songs.catalogue import Song
from inference.emotions import Emotion
from inference.moods import Mood
from inference.selfie import FaceAnalysis


@dataclass(frozen=True)
class Answer:
    """Faces with their moods, and songs for the largest of them.

    Attributes:
        faces: Largest first; empty when there is none.
        mood: Of the largest face, or None when there is no face.
        songs: For that mood; empty when there is no face.
    """

    faces: tuple[FaceAnalysis, ...]
    mood: Mood | None
    songs: tuple[Song, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain types, for `json.dumps`; shares are rounded to four digits."""
        return {
            "faces": [_face_as_json(face) for face in self.faces],
            "mood": None if self.mood is None else self.mood.value,
            "songs": [song_as_json(song) for song in self.songs],
        }


def song_as_json(song: Song) -> dict[str, Any]:
    """Return what a program needs to show and play a song."""
    return {
        "title": song.title,
        "artist": song.artist,
        "mood": song.mood.value,
        "audio_url": song.audio_url,
        "cover_url": song.cover_url,
    }


def _face_as_json(face: FaceAnalysis) -> dict[str, Any]:
    return {
        "box": list(face.box),
        "score": round(face.score, 4),
        "emotion": face.emotion.value,
        "probabilities": {
            emotion.value: round(float(share), 4)
            for emotion, share in zip(Emotion, face.probabilities, strict=True)
        },
        "mood": face.mood.value,
        "mood_weights": {
            mood.value: round(float(share), 4)
            for mood, share in zip(Mood, face.mood_weights, strict=True)
        },
    }
