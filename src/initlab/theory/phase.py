"""The edge of chaos, and the points on it where the variance is marginal as well.

On the edge χ₁ = 1 at a fixed point q of the variance map. Both conditions give the weight and the
bias variance as functions of q,

    σ_w²(q) = 1 / E[φ′(√q z)²],   σ_b²(q) = q − E[φ(√q z)²] / E[φ′(√q z)²],

so the edge is a curve with q as its parameter, and every point of it a root in one variable.
Nothing is iterated layer by layer: at a half-stable point that would take 10⁸ layers for 8 digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

import numpy as np

from initlab.activations.own import AnyActivation, as_activation
from initlab.activations.record import Activation
from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.theory.block import Block
from initlab.theory.fixed_points import NOISE, Stability, stability_at
from initlab.theory.maps import derivative_map, variance_map, variance_slope
from initlab.theory.roots import roots

__all__ = ["Critical", "HalfStable", "critical_points", "edge_of_chaos", "half_stable_points"]

# None at a round number; from 1e-6 on, because below, q and E[φ²] / E[φ′²] agree to all digits.
GRID = np.logspace(-6.03, 4.03, 41)
CLOSED = 1e-100  # E[φ′²] of an activation that is flat as far as 21 standard deviations
MARGINAL = 1e-8  # of dq'/dq − 1: noise where φ is linear or homogeneous


@dataclass(frozen=True)
class Critical:
    """A point of the edge of chaos: χ₁ = 1 at the fixed point q."""

    weight_var: float
    bias_var: float
    q: float  # NaN if neutral
    variance_slope: float  # dq'/dq at q
    stability: Stability  # of q; neutral: every q is a fixed point, and χ₁ = 1 at each


@dataclass(frozen=True)
class HalfStable:
    """A point of the edge where dq'/dq = 1, too: from one side q attracts, from the other not."""

    weight_var: float
    bias_var: float
    q: float


def critical_points(activation: AnyActivation, bias_var: float) -> tuple[Critical, ...]:
    """The weight variances that put a network with this bias variance on the edge of chaos.

    Args:
        activation: a name, a record, a function or a pair (value, slope).
        bias_var: σ_b², at least 0.
    Returns: the points, by ascending q; empty if there is none. Numbers within 1e-10.
    Raises:
        DomainError: a negative bias variance, or an expectation that is not finite.
        UnknownName, UserCodeError, ShapeError: as for any activation.

    >>> point = critical_points("tanh", bias_var=0.05)[0]
    >>> round(point.weight_var, 6), round(point.q, 6), point.stability
    (1.760955, 0.570048, 'stable')
    >>> critical_points("softplus", bias_var=0.05)
    ()

    Source: Hayou et al. 2019, arXiv:1902.06853, the edge of chaos as a curve.
    """
    if not isinstance(bias_var, int | float) or not isfinite(bias_var) or bias_var < 0:
        raise DomainError(f"bias_var should be a number of at least 0; got {bias_var!r}.")
    record = as_activation(activation)
    grid, slopes, bias_vars = _edge(record)
    if np.all(np.abs(bias_vars) <= NOISE * grid):
        neutral = Critical(1.0 / float(slopes[-1]), 0.0, float("nan"), 1.0, "neutral")
        return (neutral,) if bias_var == 0 else ()
    places = roots(
        lambda q: _bias_var(record, q) - bias_var,
        grid,
        bias_vars - bias_var,
        NOISE * (bias_var + grid),
    )
    found = [_critical(record, q, bias_var) for q in places]
    if bias_var == 0:
        found = [*_at_0(record), *found]
    return tuple(found)


def edge_of_chaos(
    activation: AnyActivation, bias_vars: Sequence[float]
) -> tuple[Critical | None, ...]:
    """The edge of chaos as a curve over the bias variance.

    Args:
        activation: a name, a record, a function or a pair (value, slope).
        bias_vars: σ_b², each at least 0.
    Returns: for each, the critical point whose q attracts from both sides, the largest if there
        are several; one that does not if there is no other; None if there is no critical point.
    Raises: as `critical_points`.

    >>> [round(point.weight_var, 4) for point in edge_of_chaos("tanh", [0.0, 0.05, 0.2])]
    [1.0, 1.761, 2.2852]

    Source: Schoenholz et al. 2017, arXiv:1611.01232; Hayou et al. 2019, arXiv:1902.06853.
    """
    curve: list[Critical | None] = []
    for bias_var in bias_vars:
        points = critical_points(activation, bias_var)
        attracting = [point for point in points if point.stability in ("stable", "neutral")]
        best = attracting or list(points)
        curve.append(best[-1] if best else None)
    return tuple(curve)


def half_stable_points(activation: AnyActivation) -> tuple[HalfStable, ...]:
    """Points with q > 0 where χ₁ = 1 and dq'/dq = 1 at once.

    There a small deviation of the variance and a small difference between inputs both change
    like a power of the depth. Together they ask for E[φ φ″] = 0, one equation for q.

    Args:
        activation: a name, a record, a function or a pair (value, slope).
    Returns: the points with a bias variance of at least 0, by ascending q. Empty for homogeneous
        activations (every q is marginal) and for those marginal at q = 0 only, as tanh.
    Raises: as `critical_points`.

    >>> point = half_stable_points("gelu")[0]
    >>> round(point.weight_var, 6), round(point.bias_var, 6)
    (1.983058, 0.172922)

    Source: Roberts, Yaida and Hanin 2021, arXiv:2106.10165, section 5.3.4. For SiLU the bias
    variance is 0.55514; public code has 0.0555.
    """
    record = as_activation(activation)
    unit = Block(record, weight_var=1.0)

    def mismatch(q: float) -> float:
        return float(variance_slope(unit, q) / derivative_map(unit, q)) - 1.0

    grid, slopes, _ = _edge(record)
    values = variance_slope(unit, grid) / slopes - 1.0
    places = roots(mismatch, grid, values, MARGINAL)
    points = [
        HalfStable(1.0 / float(derivative_map(unit, q)), _bias_var(record, q), q) for q in places
    ]
    return tuple(point for point in points if point.bias_var >= 0.0)


@lru_cache(maxsize=64)
def _edge(activation: Activation) -> tuple[Array, Array, Array]:
    """q, E[φ′(√q z)²] and σ_b²(q) on the grid, where φ lets enough of a gradient through."""
    unit = Block(activation, weight_var=1.0)
    slopes = derivative_map(unit, GRID)
    passing = slopes > CLOSED
    if not passing.any():
        raise DomainError(
            f"{activation.name} passes no gradient: its slope is 0 almost everywhere. "
            "Give one with a slope."
        )
    grid, slopes = GRID[passing], slopes[passing]
    return grid, slopes, grid - variance_map(unit, grid) / slopes


def _bias_var(activation: Activation, q: float) -> float:
    unit = Block(activation, weight_var=1.0)
    return q - float(variance_map(unit, q) / derivative_map(unit, q))


def _critical(activation: Activation, q: float, bias_var: float) -> Critical:
    weight_var = 1.0 / float(derivative_map(Block(activation, weight_var=1.0), q))
    block = Block(activation, weight_var, bias_var)
    slope = float(variance_slope(block, q))
    return Critical(weight_var, bias_var, q, slope, stability_at(block, q))


def _at_0(activation: Activation) -> tuple[Critical, ...]:
    """q = 0, critical without biases if φ(0) = 0: there φ is linear, but for a kink."""
    unit = Block(activation, weight_var=1.0)
    if float(variance_map(unit, 0.0)) != 0.0:
        return ()
    slope = float(variance_slope(unit, 0.0))
    if slope <= MARGINAL:
        return ()
    block = Block(activation, 1.0 / slope)
    excess = variance_map(block, GRID) / GRID - 1.0
    clear = excess[np.abs(excess) > MARGINAL]
    falls = clear.size > 0 and clear[0] < 0.0
    return (Critical(1.0 / slope, 0.0, 0.0, 1.0, "stable" if falls else "unstable"),)
