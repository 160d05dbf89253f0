"""How many more seeds would decide."""

from __future__ import annotations

from math import ceil

from initlab.statistics.paired import Paired

MOST = 10_000  # a difference that needs more than these is none to speak of
_POWER = 0.8


def more_seeds(found: Paired, significance: float = 0.05) -> int | None:
    """About how many seeds more would make the observed difference significant.

    Args:
        found: a comparison that did not decide.
        significance: of the two-sided test, after any correction.
    Returns: at least 1; None where nothing points either way, or MOST would not do.

    Noether's number of pairs for power 1 − β is (z_{α/2} + z_β)² / (3 (p − 1/2)²), where p is the
    probability that the sum of two differences is positive. The rank-biserial correlation of n
    pairs estimates 2p − 1.

    >>> more_seeds(Paired(10, -0.1, -0.3, 0.1, 0.2, effect=-0.5, lower=0.7))
    32

    Source: Noether 1987, Sample size determination for some common nonparametric tests, JASA
    82:645–647, section 3.
    """
    from scipy.stats import norm

    if found.effect == 0.0:
        return None
    z = norm.ppf(1.0 - significance / 2.0) + norm.ppf(_POWER)
    needed = ceil(z**2 / (3.0 * (found.effect / 2.0) ** 2))
    return None if needed > MOST else max(needed - found.seeds, 1)
