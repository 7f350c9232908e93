import polars as pl
import pytest

from tests.support.songs import kaggle_row
from training.catalogue.cleaning import CleanBatch, clean
from training.catalogue.columns import map_columns
from training.catalogue.reading import Batch, rejected_rows


def cleaned(*rows: dict[str, object]) -> CleanBatch:
    """Clean rows whose columns are named as in `rows`, as if they came from a text file."""
    table = pl.DataFrame(list(rows))
    columns = map_columns(table.columns)
    ours = table.select(
        pl.nth(position).alias(name) for name, position in columns.positions.items()
    )
    numbered = ours.with_row_index("row", 1).with_columns(
        line=pl.col("row") + 1,
    )
    return clean(Batch(numbered, rejected_rows([]), 1.0), columns)


def reason(**changes: object) -> str:
    rejected = cleaned(kaggle_row(0, **changes)).rejected
    return str(rejected["reason"].item()) if rejected.height else ""


def song(**changes: object) -> dict[str, object]:
    batch = cleaned(kaggle_row(0, **changes))
    assert batch.rejected.is_empty()
    return batch.songs.row(0, named=True)


def test_a_good_row_becomes_a_song_with_a_page() -> None:
    found = song(track_id="2wrJq5XKLnmhRXHIAf9xBa", explicit="True", popularity="86")

    assert found["audio_url"] == "https://open.spotify.com/track/2wrJq5XKLnmhRXHIAf9xBa"
    assert found["explicit"] is True
    assert found["popularity"] == 86
    assert found["duration_ms"] == 200_000
    assert found["tempo"] == 120.0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"track_name": ""}, "title is missing"),
        ({"artists": " "}, "artist is missing"),
        ({"artists": ";"}, "artist is missing"),
        ({"track_id": ""}, "id is missing"),
        ({"track_id": "not an id"}, "id is 'not an id', expected a Spotify track id"),
        ({"track_id": "spotify:local:a:b:c:1"}, "a local file, which has no page"),
        ({"track_id": "spotify:episode:512ojhOuo1ktJprKbVcKyQ"}, "id is 'spotify:episode"),
        ({"valence": ""}, "valence is missing"),
        ({"valence": "abc"}, "valence is 'abc', expected a number from 0 to 1"),
        ({"valence": "nan"}, "valence is 'nan'"),
        ({"energy": "inf"}, "energy is 'inf'"),
        ({"energy": "1.01"}, "energy is '1.01', expected a number from 0 to 1"),
        ({"speechiness": "-0.1"}, "speechiness is '-0.1'"),
        ({"loudness": "-90"}, "loudness is '-90', expected a number from -60 to 10"),
        ({"tempo": "0.0"}, "tempo is '0.0', expected a number from 20 to 300"),
        ({"popularity": "101"}, "popularity is '101', expected a number from 0 to 100"),
        ({"duration_ms": "3:20"}, "duration_ms is '3:20'"),
        ({"explicit": "perhaps"}, "explicit is 'perhaps', expected true or false"),
        ({"track_name": "x" * 501}, "title has 501 characters, expected at most 500"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason(changes: dict[str, object], expected: str) -> None:
    assert reason(**changes).startswith(expected)


def test_all_that_is_wrong_with_a_row_is_told() -> None:
    assert reason(track_name="", tempo="fast").startswith("title is missing; tempo is 'fast'")


def test_the_rest_of_a_batch_is_kept_and_bad_rows_are_told_by_number() -> None:
    batch = cleaned(kaggle_row(0), kaggle_row(1, tempo="x"), kaggle_row(2))

    assert batch.songs["title"].to_list() == ["Title 0", "Title 2"]
    assert batch.rejected.select("row", "line").rows() == [(2, 3)]


def test_unknown_popularity_length_and_explicitness_do_not_cost_a_song() -> None:
    found = song(popularity="", duration_ms="", explicit="")

    assert (found["popularity"], found["duration_ms"], found["explicit"]) == (0, None, False)


def test_titles_are_put_on_one_line_without_control_characters() -> None:
    assert song(track_name="  one\r\n\ttwo\x00 three ")["title"] == "one two three"


@pytest.mark.parametrize(
    "written",
    [
        "spotify:track:2wrJq5XKLnmhRXHIAf9xBa",
        "https://open.spotify.com/track/2wrJq5XKLnmhRXHIAf9xBa?si=1",
        "https://open.spotify.com/intl-de/track/2wrJq5XKLnmhRXHIAf9xBa",
    ],
)
def test_uris_and_addresses_of_tracks_become_their_id(written: str) -> None:
    assert song(track_id=written)["id"] == "2wrJq5XKLnmhRXHIAf9xBa"


def test_artists_of_a_python_list_are_told_apart() -> None:
    assert song(artists="""["Destiny's Child", 'Wyclef']""")["artist"] == "Destiny's Child;Wyclef"


def test_spaces_around_artists_are_dropped() -> None:
    assert song(artists=" One ; Two;;")["artist"] == "One;Two"


def exportify_row(**changes: object) -> dict[str, object]:
    kaggle = kaggle_row(0)
    features = {name.title(): value for name, value in kaggle.items() if name != "track_id"}
    row = {"Track URI": "spotify:track:" + "0" * 22, "Track Name": "T", "Artist Name(s)": "A"}
    return {**features, **row, **changes}


def test_exportify_joins_artists_with_commas_where_it_lists_their_uris() -> None:
    row = exportify_row(
        **{"Artist URI(s)": "a, b", "Artist Name(s)": r"Tyler\, The Creator, Kali Uchis"}
    )
    del row["Artists"]

    assert cleaned(row).songs["artist"].item() == "Tyler, The Creator;Kali Uchis"


def test_exportify_keeps_commas_in_names_where_it_separates_by_semicolon() -> None:
    row = exportify_row(**{"Artist Name(s)": "Tyler, The Creator;Kali Uchis"})
    del row["Artists"]

    assert cleaned(row).songs["artist"].item() == "Tyler, The Creator;Kali Uchis"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://a/b.jpg", "not a link", "https://a b", "", "file:///x"]
)
def test_links_that_are_not_http_are_dropped(link: str) -> None:
    found = song(cover_url=link, preview_url=link, audio_url=link)

    assert found["cover_url"] is None
    assert found["preview_url"] is None
    assert str(found["audio_url"]).startswith("https://open.spotify.com/track/")


def test_links_to_covers_previews_and_pages_are_kept() -> None:
    found = song(
        cover_url="https://a.b/c.jpg", preview_url="http://p/x.mp3", audio_url="https://me/1"
    )

    assert found["cover_url"] == "https://a.b/c.jpg"
    assert found["preview_url"] == "http://p/x.mp3"
    assert found["audio_url"] == "https://me/1"


def test_typed_columns_of_parquet_are_understood() -> None:
    row = {
        **kaggle_row(0),
        "artists": ["One", "Two"],
        "explicit": True,
        "tempo": 99.5,
        "track_name": 1999,
    }

    found = cleaned(row).songs.row(0, named=True)

    assert (found["artist"], found["explicit"]) == ("One;Two", True)
    assert (found["tempo"], found["title"]) == (99.5, "1999")


def test_nested_columns_in_place_of_numbers_reject_the_row() -> None:
    rejected = cleaned({**kaggle_row(0), "tempo": [1.0, 2.0]}).rejected

    assert rejected["reason"].item() == "tempo is missing"
