"""Makes probabilities mean what they say: temperature scaling and its measure."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

# Usual in the literature (Guo et al., 2017, arXiv 1706.04599).
ECE_BINS = 15

_TEMPERATURE_RANGE = (0.05, 20.0)


def fit_temperature(
    logits: NDArray[np.float32],
    targets: NDArray[np.float32],
    weights: NDArray[np.float32] | None = None,
) -> float:
    """Find the temperature T at which softmax(logits / T) explains the targets best.

    Args:
        logits: (n, classes).
        targets: (n, classes) distributions; one-hot for hard labels.
        weights: (n,) weight of each row, 1 by default.

    Returns:
        The temperature of the least log loss, 0.05-20; above 1 where the logits are too sure.

    References:
        Guo et al., "On calibration of modern neural networks", 2017, arXiv 1706.04599.
    """
    weights = np.ones(len(logits), dtype=np.float32) if weights is None else weights

    def log_loss(log_temperature: float) -> float:
        log_probabilities = log_softmax(logits / np.exp(log_temperature), axis=1)
        return float(np.average(-(targets * log_probabilities).sum(axis=1), weights=weights))

    bounds = tuple(np.log(_TEMPERATURE_RANGE))
    return float(np.exp(minimize_scalar(log_loss, bounds=bounds, method="bounded").x))


def calibrated(logits: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Return (n, classes) probabilities of (n, classes) logits at a temperature."""
    return np.asarray(softmax(logits / temperature, axis=1), dtype=np.float32)


def expected_calibration_error(
    probabilities: NDArray[np.float32],
    targets: NDArray[np.float32],
    weights: NDArray[np.float32] | None = None,
) -> float:
    """Measure how far stated confidence is from agreement, on average.

    Args:
        probabilities: (n, classes); the largest of a row is its confidence.
        targets: (n, classes) distributions. With one-hot rows agreement is the accuracy; with
            the votes of several people it is the share who chose the predicted class.
        weights: (n,) weight of each row, 1 by default.

    Returns:
        0-1, over 15 bins of equal width.
    """
    weights = np.ones(len(probabilities), dtype=np.float32) if weights is None else weights
    confidence = probabilities.max(axis=1)
    agreement = np.take_along_axis(targets, probabilities.argmax(axis=1)[:, None], axis=1)[:, 0]
    bins = np.minimum((confidence * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = np.bincount(bins, weights=weights * (confidence - agreement), minlength=ECE_BINS)
    return float(np.abs(gaps).sum() / weights.sum())
