"""Intervals for a median and for a share that assume nothing about the distribution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from initlab.errors import DomainError
from initlab.statistics.quantiles import Array, observed


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, both included; arrays for several columns at once."""

    low: Array
    high: Array


def median_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """Two observed values that hold the median of the distribution between them.

    Args:
        values: (observations, ...), at least one observation; infinities are values, NaN are not.
        confidence: the least probability that the interval holds the median, between 0 and 1.
    Returns: low and high of shape (...); −inf and inf where there are too few observations for
        this confidence: at 95 %, fewer than 6.
    Raises: DomainError: a NaN, or a confidence outside of 0 to 1. ShapeError: no observation.

    >>> found = median_interval([3.0, 1.0, 2.0, 5.0, 4.0, np.inf])
    >>> float(found.low), float(found.high)
    (1.0, inf)

    Source: Conover 1999, Practical Nonparametric Statistics, section 3.2: the number of
    observations below the median is binomial with p = 1/2.
    """
    ordered = np.sort(observed(values), axis=0)
    rank = _rank(len(ordered), _checked(confidence))
    if rank == 0:
        shape = ordered.shape[1:]
        return Interval(np.full(shape, -np.inf), np.full(shape, np.inf))
    return Interval(ordered[rank - 1], ordered[len(ordered) - rank])


@lru_cache(maxsize=1024)
def _rank(count: int, confidence: float) -> int:
    """The largest r such that the r-th values from both ends hold the median surely enough."""
    from scipy.stats import binom

    # P(fewer than r of the values lie below the median) is at most (1 − confidence) / 2.
    rank = int(binom.ppf((1.0 - confidence) / 2.0, count, 0.5))
    while rank > 0 and binom.cdf(rank - 1, count, 0.5) > (1.0 - confidence) / 2.0:
        rank -= 1
    return rank


def share_interval(hits: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """What share a count of `hits` among `of` speaks for.

    Args:
        hits, of: whole numbers, 0 ≤ hits ≤ of.
        confidence: between 0 and 1.
    Returns: the lower and the upper end, from 0 to 1; (0, 1) where nothing was counted.
    Raises: DomainError: more hits than were counted, or a confidence outside of 0 to 1.

    >>> low, high = share_interval(0, 50)
    >>> low, round(high, 3)
    (0.0, 0.071)

    Source: Wilson 1927, Probable inference, the law of succession, and statistical inference.
    """
    from scipy.stats import binomtest

    if not 0 <= hits <= of:
        raise DomainError(f"A share of {of} counted is 0 to {of} hits; got {hits}.")
    if of == 0:
        return 0.0, 1.0
    found = binomtest(hits, of).proportion_ci(_checked(confidence), method="wilson")
    return float(found.low), float(found.high)


def _checked(confidence: float) -> float:
    if not 0.0 < confidence < 1.0:
        raise DomainError(f"A confidence lies between 0 and 1, as 0.95; got {confidence}.")
    return confidence
