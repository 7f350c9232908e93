import numpy as np
import pytest

from training.calibration import calibrated, expected_calibration_error, fit_temperature

RNG = np.random.default_rng(1)


def labels_drawn_from(logits: np.ndarray) -> np.ndarray:
    """One-hot labels that occur as often as softmax(logits) says."""
    cumulated = calibrated(logits, 1.0).cumsum(axis=1)
    drawn = (RNG.random((len(logits), 1)) > cumulated).sum(axis=1)
    labels = np.minimum(drawn, logits.shape[1] - 1)
    return np.asarray(np.eye(logits.shape[1])[labels], dtype=np.float32)


def test_the_temperature_that_was_put_in_is_found() -> None:
    logits = RNG.normal(0, 2, (20_000, 7)).astype(np.float32)
    targets = labels_drawn_from(logits)
    assert fit_temperature(logits * 2.5, targets) == pytest.approx(2.5, rel=0.05)


def test_rows_without_weight_do_not_count() -> None:
    logits = RNG.normal(0, 2, (20_000, 7)).astype(np.float32)
    targets = labels_drawn_from(logits)
    targets[10_000:] = np.roll(targets[10_000:], 1, axis=1)
    weights = (np.arange(20_000) < 10_000).astype(np.float32)
    assert fit_temperature(logits, targets, weights) == pytest.approx(1, rel=0.07)


def test_probabilities_that_hold_have_no_calibration_error() -> None:
    logits = RNG.normal(0, 2, (50_000, 7)).astype(np.float32)
    targets = labels_drawn_from(logits)
    assert expected_calibration_error(calibrated(logits, 1.0), targets) < 0.01
    assert expected_calibration_error(calibrated(logits, 0.3), targets) > 0.1


def test_always_sure_and_half_right_is_off_by_half() -> None:
    probabilities = np.tile(np.array([[1, 0]], dtype=np.float32), (4, 1))
    targets = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    assert expected_calibration_error(probabilities, targets) == pytest.approx(0.5)


def test_agreement_is_the_share_of_people_who_chose_the_same() -> None:
    probabilities = np.array([[0.7, 0.3]], dtype=np.float32)
    assert expected_calibration_error(probabilities, probabilities) == pytest.approx(0, abs=1e-6)
