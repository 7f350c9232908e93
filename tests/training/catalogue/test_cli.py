import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from tests.support.songs import FakeMoodClassifier, write_kaggle_csv
from training.catalogue.cli import make_app
from training.catalogue.storing import read_catalogue


def run(*arguments: object, **environment: str) -> Result:
    app = make_app(FakeMoodClassifier)
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_kaggle_csv(tmp_path / "table.csv", [{}, {"tempo": "fast"}, {"valence": 0.9}])


def test_import_tells_the_bad_rows_and_what_became_of_the_others(
    table: Path, tmp_path: Path
) -> None:
    result = run("import", table, "--output", tmp_path / "songs.parquet")

    assert result.exit_code == 0
    assert "row 2 (line 3): tempo is 'fast'" in result.stdout
    assert "3 rows read, 1 rejected, 0 duplicates left out; 2 songs in" in result.stdout


def test_import_shows_some_bad_rows_and_writes_all_where_asked(tmp_path: Path) -> None:
    table = write_kaggle_csv(tmp_path / "table.csv", [{}] + [{"tempo": "x"}] * 60)
    rejects = tmp_path / "rejects.csv"

    result = run("import", table, "--output", tmp_path / "songs.parquet", "--rejects", rejects)

    assert "... and 10 more bad rows" in result.stdout
    assert pl.read_csv(rejects)["row"].to_list() == list(range(2, 62))


def test_the_place_of_the_catalogue_can_be_set_once_for_all_commands(
    table: Path, tmp_path: Path
) -> None:
    path = str(tmp_path / "mine.parquet")

    assert run("import", table, MOODRING_CATALOGUE=path).exit_code == 0
    result = run("stats", "--json", MOODRING_CATALOGUE=path)

    assert json.loads(result.stdout)["songs"] == 2


def test_import_appends_where_asked(table: Path, tmp_path: Path) -> None:
    output = tmp_path / "songs.parquet"
    other = write_kaggle_csv(
        tmp_path / "other.csv", [{"track_id": "x" * 22, "track_name": "Other"}]
    )

    run("import", table, "--output", output)
    run("import", other, "--output", output, "--append")

    assert read_catalogue(output).height == 3


def test_build_reads_the_table_that_it_is_given(table: Path, tmp_path: Path) -> None:
    result = run("build", "--source", table, "--output", tmp_path / "songs.parquet")

    assert result.exit_code == 0
    assert "2 songs in" in result.stdout


def test_stats_count_for_people_and_for_programs(table: Path, tmp_path: Path) -> None:
    output = tmp_path / "songs.parquet"
    run("import", table, "--output", output)

    for_people = run("stats", output)
    for_programs = json.loads(run("stats", output, "--json").stdout)

    assert "happy (P ≥ 0.6)" in for_people.stdout
    assert for_programs["moods"] == {"happy": 1, "calm": 0, "sad": 1}
    assert for_programs["artists"] == 2


@pytest.mark.parametrize("command", ["import", "stats"])
def test_what_cannot_be_read_ends_with_2_and_one_sentence(command: str, tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_text("no table")

    result = run(command, path)

    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert "broken" in result.stderr or "no column" in result.stderr
