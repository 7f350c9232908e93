from pathlib import Path

import polars as pl
import pytest

from inference.errors import CatalogueError
from tests.support.songs import FakeMoodClassifier, kaggle_row, write_kaggle_csv
from training.catalogue.importing import ImportReport, import_table
from training.catalogue.storing import read_catalogue

DATA_MOODS = Path(__file__).parents[4] / "shared/data/songs/data_moods.csv"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "songs.parquet"


def run(rows: list[dict[str, object]], output: Path, *, append: bool = False) -> ImportReport:
    source = write_kaggle_csv(output.with_name("table.csv"), rows)
    return import_table(source, output, FakeMoodClassifier(), append=append)


def titles(output: Path) -> list[str]:
    return read_catalogue(output)["title"].to_list()


def test_good_rows_become_songs_and_bad_rows_are_reported(output: Path) -> None:
    report = run([{}, {"tempo": "0"}, {"valence": 0.9}], output)

    assert (report.rows, report.songs, report.duplicates) == (3, 2, 0)
    assert report.rejected.select("row", "line").rows() == [(2, 3)]
    assert (read_catalogue(output)["p_happy"] > 0.5).to_list() == [False, True]


def test_of_the_same_title_and_artist_the_most_popular_is_kept(output: Path) -> None:
    same = {"track_name": "Song", "artists": "One"}
    report = run(
        [
            {**same, "popularity": 10},
            {**same, "track_name": "SONG ", "artists": "oNE", "popularity": 90},
            {**same, "track_name": "Ｓong", "popularity": 20},  # noqa: RUF001 - wide letter
            {**same, "artists": "Another"},
        ],
        output,
    )

    assert report.duplicates == 2
    assert read_catalogue(output).select("artist", "popularity").rows() == [
        ("oNE", 90),
        ("Another", 50),
    ]


def test_of_the_same_id_the_first_row_is_kept(output: Path) -> None:
    same_id = {"track_id": "a" * 22}

    report = run([{**same_id, "track_genre": "rock"}, {**same_id, "track_genre": "pop"}], output)

    assert (report.songs, report.duplicates) == (1, 1)
    assert read_catalogue(output)["genre"].to_list() == ["rock"]


def test_an_import_takes_the_place_of_the_catalogue(output: Path) -> None:
    run([{"track_name": "Old"}], output)
    run([{"track_name": "New"}], output)

    assert titles(output) == ["New"]


def test_appending_keeps_the_songs_that_are_there_and_renews_those_of_the_same_id(
    output: Path,
) -> None:
    run([{"track_name": "Kept"}, {"track_name": "Old", "popularity": 90}], output)
    table = pl.DataFrame([kaggle_row(1, track_name="Renewed"), kaggle_row(2, track_name="New")])
    table.write_csv(output.with_name("more.csv"))

    report = import_table(output.with_name("more.csv"), output, FakeMoodClassifier(), append=True)

    assert titles(output) == ["Renewed", "New", "Kept"]
    assert (report.rows, report.songs, report.duplicates) == (2, 3, 1)


def test_appending_to_no_catalogue_makes_one(output: Path) -> None:
    run([{"track_name": "First"}], output, append=True)

    assert titles(output) == ["First"]


def test_a_table_without_a_good_row_leaves_the_old_catalogue_untouched(output: Path) -> None:
    run([{}], output)
    before = output.read_bytes()

    with pytest.raises(CatalogueError, match=r"all 2 were rejected, the first \(row 1\) because"):
        run([{"tempo": "x"}, {"tempo": "y"}], output)

    assert output.read_bytes() == before


def test_a_header_without_rows_leaves_the_old_catalogue_untouched(output: Path) -> None:
    run([{}], output)
    source = output.with_name("header.csv")
    source.write_text(",".join(kaggle_row(0)) + "\n")

    with pytest.raises(CatalogueError, match="nothing below the header"):
        import_table(source, output, FakeMoodClassifier())

    assert titles(output) == ["Title 0"]


def test_a_catalogue_of_ours_can_be_imported_again(output: Path) -> None:
    run([{"cover_url": "https://a/b.jpg"}, {}], output)
    before = read_catalogue(output)

    import_table(output, output, FakeMoodClassifier())

    assert read_catalogue(output).equals(before)


def test_progress_ends_at_all(output: Path) -> None:
    told: list[float] = []
    source = write_kaggle_csv(output.with_name("table.csv"), [{}])

    import_table(source, output, FakeMoodClassifier(), on_progress=told.append)

    assert told[-1] == 1.0


@pytest.mark.skipif(not DATA_MOODS.is_file(), reason="../shared is not here")
def test_every_row_of_data_moods_is_imported(output: Path) -> None:
    report = import_table(DATA_MOODS, output, FakeMoodClassifier())

    assert (report.rows, report.songs, report.rejected.height) == (686, 686, 0)
