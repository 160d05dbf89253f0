"""Quantiles in which infinity is a value."""

from __future__ import annotations

from math import floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.errors import DomainError, ShapeError

Array = NDArray[np.float64]


def observed(values: ArrayLike) -> Array:
    """The values, if there is one and none is NaN.

    Raises: ShapeError: no observation. DomainError: a NaN, which has no place in an order.
    """
    found = np.asarray(values, dtype=np.float64)
    if not found.ndim or not len(found):
        raise ShapeError(f"At least one observation is needed; got the shape {found.shape}.")
    if np.isnan(found).any():
        raise DomainError("NaN has no rank; a run that diverged counts as infinity.")
    return found


def quantile(values: ArrayLike, share: float) -> Array:
    """The quantile of each column: an observed value, or the mean of two neighbours.

    Args:
        values: (observations, ...), at least one observation; infinities are values, NaN are not.
        share: from 0 to 1.
    Returns: shape (...); 0 halfway between −∞ and ∞.
    Raises: ShapeError: no observation. DomainError: a NaN, or a share outside of 0 to 1.

    >>> float(quantile([1.0, 2.0, np.inf], 0.5)), float(quantile([1.0, 2.0, 3.0, np.inf], 0.25))
    (2.0, 1.5)

    Source: Hyndman and Fan 1996, Sample quantiles in statistical packages, definition 2.
    """
    if not 0.0 <= share <= 1.0:
        raise DomainError(f"A quantile's share lies from 0 to 1; got {share}.")
    ordered = np.sort(observed(values), axis=0)
    count = len(ordered)
    place = share * count
    if place != floor(place):
        return ordered[floor(place)]
    left, right = ordered[max(int(place) - 1, 0)], ordered[min(int(place), count - 1)]
    with np.errstate(invalid="ignore"):
        return np.where(left == -right, 0.0, 0.5 * left + 0.5 * right)


def quartiles(values: ArrayLike) -> tuple[Array, Array, Array]:
    """Lower quartile, median and upper quartile of each column, as `quantile` defines them."""
    return quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)
