import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.covers import MAX_COVER_BYTES, PictureSong, draw_art, draw_cover
from inference.moods import Mood

SONG = PictureSong("song0", "No One Knows", "Queens of the Stone Age")


def pixels_of(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "JPEG"
        return np.asarray(image.convert("RGB")).astype(float)


@pytest.mark.parametrize("mood", Mood)
def test_a_cover_is_a_small_square_jpeg(mood: Mood) -> None:
    data = draw_cover(SONG, mood, size_px=320)

    assert pixels_of(data).shape == (320, 320, 3)
    assert len(data) <= MAX_COVER_BYTES


def test_the_same_song_has_the_same_cover_and_another_song_another() -> None:
    again = PictureSong("song0", "No One Knows", "Queens of the Stone Age")
    other = PictureSong("song1", "No One Knows", "Queens of the Stone Age")

    assert draw_cover(SONG, Mood.SAD) == draw_cover(again, Mood.SAD)
    assert draw_cover(SONG, Mood.SAD) != draw_cover(other, Mood.SAD)


def test_every_mood_has_its_colours() -> None:
    means = {
        mood: np.mean([np.asarray(draw_art(f"s{n}", mood, 64)) for n in range(20)], axis=(0, 1, 2))
        for mood in Mood
    }

    assert means[Mood.HAPPY].argmax() == 0
    assert means[Mood.CALM].argmax() in (1, 2)
    assert means[Mood.CALM][0] == means[Mood.CALM].min()
    assert means[Mood.SAD].argmax() == 2
    assert means[Mood.SAD].sum() < means[Mood.CALM].sum() < means[Mood.HAPPY].sum() + 60


def test_songs_of_a_mood_get_several_motifs() -> None:
    drawings = [np.asarray(draw_art(f"s{n}", Mood.CALM, 32)).tobytes() for n in range(12)]

    assert len(set(drawings)) == 12


def test_the_title_is_lighter_than_the_ground_below_it() -> None:
    plain = np.asarray(draw_art("song0", Mood.HAPPY, 300)).astype(float)
    foot = pixels_of(draw_cover(SONG, Mood.HAPPY, 300))[200:]

    assert np.median(foot) < 0.6 * np.median(plain)
    assert (foot.min(axis=-1) > 230).mean() > 0.02


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(Mood))
def test_any_title_can_be_drawn(title: str, artist: str, mood: Mood) -> None:
    assert draw_cover(PictureSong("x", title, artist), mood, size_px=96)
