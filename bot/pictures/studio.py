"""Where pictures are drawn while the bot goes on: painters in worker processes.

Drawing holds Python's lock, and photos and covers are strangers' files in native decoders: in
the bot's own process the first would hold up everybody's answers, the second could end them.
"""

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Self

from bot.errors import PictureError
from bot.pictures.cover_files import CoverFileError
from bot.pictures.covers import PictureSong
from bot.pictures.mood_chart import ChartLabels, MoodEntry
from bot.pictures.painter import Painter
from bot.pictures.surfaces import Box
from inference.errors import InferenceError
from inference.images import DECODER_ERRORS
from inference.moods import Mood
from inference.worker_pool import CLOSE_DEADLINE_S, WorkerPool

DEFAULT_MAX_QUEUE_SIZE = 64
DEFAULT_DEADLINE_S = 5.0
MAX_WORKERS = 2
# Caches take some 60 MB (docs/adr/0012), the largest photos a gigabyte for a moment.
_MAX_GROWTH_BYTES = 256 * 1024 * 1024


class ProcessPictureStudio:
    """Draws pictures in worker processes; a `PictureStudio`. For one event loop."""

    def __init__(
        self,
        *,
        workers: int | None = None,
        max_queue_size: int = DEFAULT_MAX_QUEUE_SIZE,
        deadline_s: float = DEFAULT_DEADLINE_S,
        painter: Callable[[], Painter] = Painter,
    ) -> None:
        """Describe a studio; `ready` opens it.

        Args:
            workers: Processes; by default as many as there are cores, at most two.
            max_queue_size: How many pictures may wait while all workers are busy.
            deadline_s: Seconds that a picture may wait, and then again may be worked on.
            painter: Makes a worker's painter, in the worker; a function or class at the top of
                a module.

        Raises:
            ValueError: A number is out of range, or `painter` cannot be pickled.
        """
        self._pool = WorkerPool(
            painter,
            workers=min(os.cpu_count() or 1, MAX_WORKERS) if workers is None else workers,
            max_queue_size=max_queue_size,
            deadline_s=deadline_s,
            max_growth_bytes=_MAX_GROWTH_BYTES,
        )

    async def ready(self) -> None:
        """Start the workers and wait until they have opened their fonts. To be called once.

        Raises:
            LoadError: A worker died or did not finish; the studio is closed then.
        """
        await self._pool.ready()

    async def close(self, deadline_s: float = CLOSE_DEADLINE_S) -> None:
        """Take no more pictures, finish those begun or waiting, and end the workers.

        Args:
            deadline_s: Seconds after which unfinished pictures are given up (PictureError).
        """
        await self._pool.close(deadline_s)

    async def __aenter__(self) -> Self:
        """Start the workers; see `ready`."""
        await self.ready()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the workers; see `close`."""
        await self.close()

    async def compose_answer(self, songs: Sequence[PictureSong], mood: Mood) -> bytes:
        """Return the JPEG of an answer; see `answer_picture.compose_answer`.

        Raises:
            PictureError: It could not be drawn.
        """
        return await _drawn(self._pool.run(Painter.compose_answer, songs, mood))

    async def cover_of(self, song: PictureSong, mood: Mood) -> bytes:
        """Return a song's cover, or one drawn in a mood's colours, as a JPEG of 320 px a side.

        Raises:
            PictureError: It could not be drawn.
        """
        return await _drawn(self._pool.run(Painter.cover_of, song, mood))

    async def number_faces(self, photo: bytes, boxes: Sequence[Box]) -> bytes:
        """Return a JPEG of a photo file with numbered boxes; see `faces_picture.number_faces`.

        Raises:
            PictureError: It could not be drawn.
        """
        return await _drawn(self._pool.run(Painter.number_faces, photo, boxes))

    async def draw_mood_chart(
        self, entries: Sequence[MoodEntry], labels: ChartLabels, *, dark: bool
    ) -> bytes:
        """Return a PNG of moods over time; see `mood_chart.draw_mood_chart`.

        Raises:
            PictureError: It could not be drawn.
        """
        return await _drawn(self._pool.run(Painter.draw_mood_chart, entries, labels, dark=dark))

    async def normalize_cover(self, data: bytes) -> bytes:
        """Return a downloaded cover in our shape; see `cover_files.normalize_cover`.

        Raises:
            CoverFileError: It is no cover, or could not be read in time.
        """
        try:
            return await self._pool.run(Painter.normalize_cover, data)
        except InferenceError as error:
            raise CoverFileError(f"the cover could not be read: {error}") from error


async def _drawn(picture: Awaitable[bytes]) -> bytes:
    """Wait for a picture; say all that may go wrong with strangers' files by one error."""
    try:
        return await picture
    except (InferenceError, CoverFileError, *DECODER_ERRORS) as error:
        raise PictureError(f"the picture was not drawn: {type(error).__name__}: {error}") from error
