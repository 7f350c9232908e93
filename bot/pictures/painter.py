"""What draws pictures inside a worker process: files and plain values in, files out."""

from collections.abc import Sequence

from bot.pictures.answer_picture import compose_answer
from bot.pictures.cover_files import normalize_cover
from bot.pictures.covers import PictureSong, draw_cover
from bot.pictures.faces_picture import number_faces
from bot.pictures.mood_chart import ChartLabels, MoodEntry, draw_mood_chart
from bot.pictures.surfaces import Box
from bot.pictures.typeface import Typeface, default_typeface
from inference.images import decode_photo
from inference.moods import Mood

# As large as Telegram takes the cover of a piece of sound (core.telegram.org/bots/api,
# sendAudio, `thumbnail`).
PLAYER_COVER_PX = 320


class Painter:
    """Draws one picture at a time. Raises whatever the drawing functions raise."""

    def __init__(self, typeface: Typeface | None = None) -> None:
        """Open the fonts and draw what all answers of a mood share, so that nobody waits for it.

        Args:
            typeface: To write with; by default that of the installed font packages.
        """
        self._face = typeface or default_typeface()
        for mood in Mood:
            compose_answer([PictureSong("first", "First", "First")] * 5, mood, self._face)

    def compose_answer(self, songs: Sequence[PictureSong], mood: Mood) -> bytes:
        """Return the JPEG of an answer; see `answer_picture.compose_answer`."""
        return compose_answer(songs, mood, self._face)

    def cover_of(self, song: PictureSong, mood: Mood) -> bytes:
        """Return a song's cover, or one drawn in a mood's colours, as a JPEG of 320 px a side."""
        if song.cover is not None:
            return normalize_cover(song.cover, PLAYER_COVER_PX)
        return draw_cover(song, mood, PLAYER_COVER_PX, self._face)

    def number_faces(self, photo: bytes, boxes: Sequence[Box]) -> bytes:
        """Return a JPEG of a photo file with numbered boxes; see `faces_picture.number_faces`."""
        return number_faces(decode_photo(photo), boxes, self._face)

    def draw_mood_chart(
        self, entries: Sequence[MoodEntry], labels: ChartLabels, *, dark: bool
    ) -> bytes:
        """Return a PNG of moods over time; see `mood_chart.draw_mood_chart`."""
        return draw_mood_chart(entries, labels, dark=dark, typeface=self._face)

    def normalize_cover(self, data: bytes) -> bytes:
        """Return a downloaded cover in our shape; see `cover_files.normalize_cover`."""
        return normalize_cover(data)
