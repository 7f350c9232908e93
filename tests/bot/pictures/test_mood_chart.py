import io
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.pictures.mood_chart import (
    ChartLabels,
    MoodEntry,
    draw_mood_chart,
    percentages,
    smoothed_shares,
)
from bot.pictures.palette import DARK_CHART, LIGHT_CHART
from inference.moods import Mood

LABELS = ChartLabels("Your moods", {mood: mood.value.title() for mood in Mood}, "en")
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
HAPPY, SAD = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def entry(day: float, weights: tuple[float, float, float] = HAPPY) -> MoodEntry:
    return MoodEntry(NOON + timedelta(days=day), weights)


def picture_of(entries: list[MoodEntry], *, dark: bool = False) -> np.ndarray:
    data = draw_mood_chart(entries, LABELS, dark=dark)
    assert len(data) < 100_000
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 1000))
        return np.asarray(image.convert("RGB")).astype(int)


def is_near(pixels: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    near: np.ndarray = (np.abs(pixels - np.array(colour)) < 12).all(axis=-1)
    return near


@pytest.mark.parametrize("dark", [False, True])
def test_a_single_selfie_gives_a_chart(dark: bool) -> None:  # noqa: FBT001
    colours = DARK_CHART if dark else LIGHT_CHART

    picture = picture_of([entry(0)], dark=dark)

    assert is_near(picture[2, 2], colours.paper)
    assert is_near(picture[350, 600], colours.moods[Mood.HAPPY])


def test_a_change_of_mood_is_seen_from_left_to_right() -> None:
    picture = picture_of([entry(day, HAPPY if day < 15 else SAD) for day in range(30)])

    assert is_near(picture[350, 150], LIGHT_CHART.moods[Mood.HAPPY])
    assert is_near(picture[350, 1050], LIGHT_CHART.moods[Mood.SAD])


def test_a_time_without_selfies_is_left_open() -> None:
    picture = picture_of([entry(0), entry(1), entry(99), entry(100)])

    is_mood = np.any([is_near(picture, colour) for colour in LIGHT_CHART.moods.values()], axis=0)
    assert is_mood[150:540, 120].mean() > 0.9
    assert is_mood[150:540, 600].mean() < 0.05


def test_hundreds_of_selfies_in_any_order_give_the_same_chart() -> None:
    entries = [entry(day / 3, (0.2, 0.3, 0.5)) for day in range(400)]

    assert (picture_of(entries) == picture_of(entries[::-1])).all()


@pytest.mark.parametrize("locale", ["en", "ru", "zh_CN"])
def test_dates_follow_the_language(locale: str) -> None:
    labels = ChartLabels(LABELS.title, LABELS.moods, locale)

    chart = draw_mood_chart([entry(0), entry(40)], labels, dark=False)

    english = draw_mood_chart([entry(0), entry(40)], LABELS, dark=False)
    assert (chart == english) is (locale == "en")


def test_no_selfies_are_refused() -> None:
    with pytest.raises(ValueError, match="no entries"):
        draw_mood_chart([], LABELS, dark=False)


def test_moods_differ_in_lightness_for_colour_blind_eyes() -> None:
    for colours in (LIGHT_CHART, DARK_CHART):
        lightness = sorted(np.dot(c, (0.299, 0.587, 0.114)) for c in colours.moods.values())
        assert min(np.diff(lightness)) > 25


def test_shares_are_those_of_the_selfies_near_and_unknown_far_from_any() -> None:
    times, weights = np.array([0.0, 100.0]), np.array([HAPPY, SAD])

    shares = smoothed_shares(times, weights, np.array([0.0, 50.0, 100.0]), width_s=5.0)

    np.testing.assert_allclose(shares[[0, 2]], weights, atol=1e-6)
    assert np.isnan(shares[1]).all()


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda s: sum(s) > 0.01))
def test_percentages_sum_to_a_hundred(values: list[float]) -> None:
    shares = [value / sum(values) for value in values]

    whole = percentages(shares)

    assert sum(whole) == 100
    assert all(abs(w - 100 * s) < 1 + 1e-6 for w, s in zip(whole, shares, strict=True))
