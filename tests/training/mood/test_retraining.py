from pathlib import Path

import polars as pl
import pytest

from inference.artefacts import newest_model_folder, read_metadata
from inference.mood_model import MOOD_MODEL
from inference.retrained import present_catalogue, present_mood_model
from inference.song_table import MOOD_COLUMNS
from tests.support.opinions import (
    SPOKEN,
    discerning_opinions,
    random_opinions,
    write_small_catalogue,
)
from training.mood.challenge import Decision
from training.mood.opinions import SongOpinion
from training.mood.retraining import retrain_mood

SONGS = 1500


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_catalogue(tmp_path_factory.mktemp("source") / "songs.parquet", SONGS)


def calm_spoken_songs(catalogue: Path) -> int:
    songs = pl.read_parquet(catalogue).filter(SPOKEN)
    return int((songs.select(MOOD_COLUMNS).to_numpy().argmax(axis=1) == 1).sum())


@pytest.mark.slow
def test_what_listeners_hear_changes_the_catalogue(source: Path, tmp_path: Path) -> None:
    said = [SongOpinion(*one) for one in discerning_opinions(source)]
    result = retrain_mood(source, tmp_path, said)
    assert result.decision is Decision.BETTER
    assert result.catalogue == present_catalogue(tmp_path, source)
    assert calm_spoken_songs(result.catalogue) > 2 * calm_spoken_songs(source)
    metadata = read_metadata(present_mood_model(tmp_path))
    assert metadata.training["champion"] == "1.0.0"
    assert metadata.metrics["challenge"]["songs"] == result.songs == len(said)


@pytest.mark.slow
def test_noise_changes_nothing(source: Path, tmp_path: Path) -> None:
    said = [SongOpinion(*one) for one in random_opinions(source)]
    result = retrain_mood(source, tmp_path, said)
    assert result.decision is Decision.NOT_BETTER
    assert result.catalogue is None
    assert present_mood_model(tmp_path) == newest_model_folder(MOOD_MODEL)
    assert not list(tmp_path.iterdir())


def test_a_little_feedback_changes_nothing(source: Path, tmp_path: Path) -> None:
    said = [SongOpinion(*one) for one in discerning_opinions(source)]
    result = retrain_mood(source, tmp_path, said[:20])
    assert result.decision is Decision.TOO_LITTLE
    assert (result.songs, result.figures) == (20, None)
    assert not list(tmp_path.iterdir())
