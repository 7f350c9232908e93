import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from inference import images
from inference.errors import ImageDecodeError, ImageTooLargeError, PhotoError
from inference.images import Photo, cut_square, decode_photo
from tests.support.photos import corner_colours, encoded, exif_with_orientation, four_corners

LOSSLESS_ENOUGH = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "PNG": {},
    "WEBP": {"quality": 95},
    "HEIF": {"quality": 95},
}


def png_claiming(width: int, height: int) -> bytes:
    """Return a PNG whose header names a size and whose pixels are missing."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 9) + b"IDAT" + bytes(13)


@pytest.mark.parametrize("file_format", LOSSLESS_ENOUGH)
def test_every_format_gives_rgb_pixels(file_format: str) -> None:
    photo = decode_photo(encoded(four_corners(), file_format, **LOSSLESS_ENOUGH[file_format]))
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.shape == (24, 40, 3)
    assert (photo.width_px, photo.height_px) == (40, 24)
    assert corner_colours(photo.pixels) == "RGBY"


@pytest.mark.parametrize("file_format", LOSSLESS_ENOUGH)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_honoured(file_format: str, orientation: int) -> None:
    exif = exif_with_orientation(orientation)
    data = encoded(four_corners(), file_format, exif=exif, **LOSSLESS_ENOUGH[file_format])
    photo = decode_photo(data)
    lying = four_corners()
    lying.getexif()[0x0112] = orientation
    expected = np.asarray(ImageOps.exif_transpose(lying))
    assert photo.pixels.shape == expected.shape
    assert (photo.height_px, photo.width_px) == expected.shape[:2]
    assert corner_colours(photo.pixels) == corner_colours(expected)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_unknown_orientation_counts_as_upright(orientation: int) -> None:
    data = encoded(four_corners(), "JPEG", exif=exif_with_orientation(orientation))
    assert corner_colours(decode_photo(data).pixels) == "RGBY"


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_exif_spoils_no_photo() -> None:
    data = encoded(four_corners(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff damaged")
    assert corner_colours(decode_photo(data).pixels) == "RGBY"


def test_jpeg_pixels_are_those_of_pillow() -> None:
    data = encoded(four_corners(64, 48), "JPEG", quality=90)
    expected = np.asarray(Image.open(io.BytesIO(data)), dtype=np.int16)
    assert np.abs(decode_photo(data).pixels - expected).max() <= 2


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ((2559, 100), (2559, 100)),
        ((2560, 101), (1280, 51)),
        ((101, 5121), (26, 1281)),
        ((12_000, 9), (1500, 2)),
    ],
)
@pytest.mark.parametrize("file_format", ["JPEG", "PNG"])
def test_large_photos_are_decoded_at_a_reduced_scale(
    file_format: str, sent: tuple[int, int], kept: tuple[int, int]
) -> None:
    photo = decode_photo(encoded(Image.new("RGB", sent, "teal"), file_format))
    assert photo.pixels.shape == (kept[1], kept[0], 3)
    assert (photo.width_px, photo.height_px) == sent
    assert np.abs(photo.pixels.astype(int) - (0, 128, 128)).max() <= 4


def test_boxes_are_told_in_pixels_of_the_photo_as_sent() -> None:
    photo = Photo(np.zeros((500, 1280, 3), dtype=np.uint8), width_px=2560, height_px=1000)
    assert photo.box_as_sent(10.0, 20.0, 30.0, 40.0) == (20, 40, 60, 80)


def test_boxes_end_at_the_border() -> None:
    photo = Photo(np.zeros((50, 100, 3), dtype=np.uint8), width_px=100, height_px=50)
    assert photo.box_as_sent(-5.0, 30.0, 20.0, 40.0) == (0, 30, 15, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_png_mode_is_read(mode: str) -> None:
    photo = decode_photo(encoded(Image.new(mode, (5, 4)), "PNG"))
    assert photo.pixels.shape == (4, 5, 3)


def test_cmyk_jpeg_keeps_its_colours() -> None:
    data = encoded(four_corners().convert("CMYK"), "JPEG", quality=95, subsampling=0)
    assert corner_colours(decode_photo(data).pixels) == "RGBY"


def test_gray_jpeg_has_three_equal_channels() -> None:
    pixels = decode_photo(encoded(Image.new("L", (20, 10), 90), "JPEG")).pixels
    assert (pixels == 90).all()


def test_sixteen_bit_gray_is_scaled_rather_than_clipped() -> None:
    gray = np.array([[0, 0x4000, 0x8000, 0xFFFF]], dtype=np.uint16)
    pixels = decode_photo(encoded(Image.fromarray(gray), "PNG")).pixels
    assert pixels[0, :, 0].tolist() == [0, 64, 128, 255]


def test_sixteen_bit_colour_is_scaled() -> None:
    bgr = np.array([[[0, 0x8000, 0xFFFF]]], dtype=np.uint16)
    pixels = decode_photo(cv2.imencode(".png", bgr)[1].tobytes()).pixels
    assert pixels[0, 0].tolist() == [255, 128, 0]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_pixels_lie_on_white(mode: str) -> None:
    image = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 2, 4))
    pixels = decode_photo(encoded(image.convert(mode), "PNG")).pixels
    assert pixels[0, 0].tolist() == [0, 0, 0]
    assert pixels[0, 3].tolist() == [255, 255, 255]


@pytest.mark.parametrize("file_format", ["PNG", "WEBP"])
def test_first_frame_of_an_animation_counts(file_format: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], file_format, save_all=True, append_images=frames[1:])
    assert decode_photo(data).pixels[4, 4].argmax() == 0


def test_first_picture_of_a_phones_mpo_counts() -> None:
    frames = [four_corners(), Image.new("RGB", (40, 24))]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert corner_colours(decode_photo(data).pixels) == "RGBY"


@pytest.mark.parametrize("file_format", LOSSLESS_ENOUGH)
def test_one_pixel_is_a_photo(file_format: str) -> None:
    assert decode_photo(encoded(Image.new("RGB", (1, 1)), file_format)).pixels.shape == (1, 1, 3)


def test_no_bytes_are_refused() -> None:
    with pytest.raises(ImageDecodeError, match="empty"):
        decode_photo(b"")


@pytest.mark.parametrize("file_format", ["GIF", "BMP", "TIFF", "PPM", "ICO", "PDF"])
def test_other_formats_are_refused_by_name_of_those_that_work(file_format: str) -> None:
    with pytest.raises(ImageDecodeError, match="no JPEG, PNG, WebP or HEIC"):
        decode_photo(encoded(four_corners(), file_format))


@pytest.mark.parametrize("file_format", LOSSLESS_ENOUGH)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_cut_off_files_are_refused(file_format: str, share: float) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), file_format)
    with pytest.raises(ImageDecodeError):
        decode_photo(data[: int(len(data) * share)])


def test_too_many_bytes_are_refused_before_they_are_looked_at() -> None:
    with pytest.raises(ImageTooLargeError, match="20971520"):
        decode_photo(bytes(images.MAX_PHOTO_BYTES + 1))


@pytest.mark.parametrize(
    "size", [(50_001, 1000), (10_000, 9_000), (20_000, 10_000), (2**31 - 1, 2**31 - 1)]
)
def test_too_many_pixels_are_refused_before_decoding(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooLargeError, match="50000000"):
        decode_photo(png_claiming(*size))


def test_pixels_up_to_the_limit_are_decoded() -> None:
    data = encoded(Image.new("1", (10_000, 5_000)), "PNG")
    assert decode_photo(data).pixels.shape == (1250, 2500, 3)


@given(data=st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_a_photo_or_a_domain_error(data: bytes) -> None:
    for start in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBPVP8 "):
        with_start = start + data
        try:
            assert decode_photo(with_start).pixels.ndim == 3
        except PhotoError as error:
            assert str(error)  # noqa: PT017 - either outcome is right


SEEDS = [
    encoded(four_corners(), "JPEG", exif=exif_with_orientation(6)),
    encoded(four_corners(), "JPEG", progressive=True),
    encoded(four_corners().convert("CMYK"), "JPEG"),
    encoded(four_corners(), "PNG", exif=exif_with_orientation(3)),
    encoded(four_corners().convert("P"), "PNG", transparency=b"\x00\x80\xff"),
    encoded(four_corners(), "WEBP", exif=exif_with_orientation(8)),
    encoded(four_corners(), "HEIF", exif=exif_with_orientation(5)),
]


@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12
    ),
    kept=st.floats(0.2, 1),
)
@settings(max_examples=400, deadline=None)
def test_damaged_photos_give_a_photo_or_a_domain_error(
    seed: bytes, changes: list[tuple[float, int]], kept: float
) -> None:
    damaged = bytearray(seed)
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    try:
        photo = decode_photo(bytes(damaged[: int(kept * len(damaged)) or 1]))
    except PhotoError:
        return
    assert photo.pixels.shape[2] == 3


def test_square_inside_the_image_is_cut_exactly() -> None:
    pixels = np.arange(100, dtype=np.uint8).reshape(10, 10)
    cut = cut_square(pixels, centre_x=4.0, centre_y=5.0, side_px=4, size_px=4)
    assert np.array_equal(cut, pixels[3:7, 2:6])


def test_square_beyond_the_border_repeats_the_edge() -> None:
    pixels = np.full((6, 6, 3), 200, dtype=np.uint8)
    cut = cut_square(pixels, centre_x=-3.0, centre_y=8.0, side_px=20, size_px=10)
    assert cut.shape == (10, 10, 3)
    assert (cut == 200).all()


def test_square_of_less_than_a_pixel_is_one_pixel() -> None:
    pixels = np.full((6, 6, 3), 7, dtype=np.uint8)
    assert (cut_square(pixels, 3.0, 3.0, 0.1, 5) == 7).all()
