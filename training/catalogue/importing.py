"""A table of songs turned into a catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from inference.errors import CatalogueError
from inference.song_table import CATALOGUE_COLUMNS
from training.catalogue.classification import MoodClassifier, with_moods
from training.catalogue.cleaning import clean
from training.catalogue.reading import open_table
from training.catalogue.storing import read_catalogue, write_catalogue


@dataclass(frozen=True)
class ImportReport:
    """What became of the rows of a table.

    Attributes:
        rows: How many the table had.
        songs: How many songs the catalogue has now.
        duplicates: Good rows left out because a better one has the same id, or the same title
            and artist.
        rejected: The bad rows: `row` from 1 below the header, `line` of a text file, `reason`.
    """

    rows: int
    songs: int
    duplicates: int
    rejected: pl.DataFrame


def import_table(
    source: Path,
    output: Path,
    classifier: MoodClassifier,
    *,
    append: bool = False,
    on_progress: Callable[[float], None] = lambda _: None,
) -> ImportReport:
    """Read a CSV or Parquet table, tell the songs' moods and make a catalogue of them.

    Args:
        source: The table.
        output: The catalogue; replaced in one step once the new one is whole.
        classifier: Tells the moods.
        append: Keep the songs of the present catalogue too; a row of the table takes the
            place of a song with the same id.
        on_progress: Told the share of the table that is done, 0-1.

    Raises:
        CatalogueError: The table cannot be read or has no good row, the present catalogue
            cannot be read, or the new one cannot be written. The old one is untouched.
    """
    present = [read_catalogue(output)] if append and output.exists() else []
    table = open_table(source)
    songs, rejected = [], []
    for batch in table.batches:
        cleaned = clean(batch, table.columns)
        songs.append(with_moods(cleaned.songs, classifier).select(CATALOGUE_COLUMNS))
        rejected.append(cleaned.rejected)
        on_progress(batch.progress)
    found, flaws = _joined(songs), _joined(rejected)
    if found.is_empty():
        raise CatalogueError(f"{source} has no row to import: {_first_reason(flaws)}")
    catalogue = distinct(pl.concat([found, *present]))
    write_catalogue(catalogue, output)
    before = found.height + sum(part.height for part in present)
    return ImportReport(
        found.height + flaws.height, catalogue.height, before - catalogue.height, flaws
    )


def distinct(songs: pl.DataFrame) -> pl.DataFrame:
    """Keep one of the songs with the same id (the first), or title and artist (most popular).

    Titles and artists are compared without regard to case, width and form of their letters.
    """
    songs = songs.unique("id", keep="first", maintain_order=True)
    # 64 bits of hash instead of the text: one chance in 30 million that a million songs clash.
    kept = (
        songs.select(_same_song_key().alias("key"), "popularity")
        .with_row_index("at")
        .sort("popularity", descending=True, maintain_order=True)
        .unique("key", keep="first", maintain_order=True)
    )
    return songs[kept["at"].sort()]


def _same_song_key() -> pl.Expr:
    text = pl.concat_str("title", "artist", separator="\n")
    return text.str.normalize("NFKC").str.to_lowercase().hash()


def _joined(parts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts) if parts else pl.DataFrame()


def _first_reason(rejected: pl.DataFrame) -> str:
    if rejected.is_empty():
        return "there is nothing below the header"
    row, _, reason = rejected.row(0)
    return f"all {rejected.height} were rejected, the first (row {row}) because {reason}"
