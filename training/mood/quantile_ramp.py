"""Replaces each feature by its rank among the training songs."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin

# A uniform distribution over ±this has unit variance, which suits the network's first weights.
_HALF_WIDTH = 3**0.5


class QuantileRamp(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """A continuous, piecewise linear map of each feature to its quantile, in ±1.73.

    Acousticness, instrumentalness and speechiness crowd near 0; by rank they are spread
    evenly. Values beyond the training songs' count as their extreme. Unlike scikit-learn's
    `QuantileTransformer` it has no jumps at values that many songs share, so that the very same
    map can be written into the exported network.

    Attributes:
        knots_: For each feature, (k,) increasing values.
        ranks_: For each feature, (k,) what the knots are mapped to.

    References:
        Gorishniy et al., "On embeddings for numerical features in tabular deep learning",
        2022, arXiv 2203.05556 (quantile-based piecewise linear encodings help MLPs).
    """

    def __init__(self, quantiles: int = 32) -> None:
        """Configure.

        Args:
            quantiles: Knots of a feature, at least 2; fewer where songs share values.
        """
        self.quantiles = quantiles

    def fit(self, X: ArrayLike, y: ArrayLike | None = None) -> "QuantileRamp":  # noqa: N803, ARG002
        """Learn the knots from (n, features) numbers; `y` is ignored.

        Raises:
            ValueError: Fewer than two quantiles are asked for.
        """
        if self.quantiles < 2:  # noqa: PLR2004
            raise ValueError(f"quantiles must be an integer >= 2, got {self.quantiles}")
        shares = np.linspace(0, 1, self.quantiles)
        ranks = (2 * shares - 1) * _HALF_WIDTH
        values = np.asarray(X, dtype=np.float64)
        self.n_features_in_ = values.shape[1]
        self.knots_: list[NDArray[np.float64]] = []
        self.ranks_: list[NDArray[np.float64]] = []
        for column in np.quantile(values, shares, axis=0).T:
            knots, position = np.unique(column, return_inverse=True)
            self.knots_.append(knots)
            self.ranks_.append(np.bincount(position, ranks) / np.bincount(position))
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:  # noqa: N803
        """Map (n, features) numbers to (n, features) ranks in ±1.73."""
        values = np.asarray(X, dtype=np.float64)
        columns = zip(values.T, self.knots_, self.ranks_, strict=True)
        return np.stack([np.interp(column, knots, ranks) for column, knots, ranks in columns], 1)
