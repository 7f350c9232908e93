"""Shows answers in a terminal: bars for emotions, a table of songs with links."""

from collections.abc import Sequence

from rich.bar import Bar
from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from bot.answers import Answer
from bot.songs.catalogue import Song
from inference.emotions import Emotion
from inference.moods import Mood
from inference.selfie import FaceAnalysis

MOOD_COLOURS = {Mood.HAPPY: "yellow", Mood.CALM: "cyan", Mood.SAD: "blue"}
BAR_WIDTH = 24

NO_FACE_ADVICE = (
    "No face found. A photo works best when the face fills a good part of it, is lit from the "
    "front and looks at the camera."
)


def print_answer(answer: Answer) -> None:
    """Print faces with their emotions, then the songs; or advice when there is no face."""
    console = Console()
    if not answer.faces:
        console.print(NO_FACE_ADVICE)
        return
    for number, face in enumerate(answer.faces, start=1):
        title = "The face" if len(answer.faces) == 1 else f"Face {number} of {len(answer.faces)}"
        console.print(_face_panel(face, title))
    mood = answer.mood or Mood.CALM
    print_songs(answer.songs, title=f"Songs for a {mood} mood")


def print_songs(songs: Sequence[Song], title: str) -> None:
    """Print songs as a table; titles link to the audio where the terminal can."""
    table = Table("", "title", "artist", "mood", title=title, title_justify="left")
    for number, song in enumerate(songs, start=1):
        colour = MOOD_COLOURS[song.mood]
        table.add_row(
            str(number),
            f"[link={song.audio_url}]{escape(song.title)}[/link]",
            escape(song.artist),
            f"[{colour}]{song.mood}[/{colour}]",
        )
    Console().print(table)


def _face_panel(face: FaceAnalysis, title: str) -> Panel:
    emotions = Table.grid(padding=(0, 1))
    for position in face.probabilities.argsort()[::-1]:
        probability = float(face.probabilities[position])
        bar = Bar(1, 0, probability, width=BAR_WIDTH, color=MOOD_COLOURS[face.mood])
        emotions.add_row(list(Emotion)[position].value, bar, f"{probability:.0%}")
    weights = "   ".join(
        f"[{MOOD_COLOURS[mood]}]{mood} {weight:.0%}[/]"
        for mood, weight in zip(Mood, face.mood_weights, strict=True)
    )
    return Panel(Group(emotions, "", weights), title=title, title_align="left", expand=False)
