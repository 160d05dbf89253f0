"""Quantiles in which infinity is a value."""

from __future__ import annotations

from math import floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def quantile(values: ArrayLike, share: float) -> Array:
    """The quantile of each column: an observed value, or the mean of two neighbours.

    Args:
        values: (observations, ...), at least one observation; infinities are values, NaN are not.
        share: from 0 to 1.
    Returns: shape (...).

    >>> float(quantile([1.0, 2.0, np.inf], 0.5)), float(quantile([1.0, 2.0, 3.0, np.inf], 0.25))
    (2.0, 1.5)

    Source: Hyndman and Fan 1996, Sample quantiles in statistical packages, definition 2.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64), axis=0)
    count = len(ordered)
    place = share * count
    if place != floor(place):
        return ordered[floor(place)]
    return 0.5 * (ordered[max(int(place) - 1, 0)] + ordered[min(int(place), count - 1)])


def quartiles(values: ArrayLike) -> tuple[Array, Array, Array]:
    """Lower quartile, median and upper quartile of each column, as `quantile` defines them."""
    return quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)
