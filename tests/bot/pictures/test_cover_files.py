import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.cover_files import CoverFileError, normalize_cover
from tests.support.media_servers import cover_file

VALID = {kind: cover_file(128, kind) for kind in ("JPEG", "PNG", "WEBP")}


def picture_file(image: Image.Image, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    image.save(stream, format=kind)
    return stream.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", VALID)
def test_a_cover_becomes_a_jpeg(kind: str) -> None:
    image = opened(normalize_cover(VALID[kind]))

    assert (image.format, image.size, image.mode) == ("JPEG", (128, 128), "RGB")


def test_a_large_cover_is_reduced() -> None:
    assert opened(normalize_cover(cover_file(1000))).size == (600, 600)


def test_a_cover_that_is_not_square_keeps_its_edges_on_white() -> None:
    image = opened(normalize_cover(picture_file(Image.new("RGB", (300, 200), (0, 0, 200)))))

    assert image.size == (300, 300)
    assert image.getpixel((150, 5)) == (255, 255, 255)
    assert image.getpixel((3, 150))[2] > 150  # type: ignore[index]


def test_a_transparent_cover_lies_on_white() -> None:
    image = opened(normalize_cover(picture_file(Image.new("RGBA", (100, 100), (9, 9, 9, 0)))))

    assert image.getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\0" * 50,
        picture_file(Image.new("RGB", (100, 100)), "GIF"),
        picture_file(Image.new("RGB", (100, 100)), "TIFF"),
        VALID["PNG"][:200],
        picture_file(Image.new("RGB", (20, 20))),
        picture_file(Image.new("1", (12_000, 12_000))),
    ],
    ids=["empty", "no gif", "gif", "tiff", "cut", "tiny", "bomb"],
)
def test_what_is_no_cover_is_refused(data: bytes) -> None:
    with pytest.raises(CoverFileError):
        normalize_cover(data)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(VALID)),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=30),
)
def test_damaged_bytes_give_a_cover_or_are_refused(
    kind: str, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(VALID[kind])
    for place, value in changes:
        data[place % len(data)] = value
    try:
        cover = normalize_cover(bytes(data))
    except CoverFileError:
        return
    assert opened(cover).format == "JPEG"
