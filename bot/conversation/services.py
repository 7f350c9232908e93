"""What the conversation works with; the composition root picks the concrete classes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.conversation.limits import Pace, PersonLocks
from bot.conversation.retrainer import Retrainer
from bot.pictures.covers import PictureSong
from bot.pictures.mood_chart import ChartLabels, MoodEntry
from bot.settings import LimitSettings
from bot.songs.catalogue import Song
from bot.songs.live_catalogue import LiveCatalogue
from bot.songs.media import SongMedia
from bot.storage.storage import Storage
from bot.texts.texts import Texts
from inference.moods import Mood
from inference.selfie import FaceAnalysis


class PhotoAnalyzer(Protocol):
    """Analyses photos; `AnalyzerPool` does so in worker processes."""

    async def analyze(self, data: bytes) -> tuple[FaceAnalysis, ...]:
        """Return the faces of a photo file, largest first; see `AnalyzerPool.analyze`."""
        ...


class MediaFinder(Protocol):
    """Finds covers and sound; never fails, and never takes longer than its deadline."""

    async def media_for(self, songs: Sequence[Song]) -> list[SongMedia]:
        """Return what is known of each song, in the songs' order."""
        ...


class PreviewFetcher(Protocol):
    """Downloads previews."""

    async def fetch_preview(self, url: str) -> bytes:
        """Return a piece of sound, in memory.

        Raises:
            MediaError: It cannot be had, or is no sound.
        """
        ...


class PictureStudio(Protocol):
    """Draws pictures without holding up other people."""

    async def compose_answer(self, songs: Sequence[PictureSong], mood: Mood) -> bytes:
        """Return the JPEG of an answer.

        Raises:
            PictureError: It could not be drawn.
        """
        ...

    async def cover_of(self, song: PictureSong, mood: Mood) -> bytes:
        """Return a song's cover as a square JPEG, drawn in the mood's colours where it has none.

        Raises:
            PictureError: It could not be drawn.
        """
        ...

    async def number_faces(self, photo: bytes, boxes: Sequence[tuple[int, int, int, int]]) -> bytes:
        """Return a JPEG of the photo with numbered boxes (x, y, width, height in pixels).

        Raises:
            PictureError: It could not be drawn.
        """
        ...

    async def draw_mood_chart(
        self, entries: Sequence[MoodEntry], labels: ChartLabels, *, dark: bool
    ) -> bytes:
        """Return a PNG of moods over time.

        Raises:
            PictureError: It could not be drawn.
        """
        ...


@dataclass(frozen=True)
class Services:
    """Everything that answers are made with.

    Attributes:
        storage: What is remembered.
        texts: What is said, in every language.
        catalogue: The songs.
        media: Covers and sound.
        previews: The sound itself.
        analyzer: Of photos.
        studio: Of pictures.
        retrainer: Of the mood model.
        limits: How much one person may ask for.
        unsure_threshold: Below this probability, 0-1, of the likeliest emotion the bot asks.
        operator: Who runs the bot and how to reach them, for /privacy; None if nobody said.
        now: Gives the time, in UTC.
        new_seed: Gives the chance of one answer.
        pace: Who did how much within the last minute.
        locks: One for each person at work.
    """

    storage: Storage
    texts: Texts
    catalogue: LiveCatalogue
    media: MediaFinder
    previews: PreviewFetcher
    analyzer: PhotoAnalyzer
    studio: PictureStudio
    retrainer: Retrainer
    limits: LimitSettings
    unsure_threshold: float
    operator: str | None
    now: Callable[[], datetime]
    new_seed: Callable[[], int]
    pace: Pace = field(default_factory=Pace)
    locks: PersonLocks = field(default_factory=PersonLocks)
