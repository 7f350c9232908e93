from pathlib import Path

import polars as pl
import pytest

from inference.errors import CatalogueError
from tests.support.songs import kaggle_row, write_kaggle_csv
from training.catalogue.reading import open_table

HEADER = ",".join(kaggle_row(0))


def line(number: int, **changes: str) -> str:
    return ",".join(str(value) for value in kaggle_row(number, **changes).values())


def read(path: Path, batch_rows: int = 50_000) -> tuple[pl.DataFrame, pl.DataFrame]:
    batches = list(open_table(path, batch_rows).batches)
    rows = pl.concat([batch.rows for batch in batches])
    return rows, pl.concat([batch.rejected for batch in batches])


def write(path: Path, *lines: str, end: str = "\n", encoding: str = "utf-8") -> Path:
    path.write_bytes((end.join([HEADER, *lines]) + end).encode(encoding))
    return path


def test_rows_carry_the_number_of_their_row_and_line(tmp_path: Path) -> None:
    two_lines = line(1, track_name='"two\nlines"')
    path = write(tmp_path / "t.csv", line(0), two_lines, "", "malformed", line(3))

    rows, rejected = read(path)

    assert rows["row"].to_list() == [1, 2, 4]
    assert rows["line"].to_list() == [2, 3, 7]
    assert rejected.select("row", "line").rows() == [(3, 6)]


def test_a_field_may_span_lines_and_hold_quotes_and_commas(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", line(0, track_name='"one, ""two""\nthree"'), line(1))

    rows, rejected = read(path)

    assert rows["title"].to_list() == ['one, "two"\nthree', "Title 1"]
    assert rejected.is_empty()


def test_a_line_with_too_few_or_too_many_fields_is_rejected_by_number(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", line(0), "only,three,fields", line(1) + ",more", line(2))

    rows, rejected = read(path)

    assert rows["title"].to_list() == ["Title 0", "Title 2"]
    assert rejected.rows() == [
        (2, 3, "3 fields, expected 20 as in the header"),
        (3, 4, "21 fields, expected 20 as in the header"),
    ]


def test_a_quote_left_open_costs_its_own_line_only(tmp_path: Path) -> None:
    lines = [line(number) for number in range(2000)]
    lines[3] = line(3, track_name='"never closed')

    rows, rejected = read(write(tmp_path / "t.csv", *lines))

    assert rows.height == 1999
    assert rejected.rows() == [(4, 5, "a quote is opened and not closed")]
    assert rows["line"][-1] == 2001


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_byte_order_marks_are_understood(
    tmp_path: Path, end: str, encoding: str
) -> None:
    path = write(tmp_path / "t.csv", line(0, track_name="Ça ira 残響"), end=end, encoding=encoding)

    rows, rejected = read(path)

    assert rows["title"].to_list() == ["Ça ira 残響"]
    assert rejected.is_empty()


def test_single_bytes_that_are_no_utf8_are_taken_for_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    utf8 = line(0, track_name="Ça ira").encode()
    latin = line(1, track_name="Café “live”").encode("cp1252")
    path.write_bytes(b"\n".join([HEADER.encode(), utf8, latin]))

    assert read(path)[0]["title"].to_list() == ["Ça ira", "Café “live”"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "t.csv"
    row = line(0, artists="Somebody")
    path.write_text(f"{HEADER}\n{row}".replace(",", delimiter))

    assert read(path)[0]["artist"].to_list() == ["Somebody"]


def test_batches_are_of_the_size_asked_for_and_tell_progress(tmp_path: Path) -> None:
    path = write_kaggle_csv(tmp_path / "t.csv", [{}] * 10)

    batches = list(open_table(path, batch_rows=4).batches)

    assert [batch.rows.height for batch in batches] == [4, 4, 2]
    assert batches[-1].progress == 1.0


def test_parquet_is_recognised_by_content_and_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "table.data"
    table = pl.DataFrame([kaggle_row(0), kaggle_row(1)])
    table.with_columns(pl.col("tempo").cast(pl.Float32)).write_parquet(path)

    batches = list(open_table(path, batch_rows=1).batches)

    assert [batch.rows["row"].to_list() for batch in batches] == [[1], [2]]
    assert batches[0].rows.schema["tempo"] == pl.Float32
    assert batches[1].progress == 1.0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"PK\x03\x04zip", "unpack it"),
        (b"\x7fELF\x00\x00", "neither text nor Parquet"),
        (b"PAR1 and then nothing", "damaged Parquet"),
        (b"<html><body>404</body></html>", "no column for id"),
        (b"a,b,c\n1,2,3\n", "no column for id, title, artist"),
    ],
)
def test_what_is_no_song_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)

    with pytest.raises(CatalogueError, match=reason):
        open_table(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"absent.csv: No such file"):
        open_table(tmp_path / "absent.csv")
