"""The person's photo with a numbered box around each face, for choosing one by a button."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.pictures.palette import WHITE, Colour
from bot.pictures.surfaces import Box, encode_jpeg
from bot.pictures.typeface import Anchor, TextStyle, Typeface, default_typeface
from inference.images import Photo

MAX_PICTURE_BYTES = 400_000

# Telegram shows photos at up to this side.
_LONGEST_SIDE_PX = 1280

# Shares of the picture's shorter side: a phone shows it some 360 px wide.
_LINE_SHARE = 0.007
_TAG_SHARE = 0.085
_MIN_TAG_PX = 24

# Distinct for colour-blind eyes too (Okabe and Ito, jfly.uni-koeln.de/color), all dark enough
# for a white numeral.
_BOX_COLOURS: tuple[Colour, ...] = ((0, 114, 178), (190, 78, 0), (0, 128, 96), (160, 70, 130))
_HALO: Colour = (16, 18, 24)


def number_faces(photo: Photo, boxes: Sequence[Box], typeface: Typeface | None = None) -> bytes:
    """Draw numbered boxes on a photo, in memory only.

    Args:
        photo: As decoded.
        boxes: x, y, width, height in pixels of the upright photo as it was sent, in the order
            of their numbers from 1; as `FaceAnalysis.box`.
        typeface: To write with; by default that of the installed font packages.

    Returns:
        A JPEG, its longest side at most 1280 px; without the photo's metadata.
    """
    picture = Image.fromarray(photo.pixels)
    picture.thumbnail((_LONGEST_SIDE_PX, _LONGEST_SIDE_PX), Image.Resampling.BICUBIC)
    scale = picture.width / photo.width_px
    face = typeface or default_typeface()
    placed = [_scaled(box, scale, picture.size) for box in boxes]
    line = max(2, round(min(picture.size) * _LINE_SHARE))
    pen = ImageDraw.Draw(picture)
    for number, box in enumerate(placed, start=1):
        _draw_box(pen, box, line, _BOX_COLOURS[(number - 1) % len(_BOX_COLOURS)])
    # Numerals last: a neighbour's box must not cross them.
    for number, box in enumerate(placed, start=1):
        _draw_tag(pen, number, box, picture.size, face)
    return encode_jpeg(picture, MAX_PICTURE_BYTES)


def _scaled(box: Box, scale: float, size: tuple[int, int]) -> Box:
    """Return left, top, right, bottom in pixels of the picture, inside it."""
    x, y, width, height = box
    left, top = max(0, round(x * scale)), max(0, round(y * scale))
    right = min(size[0] - 1, round((x + width) * scale))
    bottom = min(size[1] - 1, round((y + height) * scale))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _draw_box(pen: ImageDraw.ImageDraw, box: Box, line_px: int, colour: Colour) -> None:
    """Draw a white line between two dark ones: seen on any background."""
    radius = max(4, round((box[2] - box[0]) * 0.09))
    edge = max(1, line_px // 3)
    outer = (box[0] - edge, box[1] - edge, box[2] + edge, box[3] + edge)
    pen.rounded_rectangle(outer, radius + edge, outline=_HALO, width=line_px + 2 * edge)
    pen.rounded_rectangle(box, radius, outline=WHITE, width=line_px)
    inner = tuple(v + s * (line_px - 1) for v, s in zip(box, (1, 1, -1, -1), strict=True))
    if inner[2] - inner[0] > 4 * line_px and inner[3] - inner[1] > 4 * line_px:
        pen.rounded_rectangle(inner, radius, outline=colour, width=max(2, line_px // 2))


def _draw_tag(
    pen: ImageDraw.ImageDraw, number: int, box: Box, size: tuple[int, int], face: Typeface
) -> None:
    """Draw a numeral on a disc at the box's upper left corner, wholly inside the picture."""
    diameter = max(_MIN_TAG_PX, round(min(size) * _TAG_SHARE))
    left = min(max(box[0] - diameter // 3, 2), size[0] - diameter - 2)
    top = min(max(box[1] - diameter // 3, 2), size[1] - diameter - 2)
    colour = _BOX_COLOURS[(number - 1) % len(_BOX_COLOURS)]
    rim = max(2, diameter // 14)
    place = (left, top, left + diameter, top + diameter)
    pen.ellipse(place, fill=colour, outline=WHITE, width=rim)
    digits = str(number)
    height = round(diameter * (0.62 if len(digits) == 1 else 0.48))
    middle = (left + diameter / 2, top + diameter / 2 + height * 0.36)
    face.draw(pen, middle, digits, TextStyle(height, WHITE, anchor=Anchor.MIDDLE))
