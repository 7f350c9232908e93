"""CSV and Parquet tables, read in batches; what cannot be read is reported by row."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from inference.errors import CatalogueError
from training.catalogue.columns import ColumnMap, map_columns

# Enough rows for polars and the mood model to work at full speed, about 50 MB of text.
BATCH_ROWS = 50_000

REJECTED_SCHEMA = {"row": pl.UInt32, "line": pl.UInt32, "reason": pl.String}

_PARQUET_MAGIC = b"PAR1"
_ZIP_MAGIC = b"PK\x03\x04"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Batch:
    """Some rows of a table.

    Attributes:
        rows: Our columns as far as the table has them, of the table's types, and `row` (counted
            from 1 below the header) and `line` (of a text file, the header being 1, or null).
        rejected: Rows that could not be told apart into fields: `row`, `line`, `reason`.
        progress: Share of the file that has been read, 0-1.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    progress: float


@dataclass(frozen=True)
class SongTable:
    """Somebody else's table of songs, opened but not read yet."""

    path: Path
    columns: ColumnMap
    batches: Iterator[Batch]


def open_table(path: Path, batch_rows: int = BATCH_ROWS) -> SongTable:
    """Recognise a CSV or Parquet file by its content and find its columns.

    Text is UTF-8 or UTF-16, with or without a byte order mark; bytes that are not UTF-8 are
    taken for Windows-1252. Fields are separated by commas, semicolons or tabs.

    Args:
        path: The file.
        batch_rows: Rows of one batch, at most.

    Raises:
        CatalogueError: The file is missing, empty, no table or has not the columns needed.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise CatalogueError(f"cannot read {path}: {error.strerror}") from error
    if not start.strip():
        raise CatalogueError(f"{path} is empty: expected a CSV or Parquet table of songs")
    if start.startswith(_PARQUET_MAGIC):
        return _open_parquet(path, batch_rows)
    if start.startswith(_ZIP_MAGIC):
        raise CatalogueError(f"{path} is a ZIP archive: unpack it and import the table in it")
    if b"\0" in start and not start.startswith(_UTF16_MARKS):
        raise CatalogueError(f"{path} is neither text nor Parquet: expected a table of songs")
    return _open_csv(path, start, batch_rows)


def rejected_rows(rows: list[tuple[int, int | None, str]]) -> pl.DataFrame:
    """Return a frame of row number, line number and reason."""
    return pl.DataFrame(rows, schema=REJECTED_SCHEMA, orient="row")


def _open_parquet(path: Path, batch_rows: int) -> SongTable:
    try:
        columns = map_columns(list(pl.read_parquet_schema(path)))
        frame = pl.read_parquet(path, columns=sorted(set(columns.positions.values())))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CatalogueError(f"{path} is a damaged Parquet file: {error}") from error
    names = list(pl.read_parquet_schema(path))
    rows = frame.select(pl.col(names[at]).alias(ours) for ours, at in columns.positions.items())
    rows = rows.with_row_index("row", 1).with_columns(line=pl.lit(None, pl.UInt32))
    return SongTable(path, columns, _sliced(rows, batch_rows))


def _sliced(rows: pl.DataFrame, batch_rows: int) -> Iterator[Batch]:
    done = 0
    for part in rows.iter_slices(batch_rows):
        done += part.height
        yield Batch(part, rejected_rows([]), done / max(rows.height, 1))


def _open_csv(path: Path, start: bytes, batch_rows: int) -> SongTable:
    encoding = "utf-16" if start.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        with path.open(encoding=encoding, errors=_LATIN_FALLBACK, newline="") as text:
            header_line = text.readline()
    except UnicodeError as error:
        raise CatalogueError(f"{path} is not text in {encoding}: {error}") from error
    delimiter = max(",;\t", key=header_line.count)
    header = next(csv.reader([header_line], delimiter=delimiter), [])
    columns = map_columns(header)
    batches = _csv_batches(path, encoding, delimiter, len(header), columns, batch_rows)
    return SongTable(path, columns, batches)


def _csv_batches(  # noqa: PLR0913, PLR0917 - all is known of the file once its header is
    path: Path, encoding: str, delimiter: str, fields: int, columns: ColumnMap, batch_rows: int
) -> Iterator[Batch]:
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        records = _Records(file, encoding, delimiter, fields)
        while taken := records.take(batch_rows):
            progress = min(file.tell() / size_bytes, 1.0)
            yield Batch(taken.frame(columns), rejected_rows(taken.rejected), progress)


@dataclass
class _Taken:
    """Records read so far; lists side by side, as a tuple a row would cost a fifth more time."""

    rows: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    records: list[list[str]] = field(default_factory=list)
    rejected: list[tuple[int, int | None, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.records) + len(self.rejected)

    def frame(self, columns: ColumnMap) -> pl.DataFrame:
        fields = list(zip(*self.records, strict=True))
        data = {
            "row": pl.Series(self.rows, dtype=pl.UInt32),
            "line": pl.Series(self.lines, dtype=pl.UInt32),
        }
        for name, position in columns.positions.items():
            data[name] = pl.Series(fields[position] if fields else [], dtype=pl.String)
        return pl.DataFrame(data)


class _Records:
    """The records of a CSV file, each with its row and line number.

    A quote that is opened and never closed swallows the lines below it; then only its own line
    is given up, and the lines below are read again.
    """

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str, fields: int) -> None:
        self._text = io.TextIOWrapper(file, encoding, errors=_LATIN_FALLBACK, newline="")
        self._reader = csv.reader(self, delimiter=delimiter)
        self._fields = fields
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._row = 0
        self._line = 1
        next(self._reader)
        self._pass_taken()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Give csv.reader a line and remember it, in case it must be read again."""
        line = self._again.popleft() if self._again else next(self._text)
        self._taken.append(line)
        return line

    def take(self, most: int) -> _Taken:
        """Read up to so many records, good and bad."""
        taken = _Taken()
        while len(taken) < most:
            try:
                fields = next(self._reader)
                problem = None
            except StopIteration:
                break
            except csv.Error as error:
                fields, problem = [], str(error)
            if fields or problem:
                self._row += 1
                if len(fields) == self._fields:
                    taken.rows.append(self._row)
                    taken.lines.append(self._line)
                    taken.records.append(fields)
                else:
                    reason = self._reject(len(fields), problem)
                    taken.rejected.append((self._row, self._line, reason))
            self._pass_taken()
        return taken

    def _reject(self, received: int, problem: str | None) -> str:
        below = self._taken[1:]
        if below:
            self._again.extendleft(reversed(below))
            del self._taken[1:]
            return "a quote is opened and not closed"
        return problem or f"{received} fields, expected {self._fields} as in the header"

    def _pass_taken(self) -> None:
        self._line += len(self._taken)
        self._taken.clear()


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are no UTF-8 as Windows-1252, or Latin-1 where that has a hole."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    undecoded = error.object[error.start : error.end]
    try:
        return undecoded.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return undecoded.decode("latin-1"), error.end


_LATIN_FALLBACK = "moodring-latin-fallback"
codecs.register_error(_LATIN_FALLBACK, _as_windows_1252)
