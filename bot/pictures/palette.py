"""The colours of the moods, for every picture."""

from dataclasses import dataclass

from inference.moods import Mood

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True)
class MoodColours:
    """The colours of one mood, sRGB 0-255.

    Attributes:
        top: Upper end of a background gradient.
        middle: Half way down.
        bottom: Lower end.
        light: A highlight that stands out from all three.
        ink: Dark text and numerals on white.
        tints: Neighbouring colours, to tell drawings of one mood apart.
    """

    top: Colour
    middle: Colour
    bottom: Colour
    light: Colour
    ink: Colour
    tints: tuple[Colour, ...]


COLOURS: dict[Mood, MoodColours] = {
    Mood.HAPPY: MoodColours(
        top=(255, 205, 86),
        middle=(255, 143, 84),
        bottom=(240, 84, 98),
        light=(255, 240, 186),
        ink=(176, 46, 62),
        tints=((255, 110, 150), (255, 170, 60), (250, 96, 70)),
    ),
    Mood.CALM: MoodColours(
        top=(150, 222, 205),
        middle=(48, 165, 168),
        bottom=(14, 88, 122),
        light=(226, 250, 240),
        ink=(10, 82, 110),
        tints=((70, 190, 150), (60, 140, 200), (40, 160, 170)),
    ),
    Mood.SAD: MoodColours(
        top=(122, 98, 202),
        middle=(62, 66, 158),
        bottom=(20, 26, 78),
        light=(214, 206, 255),
        ink=(48, 44, 128),
        tints=((150, 70, 170), (40, 90, 180), (70, 70, 170)),
    ),
}


@dataclass(frozen=True)
class ChartColours:
    """The colours of a chart, for a light or a dark chat.

    The three moods differ in lightness as well as in hue (amber, teal, indigo), so that they
    stay apart for colour-blind eyes and in grey.
    """

    paper: Colour
    grid: Colour
    text: Colour
    faint_text: Colour
    moods: dict[Mood, Colour]


LIGHT_CHART = ChartColours(
    paper=(255, 255, 255),
    grid=(226, 229, 235),
    text=(28, 32, 44),
    faint_text=(96, 103, 120),
    moods={Mood.HAPPY: (247, 181, 56), Mood.CALM: (33, 150, 143), Mood.SAD: (72, 60, 150)},
)
DARK_CHART = ChartColours(
    paper=(23, 27, 38),
    grid=(50, 56, 72),
    text=(240, 242, 248),
    faint_text=(160, 168, 186),
    moods={Mood.HAPPY: (255, 200, 92), Mood.CALM: (62, 178, 168), Mood.SAD: (112, 98, 206)},
)
