"""Two ways of doing the same thing on the same seeds: differences within pairs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.errors import DomainError, ShapeError
from initlab.statistics.quantiles import Array, observed, quantile

MOST_EXACT = 50  # differences other than 0 whose signs are counted out; beyond, they are normal


@dataclass(frozen=True)
class Paired:
    """How `a` differs from `b`.

    Args:
        seeds: pairs.
        median: of a − b.
        low, high: bootstrap interval of that median, for at least 95 %.
        p: of Wilcoxon's signed-rank test, two-sided, exact with up to 50 pairs that differ; 1 where
            all are ties.
        effect: rank-biserial correlation, from −1 (a is lower in every pair) to 1.
        lower: share of the pairs in which a is lower; ties count half.
    """

    seeds: int
    median: float
    low: float
    high: float
    p: float
    effect: float
    lower: float


def paired(a: ArrayLike, b: ArrayLike) -> Paired:
    """Compare `a` with `b` pair by pair; no pair is dropped.

    Args:
        a, b: (seeds,), at least one; lower is better, inf is a run that diverged.
    Raises: ShapeError: not two equally long lists. DomainError: a NaN.

    >>> b = [2.0, 4.0, 6.0, 8.0, 10.0, 12.0, np.inf]
    >>> found = paired([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], b)
    >>> found.median, round(found.p, 4), found.effect, found.lower
    (-4.0, 0.0156, -1.0, 1.0)

    Sources: Wilcoxon 1945, Individual comparisons by ranking methods; Pratt 1959, on zeros;
    Kerby 2014, The simple difference formula, for the effect.
    """
    differences = differences_of(a, b)
    ranked = _finite(differences)
    low, high = bootstrap_of_median(differences)
    return Paired(
        seeds=len(differences),
        median=float(quantile(differences, 0.5)),
        low=low,
        high=high,
        p=_wilcoxon(ranked),
        effect=_rank_biserial(ranked),
        lower=float(np.mean(ranked < 0) + 0.5 * np.mean(ranked == 0)),
    )


def differences_of(a: ArrayLike, b: ArrayLike) -> Array:
    """a − b, where two that diverged are equal.

    >>> differences_of([1.0, np.inf, np.inf], [2.0, 2.0, np.inf]).tolist()
    [-1.0, inf, 0.0]
    """
    left, right = observed(a), observed(b)
    if left.shape != right.shape or left.ndim != 1:
        raise ShapeError(
            f"Pairs need two lists of one length; got the shapes {left.shape} and {right.shape}."
        )
    with np.errstate(invalid="ignore"):
        found = left - right
    return np.where(np.isinf(left) & (left == right), 0.0, found)


def bootstrap_of_median(values: Array, confidence: float = 0.95) -> tuple[float, float]:
    """Percentile interval of the bootstrap distribution of the median, which is known exactly.

    The median of a resample is one of the values, for an odd number of them: the k-th smallest
    with probability P(B(n, (k−1)/n) ≤ n/2) − P(B(n, k/n) ≤ n/2), B binomial. So no resample is
    drawn. For an even number it is the mean of two values; the interval begins with that of the
    lower one and ends with that of the upper, so it is the percentile interval or a little wider.

    Source: Maritz and Jarrett 1978, A note on estimating the variance of the sample median;
    Efron 1979, Bootstrap methods, section 3.
    """
    ordered = np.sort(values)
    low, high = _ranks(len(ordered), confidence)
    return float(ordered[low]), float(ordered[high])


@lru_cache(maxsize=1024)
def _ranks(count: int, confidence: float) -> tuple[int, int]:
    from scipy.stats import binom

    tail = (1.0 - confidence) / 2.0
    # The median of a resample exceeds the k-th smallest value if at most so many are ≤ it.
    shares = np.arange(1, count + 1) / count
    lower, upper = (count - 1) // 2, count // 2
    at_most_lower = 1.0 - binom.cdf(lower, count, shares)  # P(lower middle ≤ k-th value)
    at_most_upper = 1.0 - binom.cdf(upper, count, shares)
    low = int(np.argmax(at_most_lower > tail))
    high = int(np.argmax(at_most_upper >= 1.0 - tail))
    return low, high


def false_discovery(p_values: ArrayLike) -> Array:
    """p-values adjusted for their number: those below q are false in a share q of cases at most.

    Args:
        p_values: any shape, from 0 to 1.
    Returns: the same shape.
    Raises: DomainError: a number outside of 0 to 1.

    >>> false_discovery([0.01, 0.02, 0.5]).round(3).tolist()
    [0.03, 0.03, 0.5]

    Source: Benjamini and Hochberg 1995, Controlling the false discovery rate.
    """
    from scipy.stats import false_discovery_control

    p = np.asarray(p_values, dtype=np.float64)
    if p.size == 0:
        return p
    if not ((p >= 0.0) & (p <= 1.0)).all():
        raise DomainError(f"p-values lie from 0 to 1; got {p.min()} to {p.max()}.")
    return np.asarray(false_discovery_control(p.ravel())).reshape(p.shape)


def _finite(differences: Array) -> Array:
    """Infinite differences as numbers beyond all others, so that they have ranks."""
    finite = np.abs(differences[np.isfinite(differences)])
    beyond = 2.0 * finite.max(initial=1.0)
    return np.clip(differences, -beyond, beyond)


def _wilcoxon(differences: Array) -> float:
    from scipy.stats import rankdata, wilcoxon

    if not differences.any():
        return 1.0
    if np.count_nonzero(differences) > MOST_EXACT:
        return float(wilcoxon(differences, zero_method="pratt", method="asymptotic").pvalue)
    # Pratt: zeros take part in the ranking, and then have no sign.
    doubled = np.rint(2.0 * rankdata(np.abs(differences))).astype(int)  # of ties, halves
    up, down = (int(doubled[side].sum()) for side in (differences > 0, differences < 0))
    return min(1.0, 2.0 * _at_most(min(up, down), doubled[differences != 0]))


def _at_most(total: int, ranks: NDArray[np.int_]) -> float:
    """P(Σ of the ranks with a positive sign ≤ total), where each sign is a coin's.

    A share of the 2ⁿ ways to choose, all of them whole numbers below 2⁵³: exact.
    """
    ways = np.zeros(total + 1)
    ways[0] = 1.0
    for rank in ranks[ranks <= total]:
        ways[rank:] += ways[:-rank].copy()
    return float(ways.sum() / 2.0 ** len(ranks))


def _rank_biserial(differences: Array) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(np.abs(differences))
    up, down = ranks[differences > 0].sum(), ranks[differences < 0].sum()
    return 0.0 if up + down == 0 else float((up - down) / (up + down))
