import io

import numpy as np
import pytest
from PIL import Image

from bot.pictures.answer_picture import MAX_PICTURE_BYTES, compose_answer
from bot.pictures.cover_files import normalize_cover
from bot.pictures.covers import PictureSong
from inference.moods import Mood
from tests.support.media_servers import cover_file


def songs_of(count: int, cover: bytes | None = None) -> list[PictureSong]:
    return [PictureSong(f"s{n}", f"Title {n}", f"Artist {n}", cover) for n in range(count)]


def plain_cover(colour: tuple[int, int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (400, 400), colour).save(stream, format="JPEG", quality=95)
    return stream.getvalue()


def picture_of(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("count", range(1, 11))
def test_a_picture_of_any_number_of_songs_suits_a_phone(count: int) -> None:
    data = compose_answer(songs_of(count), list(Mood)[count % 3])

    height, width, _ = picture_of(data).shape
    assert width == 1080
    assert 0.5 < height / width < 1.45
    assert len(data) <= MAX_PICTURE_BYTES


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
def test_every_cover_is_shown_whole(count: int) -> None:
    green = np.array([0, 200, 0])

    picture = picture_of(compose_answer(songs_of(count, plain_cover((0, 200, 0))), Mood.SAD))

    is_green = (np.abs(picture - green) < 30).all(axis=-1)
    # A column through the middle of each cover of a row is green from top to bottom.
    assert is_green.any(axis=1).sum() >= 200
    runs = np.diff(np.flatnonzero(np.diff(np.r_[0, is_green[:, is_green.any(axis=0)][:, 60], 0])))
    assert runs.max() >= 180


def test_covers_of_much_detail_stay_within_the_size() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (600, 600, 3)).astype(np.uint8)
    stream = io.BytesIO()
    Image.fromarray(noise).save(stream, format="JPEG", quality=90)

    data = compose_answer(songs_of(5, normalize_cover(stream.getvalue())), Mood.CALM)

    assert len(data) <= MAX_PICTURE_BYTES


def test_a_cover_takes_the_place_of_the_drawing() -> None:
    drawn = compose_answer(songs_of(2), Mood.HAPPY)
    shown = compose_answer(songs_of(2, cover_file()), Mood.HAPPY)

    assert np.abs(picture_of(drawn) - picture_of(shown)).mean() > 5


def test_the_moods_give_different_pictures_of_the_same_songs() -> None:
    corners = {tuple(picture_of(compose_answer(songs_of(5), mood))[4, 4]) for mood in Mood}

    assert len(corners) == 3


@pytest.mark.parametrize("count", [0, 11])
def test_too_few_or_too_many_songs_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} songs, expected 1 to 10"):
        compose_answer(songs_of(count), Mood.CALM)
