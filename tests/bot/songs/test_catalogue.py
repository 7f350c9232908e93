from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bot.songs.catalogue import Catalogue
from inference.errors import CatalogueError
from inference.moods import Mood
from inference.song_table import shipped_catalogue_path
from tests.support.songs import song_frame, song_row


def test_a_song_is_told_with_all_that_a_person_sees(tmp_path: Path) -> None:
    path = tmp_path / "songs.parquet"
    row = song_row(7, artist="One;Two", p_happy=0.1, p_calm=0.8, cover_url="https://a/b.jpg")
    song_frame([song_row(0), row]).write_parquet(path)

    song = Catalogue.load(path).song(1)

    assert song.id == row["id"]
    assert song.artist == "One, Two"
    assert song.mood is Mood.CALM
    assert (song.title, song.album, song.genre) == ("Title 7", "Album", "rock")
    assert (song.popularity, song.explicit, song.duration_ms) == (50, False, 200_000)
    assert song.cover_url == "https://a/b.jpg"
    assert song.preview_url is None
    assert song.audio_url == row["audio_url"]


def test_songs_are_found_by_id() -> None:
    catalogue = Catalogue(song_frame([song_row(number) for number in range(100)]))

    found = catalogue.find(f"{42:022d}")

    assert found is not None
    assert found.title == "Title 42"
    assert catalogue.find("absent") is None


def test_ids_that_the_catalogue_does_not_have_are_left_out() -> None:
    catalogue = Catalogue(song_frame([song_row(number) for number in range(5)]))

    assert catalogue.indices([f"{3:022d}", "absent", f"{1:022d}"]).tolist() == [1, 3]
    assert catalogue.indices([]).tolist() == []


def test_songs_of_a_main_artist_are_found_whatever_the_case_and_the_guests() -> None:
    rows = [
        song_row(0, artist="Other"),
        song_row(1, artist="One"),
        song_row(2, artist="one;Other"),
    ]
    catalogue = Catalogue(song_frame(rows))

    assert catalogue.songs_of_artist(catalogue.artists[1]).tolist() == [1, 2]
    assert catalogue.songs_of_artist(catalogue.artists[0]).tolist() == [0]


def test_each_mood_knows_the_songs_that_fit_it_best_first() -> None:
    rows = [
        song_row(number, p_happy=probability, p_calm=1 - probability, p_sad=0.0)
        for number, probability in enumerate([0.2, 0.9, 0.5, 0.7])
    ]

    moods = Catalogue(song_frame(rows)).moods

    assert moods[Mood.HAPPY].order.tolist() == [1, 3, 2, 0]
    assert {mood: index.fitting for mood, index in moods.items()} == {
        Mood.HAPPY: 3,
        Mood.CALM: 2,
        Mood.SAD: 0,
    }


def test_an_empty_catalogue_has_no_songs() -> None:
    catalogue = Catalogue(song_frame([song_row(0)]).clear())

    assert len(catalogue) == 0
    assert catalogue.find("absent") is None


@pytest.mark.parametrize("content", [b"", b"PAR1", b"id,title\n1,2\n"])
def test_a_damaged_file_is_refused_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "songs.parquet"
    path.write_bytes(content)

    with pytest.raises(CatalogueError, match="make one with `moodring catalogue import`"):
        Catalogue.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"cannot read the catalogue .*absent"):
        Catalogue.load(tmp_path / "absent.parquet")


@pytest.mark.parametrize(
    ("flaw", "reason"),
    [
        (pl.lit(None, pl.String).alias("title"), "missing or impossible values in title"),
        (pl.lit(1.5).alias("p_sad"), "missing or impossible values in p_sad;"),
        (pl.lit(np.nan).alias("p_sad"), "missing or impossible values in p_sad;"),
        (pl.lit(-0.1).alias("energy"), "missing or impossible values in energy;"),
        (pl.lit("loud").alias("popularity"), "wrong type"),
        (pl.lit(300).alias("popularity"), "wrong type"),
    ],
)
def test_wrong_values_are_refused(flaw: pl.Expr, reason: str) -> None:
    with pytest.raises(CatalogueError, match=reason):
        Catalogue(song_frame([song_row(0)]).with_columns(flaw))


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(CatalogueError, match="no column genre"):
        Catalogue(song_frame([song_row(0)]).drop("genre"))


def test_the_shipped_catalogue_has_enough_songs_of_each_mood() -> None:

    catalogue = Catalogue.load()

    assert (np.count_nonzero(catalogue.probabilities >= 0.6, axis=0) >= 150).all()
    assert shipped_catalogue_path().stat().st_size < 2_000_000
