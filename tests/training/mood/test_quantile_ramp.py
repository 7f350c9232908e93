import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.mood.quantile_ramp import QuantileRamp

LIMIT = 3**0.5


def test_evenly_spread_values_keep_their_order_and_get_unit_variance() -> None:
    values = np.linspace(-60, 0, 1000)[:, None]
    ranks = QuantileRamp().fit_transform(values)
    assert np.all(np.diff(ranks[:, 0]) > 0)
    assert ranks.std() == pytest.approx(1, abs=0.01)
    assert ranks.mean() == pytest.approx(0, abs=0.01)


def test_values_that_crowd_near_zero_are_spread() -> None:
    values = np.geomspace(1e-6, 1, 1000)[:, None]
    ranks = QuantileRamp().fit_transform(values)
    assert np.median(ranks) == pytest.approx(0, abs=0.01)


def test_values_beyond_the_training_songs_count_as_their_extreme() -> None:
    ramp = QuantileRamp().fit(np.linspace(0, 1, 100)[:, None])
    np.testing.assert_allclose(ramp.transform([[-5.0], [9.0]]), [[-LIMIT], [LIMIT]])


def test_a_value_that_many_songs_share_gets_the_middle_of_their_ranks() -> None:
    values = np.concatenate([np.zeros(500), np.linspace(0.01, 1, 500)])[:, None]
    rank = QuantileRamp(101).fit(values).transform([[0.0]])[0, 0]
    assert rank == pytest.approx(-LIMIT / 2, abs=0.05)


def test_a_feature_that_never_changes_gives_the_middle() -> None:
    ramp = QuantileRamp().fit(np.full((10, 1), 120.0))
    np.testing.assert_allclose(ramp.transform([[1.0], [120.0], [300.0]]), 0, atol=1e-9)


def test_features_are_mapped_each_by_its_own_knots() -> None:
    values = np.stack([np.linspace(0, 1, 50), np.linspace(300, 0, 50)], axis=1)
    ranks = QuantileRamp().fit_transform(values)
    np.testing.assert_allclose(ranks[:, 0], -ranks[:, 1], atol=1e-9)


@given(st.lists(st.floats(-60, 10), min_size=2, max_size=50), st.floats(-90, 40))
def test_ranks_never_leave_their_range(values: list[float], asked: float) -> None:
    rank = QuantileRamp().fit(np.array(values)[:, None]).transform([[asked]])[0, 0]
    assert -LIMIT - 1e-9 <= rank <= LIMIT + 1e-9


def test_fewer_than_two_quantiles_are_refused() -> None:
    with pytest.raises(ValueError, match=">= 2, got 1"):
        QuantileRamp(1).fit([[0.0], [1.0]])
