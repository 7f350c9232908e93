import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.songs.providers.matching import is_same_song, search_terms


@pytest.mark.parametrize(
    ("title", "artist", "found_title", "found_artist"),
    [
        ("No One Knows", "Queens of the Stone Age", "No One Knows", "Queens Of The Stone Age"),
        ("Halo", "Beyoncé", "HALO", "Beyonce"),
        ("Africa - 2011 Remaster", "TOTO", "Africa", "Toto"),
        (
            "From The Ashes (with Skylar Grey)",
            "ILLENIUM, Skylar Grey",
            "From The Ashes",
            "ILLENIUM",
        ),
        ("Stay", "The Kid LAROI, Justin Bieber", "STAY", "The Kid LAROI & Justin Bieber"),
        ("Don't Stop", "Fleetwood Mac", "Dont Stop", "Fleetwood Mac"),
        ("紅蓮華", "LiSA", "紅蓮華", "LiSA"),
        ("Dance With Me", "112", "Dance with Me", "112"),
        ("Live and Let Die", "Wings", "Live And Let Die (Remastered)", "Paul McCartney & Wings"),
        ("Song 2 - Live", "Blur", "Song 2 (Live)", "Blur"),
    ],
)
def test_the_same_song_in_another_spelling_is_the_same(
    title: str, artist: str, found_title: str, found_artist: str
) -> None:
    assert is_same_song(title, artist, found_title, found_artist)


@pytest.mark.parametrize(
    ("title", "artist", "found_title", "found_artist"),
    [
        ("Hello", "Adele", "Hello", "Lionel Richie"),
        ("Hello", "Adele", "Hello (Karaoke Version)", "Adele"),
        ("Halo", "Beyoncé", "Halo", "Karaoke All Stars"),
        ("Halo", "Beyoncé", "Hello", "Beyoncé"),
        ("Another Brick, Pt. 1", "Pink Floyd", "Another Brick, Pt. 2", "Pink Floyd"),
        (
            "No One Knows",
            "Queens of the Stone Age",
            "No One Knows (Live)",
            "Queens of the Stone Age",
        ),
        ("Dance With Me", "112", "Dance", "112"),
        ("紅蓮華", "LiSA", "紅", "LiSA"),
        ("Hello", "Adele", "", ""),
        ("", "", "Hello", "Adele"),
    ],
)
def test_another_song_is_not_the_same(
    title: str, artist: str, found_title: str, found_artist: str
) -> None:
    assert not is_same_song(title, artist, found_title, found_artist)


def test_it_is_searched_for_by_bare_title_and_main_artist() -> None:
    terms = search_terms("From The Ashes (with Skylar Grey) - Edit", "ILLENIUM, Skylar Grey")

    assert terms == "from the ashes illenium"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    assert is_same_song(one, other, other, one) in (True, False)
    assert isinstance(search_terms(one, other), str)
