import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.pictures.typeface import (
    Anchor,
    TextStyle,
    Typeface,
    installed_fonts,
    is_right_to_left,
)

PLAIN = Typeface([])
NOTO = Typeface(installed_fonts())
needs_fonts = pytest.mark.skipif(not installed_fonts(), reason="the font packages are missing")


def ink_of(face: Typeface, text: str, anchor: Anchor = Anchor.LEFT) -> np.ndarray:
    canvas = Image.new("RGB", (600, 80), 0)
    style = TextStyle(40, (255, 255, 255), anchor=anchor)
    face.draw(ImageDraw.Draw(canvas), (300, 60), text, style)
    return np.asarray(canvas)[..., 0] > 128


@needs_fonts
@pytest.mark.parametrize(
    "text",
    [
        "Über",
        "Спокойствие",
        "Ελλάδα",
        "紅蓮華",
        "ダンス",
        "사랑을",
        "你的心情",
        "שלום",
        "مرحبا",
        "😀♥",
    ],
)
def test_every_letter_of_many_scripts_is_written(text: str) -> None:
    widths = [NOTO.width_px(letter, 40) for letter in text]

    assert min(widths) > 0
    assert ink_of(NOTO, text).any()


@needs_fonts
def test_letters_of_one_script_look_different() -> None:
    assert (ink_of(NOTO, "紅") != ink_of(NOTO, "蓮")).any()
    assert (ink_of(NOTO, "Ж") != ink_of(NOTO, "Д")).any()


@needs_fonts
def test_a_heavier_weight_takes_more_room() -> None:
    assert NOTO.width_px("Moodring", 40, weight=700) > NOTO.width_px("Moodring", 40, weight=400)


def test_without_fonts_accents_are_dropped_and_the_rest_left_out() -> None:
    assert (ink_of(PLAIN, "Über") == ink_of(PLAIN, "Uber")).all()
    assert PLAIN.writes("Über")
    assert not PLAIN.writes("紅蓮華")
    assert not ink_of(PLAIN, "紅蓮華").any()


@pytest.mark.parametrize("face", [PLAIN, NOTO])
def test_anchors_place_text_left_of_around_and_right_of_a_point(face: Typeface) -> None:
    columns = {
        anchor: np.flatnonzero(ink_of(face, "Mood", anchor).any(axis=0)) for anchor in Anchor
    }

    assert columns[Anchor.LEFT].min() >= 300
    assert columns[Anchor.RIGHT].max() <= 300
    assert abs(columns[Anchor.MIDDLE].mean() - 300) < 10


@pytest.mark.parametrize("face", [PLAIN, NOTO])
def test_long_text_is_broken_and_cut_to_fit(face: Typeface) -> None:
    fitted = face.fit("A Thousand Years and many more words " * 4, 300, (60, 40), max_lines=3)

    assert len(fitted.lines) == 3
    assert fitted.size_px == 40
    assert fitted.lines[-1].endswith("…")
    assert all(face.width_px(line, 40) <= 300 for line in fitted.lines)


def test_short_text_is_written_in_the_largest_size_on_one_line() -> None:
    fitted = PLAIN.fit("Hi", 300, (60, 40), max_lines=3)

    assert (fitted.lines, fitted.size_px) == (("Hi",), 60)


def test_a_word_is_not_broken_while_a_smaller_size_takes_it_whole() -> None:
    fitted = PLAIN.fit("Extraordinary", 200, (60, 40, 25), max_lines=3)

    assert fitted.lines == ("Extraordinary",)


@needs_fonts
def test_chinese_and_japanese_break_between_letters() -> None:
    fitted = NOTO.fit("乱舞のメロディは終わらない夜", 260, (60,), max_lines=4)

    assert len(fitted.lines) > 1
    assert "".join(fitted.lines) == "乱舞のメロディは終わらない夜"


@pytest.mark.parametrize(
    ("text", "expected"), [("שלום", True), ("1. مرحبا", True), ("Mood שלום", False), ("12", False)]
)
def test_direction_is_that_of_the_first_letter(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_right_to_left(text) is expected


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_fitted_and_drawn(text: str) -> None:
    for face in (PLAIN, NOTO):
        fitted = face.fit(text, 200, (40, 20), max_lines=2)
        assert len(fitted.lines) <= 2
        for line in fitted.lines:
            ink_of(face, line)
