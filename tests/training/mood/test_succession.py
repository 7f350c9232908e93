from pathlib import Path

import polars as pl
import pytest

from inference.artefacts import MODEL_FILE, newest_model_folder
from inference.mood_model import MOOD_MODEL, MoodModel
from inference.moods import Mood
from inference.retrained import (
    SOURCE_CHECKSUM,
    present_catalogue,
    present_mood_model,
    retrained_catalogue_path,
    source_checksum,
)
from inference.song_table import CATALOGUE_COLUMNS, MOOD_COLUMNS
from tests.support.opinions import write_small_catalogue
from training.errors import InstallationError
from training.mood.succession import install, next_version

SHIPPED = newest_model_folder(MOOD_MODEL)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_small_catalogue(tmp_path / "songs.parquet", songs=20)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def install_again(source: Path, data_dir: Path) -> Path:
    """Install a model that says what the shipped one says, of a catalogue that says it wrongly."""
    songs = pl.read_parquet(source).with_columns(p_happy=0.0, p_calm=0.0, p_sad=1.0)
    return install(
        (SHIPPED / MODEL_FILE).read_bytes(),
        songs,
        data_dir,
        champion=present_mood_model(data_dir).name,
        metrics={"score": 0.9},
        training={SOURCE_CHECKSUM: source_checksum(source)},
    )


def test_before_the_first_retraining_what_was_shipped_serves(source: Path, data_dir: Path) -> None:
    assert present_mood_model(data_dir) == SHIPPED
    assert present_catalogue(data_dir, source) == source


def test_what_was_installed_serves_from_then_on(source: Path, data_dir: Path) -> None:
    catalogue = install_again(source, data_dir)
    assert present_catalogue(data_dir, source) == catalogue
    folder = present_mood_model(data_dir)
    assert folder == data_dir / "models/mood/1.0.1"
    assert MoodModel.load(folder)


def test_the_songs_are_told_anew(source: Path, data_dir: Path) -> None:
    before, after = pl.read_parquet(source), pl.read_parquet(install_again(source, data_dir))
    assert after.columns == list(CATALOGUE_COLUMNS)
    assert after.drop(MOOD_COLUMNS).equals(before.select(after.columns).drop(MOOD_COLUMNS))
    told = after.select(MOOD_COLUMNS).to_numpy()
    assert told == pytest.approx(before.select(MOOD_COLUMNS).to_numpy(), abs=1e-3)
    assert told.shape == (20, len(Mood))


def test_versions_go_on_and_old_catalogues_go_but_for_the_last(
    source: Path, data_dir: Path
) -> None:
    for _ in range(3):
        install_again(source, data_dir)
    assert present_mood_model(data_dir).name == "1.0.3"
    catalogues = {path.name for path in (data_dir / "catalogue").iterdir()}
    assert catalogues == {"mood-1.0.2.parquet", "mood-1.0.3.parquet"}


@pytest.mark.parametrize(("version", "following"), [("1.0.9", "1.0.10"), ("2.1.0", "2.1.1")])
def test_the_last_number_of_a_version_counts_on(version: str, following: str) -> None:
    assert next_version(version) == following


def test_without_its_model_a_new_catalogue_does_not_serve(source: Path, data_dir: Path) -> None:
    """As after a kill between the two."""
    before = install_again(source, data_dir)
    (data_dir / "models/mood/1.0.2").mkdir()
    (data_dir / "models/mood/1.0.2/in the way").touch()
    with pytest.raises(InstallationError, match=r"cannot write the model .*1\.0\.2"):
        install_again(source, data_dir)
    assert retrained_catalogue_path(data_dir, "1.0.2").is_file()
    assert present_catalogue(data_dir, source) == before
    assert present_mood_model(data_dir).name == "1.0.1"


def test_what_a_killed_retraining_left_is_swept_away(source: Path, data_dir: Path) -> None:
    (data_dir / "catalogue").mkdir(parents=True)
    (data_dir / "catalogue/.mood-1.0.1.parquet.99.unfinished").touch()
    (data_dir / "models/mood/.unfinished/1.0.1").mkdir(parents=True)
    install_again(source, data_dir)
    left = {path.name for path in data_dir.rglob("*") if "unfinished" in path.name}
    assert left == set()


def test_a_source_that_was_replaced_goes_before_what_was_made_of_the_old_one(
    source: Path, data_dir: Path
) -> None:
    install_again(source, data_dir)
    write_small_catalogue(source, songs=21)
    assert present_catalogue(data_dir, source) == source


def test_a_damaged_retrained_model_leaves_the_source_to_serve(
    source: Path, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    install_again(source, data_dir)
    (present_mood_model(data_dir) / "metadata.json").write_text("{")
    assert present_catalogue(data_dir, source) == source
    assert "is not used" in caplog.text


def test_a_missing_source_is_left_to_be_told_by_whoever_reads_it(
    source: Path, data_dir: Path
) -> None:
    install_again(source, data_dir)
    source.unlink()
    assert present_catalogue(data_dir, source) == source
