from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from inference.artefacts import InputContract, newest_model_folder, save_artefact
from inference.errors import ArtefactError
from inference.mood_model import MAX_BATCH_SIZE, MOOD_INPUT, MOOD_MODEL, MOOD_OUTPUT, MoodModel
from inference.moods import Mood

# In the order of AUDIO_FEATURES: a party song, a quiet piano piece, a slow ballad.
PARTY = (0.78, 0.1, 0.8, 0.0, 0.8, -5.0, 0.08, 124.0)
PIANO = (0.4, 0.97, 0.08, 0.92, 0.12, -26.0, 0.04, 90.0)
BALLAD = (0.5, 0.45, 0.45, 0.0, 0.2, -7.0, 0.03, 130.0)


class CountingModel:
    """Gives each song its danceability as P(happy), and remembers the batches' sizes."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, batch: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        self.sizes.append(len(batch))
        rest = (1 - batch[:, 0]) / 2
        return {MOOD_OUTPUT: np.stack([batch[:, 0], rest, rest], axis=1)}


class NarrowModel:
    def __call__(self, batch: NDArray[np.float32]) -> Mapping[str, NDArray[np.float32]]:
        return {MOOD_OUTPUT: np.ones((len(batch), 2), dtype=np.float32)}


def songs(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    return np.array(rows, dtype=np.float32)


@pytest.fixture(scope="module")
def shipped() -> MoodModel:
    return MoodModel.load()


def test_the_shipped_model_tells_clear_songs(shipped: MoodModel) -> None:
    moods = shipped.predict(songs(PARTY, PIANO, BALLAD)).argmax(axis=1)
    assert [list(Mood)[mood] for mood in moods] == [Mood.HAPPY, Mood.CALM, Mood.SAD]


def test_probabilities_sum_to_one_even_far_from_any_song(shipped: MoodModel) -> None:
    strange = songs((9, -9, 9, -9, 9, -500, 9, 9000), (0,) * 8, PARTY)
    probabilities = shipped.predict(strange)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_a_song_gets_the_same_moods_alone_and_in_a_batch(shipped: MoodModel) -> None:
    together = shipped.predict(np.tile(songs(PARTY, PIANO, BALLAD), (1000, 1)))
    alone = shipped.predict(songs(BALLAD))
    np.testing.assert_allclose(together[-1], alone[0], atol=1e-5)


def test_large_tables_are_run_in_batches_and_keep_their_order() -> None:
    model = CountingModel()
    features = np.zeros((MAX_BATCH_SIZE * 2 + 5, 8), dtype=np.float32)
    features[:, 0] = np.linspace(0, 1, len(features))
    probabilities = MoodModel(model).predict(features)
    assert model.sizes == [MAX_BATCH_SIZE, MAX_BATCH_SIZE, 5]
    np.testing.assert_array_equal(probabilities[:, 0], features[:, 0])


def test_no_songs_give_no_rows() -> None:
    model = CountingModel()
    assert MoodModel(model).predict(np.empty((0, 8), dtype=np.float32)).shape == (0, 3)
    assert model.sizes == []


@pytest.mark.parametrize(
    "features",
    [
        np.zeros((2, 7), dtype=np.float32),
        np.zeros(8, dtype=np.float32),
        np.zeros((2, 8), dtype=np.float64),
    ],
)
def test_features_of_another_shape_or_type_are_refused(features: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match=r"expected \(n, 8\) float32"):
        MoodModel(CountingModel()).predict(features)


def test_a_feature_that_is_no_number_is_refused_with_its_row() -> None:
    features = songs(PARTY, PIANO)
    features[1, 3] = np.nan
    with pytest.raises(ValueError, match="in row 1"):
        MoodModel(CountingModel()).predict(features)


def test_a_model_of_other_outputs_is_refused() -> None:
    with pytest.raises(ArtefactError, match="train the model again"):
        MoodModel(NarrowModel()).predict(songs(PARTY))


@pytest.mark.parametrize(
    ("labels", "contract", "message"),
    [
        (("calm", "happy", "sad"), MOOD_INPUT, "labels"),
        (tuple(Mood), InputContract((8,), "float32", "scaled features"), "input"),
    ],
)
def test_a_folder_of_another_contract_is_refused(
    tmp_path: Path, labels: tuple[str, ...], contract: InputContract, message: str
) -> None:
    folder = tmp_path / "mood" / "1.0.0"
    save_artefact(
        folder,
        b"weights",
        name=MOOD_MODEL,
        labels=labels,
        input_contract=contract,
        metrics={},
        training={},
    )
    with pytest.raises(ArtefactError, match=message):
        MoodModel.load(folder)


def test_the_model_comes_with_moodring() -> None:
    assert newest_model_folder(MOOD_MODEL).name == "1.0.0"
