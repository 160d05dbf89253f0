"""Two ways of doing the same thing on the same seeds: differences within pairs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from initlab.errors import ShapeError
from initlab.statistics.quantiles import Array, quantile


@dataclass(frozen=True)
class Paired:
    """How `a` differs from `b`.

    Args:
        seeds: pairs.
        median: of a − b.
        low, high: 95 % bootstrap interval of that median.
        p: of Wilcoxon's signed-rank test, two-sided; 1 where all pairs are ties.
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
    Raises: ShapeError: not two equally long lists.

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
    left, right = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if left.shape != right.shape or left.ndim != 1 or not len(left):
        raise ShapeError(
            f"Pairs need two lists of one length, at least 1; got {left.shape} and {right.shape}."
        )
    with np.errstate(invalid="ignore"):
        found = left - right
    return np.where(np.isinf(left) & (left == right), 0.0, found)


def bootstrap_of_median(values: Array, confidence: float = 0.95) -> tuple[float, float]:
    """Percentile interval of the bootstrap distribution of the median, which is known exactly.

    The median of a resample is one of the values, for an odd number of them: the k-th smallest
    with probability P(B(n, (k−1)/n) ≤ n/2) − P(B(n, k/n) ≤ n/2), B binomial. So no resample is
    drawn. For an even number the lower and the upper of the two middle ones are treated so.

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

    >>> false_discovery([0.01, 0.02, 0.5]).round(3).tolist()
    [0.03, 0.03, 0.5]

    Source: Benjamini and Hochberg 1995, Controlling the false discovery rate.
    """
    from scipy.stats import false_discovery_control

    p = np.asarray(p_values, dtype=np.float64)
    if p.size == 0:
        return p
    return np.asarray(false_discovery_control(p.ravel())).reshape(p.shape)


def _finite(differences: Array) -> Array:
    """Infinite differences as numbers beyond all others, so that they have ranks."""
    finite = np.abs(differences[np.isfinite(differences)])
    beyond = 2.0 * finite.max(initial=1.0)
    return np.clip(differences, -beyond, beyond)


def _wilcoxon(differences: Array) -> float:
    from scipy.stats import wilcoxon

    if not differences.any():
        return 1.0
    # Exact where SciPy can: no ties, no zeros. Otherwise its normal approximation.
    sizes = np.abs(differences)
    exact = len(differences) <= 50 and sizes.all() and len(np.unique(sizes)) == len(sizes)
    method = "exact" if exact else "asymptotic"
    return float(wilcoxon(differences, zero_method="pratt", method=method).pvalue)


def _rank_biserial(differences: Array) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(np.abs(differences))
    up, down = ranks[differences > 0].sum(), ranks[differences < 0].sum()
    return 0.0 if up + down == 0 else float((up - down) / (up + down))
