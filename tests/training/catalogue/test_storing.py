from pathlib import Path

import pytest

from inference.errors import CatalogueError
from inference.song_table import CATALOGUE_COLUMNS
from tests.support.songs import song_frame, song_row
from training.catalogue.reading import rejected_rows
from training.catalogue.storing import read_catalogue, write_catalogue, write_rejected


def test_what_was_written_is_read_with_the_columns_in_order(tmp_path: Path) -> None:
    songs = song_frame([song_row(0), song_row(1)])

    write_catalogue(songs.select(sorted(songs.columns)), tmp_path / "new" / "songs.parquet")

    found = read_catalogue(tmp_path / "new" / "songs.parquet")
    assert found.columns == list(CATALOGUE_COLUMNS)
    assert found.equals(songs)


def test_nothing_but_the_catalogue_is_left_behind(tmp_path: Path) -> None:
    write_catalogue(song_frame([song_row(0)]), tmp_path / "songs.parquet")

    assert [path.name for path in tmp_path.iterdir()] == ["songs.parquet"]


def test_the_old_catalogue_stays_when_the_new_one_cannot_take_its_place(tmp_path: Path) -> None:
    in_the_way = tmp_path / "songs.parquet"
    (in_the_way / "folder").mkdir(parents=True)

    with pytest.raises(CatalogueError, match=r"cannot write .* choose another place"):
        write_catalogue(song_frame([song_row(0)]), in_the_way)

    assert [path.name for path in tmp_path.iterdir()] == ["songs.parquet"]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"id,title\n1,2\n"])
def test_a_damaged_catalogue_is_refused_with_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "songs.parquet"
    path.write_bytes(content)

    with pytest.raises(CatalogueError, match="make one with `moodring catalogue"):
        read_catalogue(path)


def test_bad_rows_that_cannot_be_written_are_an_error_of_the_operator(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"cannot write the bad rows to .*absent"):
        write_rejected(rejected_rows([]), tmp_path / "absent" / "rejects.csv")
