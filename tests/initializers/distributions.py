"""Whether what a law draws is distributed as the paper says, for any seed.

Each check fails a right law with a probability of at most `LEVEL`, from the exact distribution of
what is measured or from Bernstein's inequality; none relies on the central limit theorem.
"""

from __future__ import annotations

from functools import cache
from math import log, sqrt

import numpy as np
from scipy import special, stats

from initlab import initializers
from initlab.initializers import fans, laws
from initlab.initializers.laws.gates import Chrono
from initlab.initializers.laws.structured import Sparse, SparseShare
from initlab.initializers.numpy_arrays import draw
from tests.initializers.hand_worked import Worked

LEVEL = 1e-9  # of a check; a million of them raise 0.001 false alarms
CHECKS = 20  # of a tensor, at most: mean, mean square, repetition, ends and 16 cells
CELLS = 16
DISTINCT = 2000  # elements among which none may be there twice: 2000² / 2 pairs, 2⁵² values
# Of the distribution of variance 1: the largest element, and the variance of a square, μ₄ − 1.
# U(−√3, √3) has μ₄ = 9/5. For N(0, 1) cut at ±2 by mpmath: E z⁴ = 1.416189, E z² = 0.773741.
LARGEST = {"uniform": sqrt(3), "truncated": 2 / sqrt(0.77374130355)}
SQUARE_VARIANCE = {"uniform": 0.8, "truncated": 1.36554}


def by_chance(worked: Worked) -> bool:
    """Whether the mean square of what is drawn differs from seed to seed."""
    law = initializers.parse(worked.name).law
    return isinstance(law, laws.ElementLaw | Sparse | SparseShare | Chrono)


def check(worked: Worked, seed: int, most: int | None = None) -> None:
    """Assert that a tensor, or its first `most` elements, has the distribution worked by hand."""
    law = initializers.parse(worked.name).law
    if not isinstance(law, laws.ElementLaw):
        return _check_coupled(worked, law, seed)
    of = worked.fans or (fans.dense(worked.shape) if len(worked.shape) > 1 else None)
    count = int(np.prod(worked.shape))
    shape = worked.shape if most is None or count <= most else (most,)
    weights = draw(law, shape, seed=seed, name=worked.name, fans=of)
    assert weights.shape == shape
    spread = sqrt(max(worked.rms**2 - worked.mean**2, 0.0))
    kind = law.elements(of).unit
    if kind == "constant" or spread == 0:
        # A number worked by hand has 15 digits and more.
        np.testing.assert_allclose(weights, worked.mean, rtol=1e-14)
        return None
    return _check_unit((weights.ravel() - worked.mean) / spread, kind)


def _check_unit(unit: np.ndarray, kind: str) -> None:
    """`unit` is said to have the mean 0, the variance 1 and the distribution `kind`."""
    few, many, mean_square, mean = _tolerances(unit.size, kind)
    assert abs(unit.mean()) <= mean, "mean"
    assert mean_square[0] <= unit @ unit / unit.size <= mean_square[1], "mean square"
    counts = np.bincount(np.searchsorted(_edges(kind), unit), minlength=CELLS)
    assert few <= counts.min(), "too few in a cell"
    assert counts.max() <= many, "too many in a cell"
    # 2000² / 2 pairs are equal with the chance 2⁻⁵² each: 4e-10.
    some = np.sort(unit[:DISTINCT])
    assert (some[1:] > some[:-1]).all(), "an element is there twice"
    if kind in LARGEST:
        # The bound itself comes from a number of 12 digits.
        assert np.abs(unit).max() < LARGEST[kind] * (1 + 1e-11), "beyond the ends"


@cache
def _tolerances(count: int, kind: str) -> tuple[float, float, tuple[float, float], float]:
    """Fewest and most elements in a cell, the mean square's range, the mean's."""
    few, many = stats.binom.ppf([LEVEL / 2, 1 - LEVEL / 2], count, 1 / CELLS)
    if kind == "normal":
        # Exactly: the mean is N(0, 1/n), n times the mean square is χ² of n degrees of freedom.
        low, high = stats.chi2.ppf([LEVEL / 2, 1 - LEVEL / 2], count) / count
        return few, many, (low, high), stats.norm.isf(LEVEL / 2) / sqrt(count)
    largest = LARGEST[kind]
    square = bernstein(SQUARE_VARIANCE[kind], largest**2 - 1, count)
    return few, many, (1 - square, 1 + square), bernstein(1.0, largest, count)


def bernstein(variance: float, largest: float, count: int) -> float:
    """How far the mean of independent terms strays, but for a chance of `LEVEL`.

    Terms of mean 0, of that variance and at most `largest`: P(|mean| ≥ t) is at most
    2 exp(−n t² / (2 (variance + largest t / 3))), which is `LEVEL` at this t.
    """
    bits = log(2 / LEVEL) / count
    return largest * bits / 3 + sqrt((largest * bits / 3) ** 2 + 2 * variance * bits)


@cache
def _edges(kind: str) -> np.ndarray:
    """Inner edges of cells of equal probability, in the distribution of variance 1."""
    share = np.arange(1, CELLS) / CELLS
    if kind == "uniform":
        return sqrt(3) * (2 * share - 1)
    if kind == "normal":
        return special.ndtri(share)
    return LARGEST["truncated"] * stats.truncnorm.ppf(share, -2, 2) / 2


def _check_coupled(worked: Worked, law: laws.TensorLaw, seed: int) -> None:
    """The mean square of a tensor whose elements depend on each other."""
    weights = draw(law, worked.shape, seed=seed, name=worked.name, fans=worked.fans)
    assert weights.shape == worked.shape
    found, expected = float((weights**2).mean()), worked.rms**2
    match law:
        case Sparse() | SparseShare():
            kept = round(weights.size * expected / law.scale**2)
            low, high = stats.chi2.ppf([LEVEL / 2, 1 - LEVEL / 2], kept) / kept
            assert low <= found / expected <= high, "mean square"
        case Chrono():
            # log² u is from 0 to log²(longest − 1), so its variance is at most a quarter of the
            # square of that; each unit's counts once, however many gates it is written to.
            largest = log(law.longest - 1) ** 2
            units = int(weights.size / law.gates)
            share = (1 if law.input is None else 2) / law.gates
            tolerance = share * bernstein(largest**2 / 4, largest, units)
            assert abs(found - expected) <= tolerance, "mean square"
        case _:
            # Lengths are fixed: a few thousand roundings at most.
            assert abs(found - expected) <= 1e-12 * expected, "mean square"
