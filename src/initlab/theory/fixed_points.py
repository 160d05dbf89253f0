"""Variances that a deep network settles at."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log
from typing import Literal

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.theory.block import Block
from initlab.theory.maps import derivative_map, variance_map, variance_slope
from initlab.theory.roots import root_between, roots

__all__ = ["FixedPoint", "Stability", "fixed_points", "settle"]

Stability = Literal["stable", "unstable", "half-stable", "neutral"]

# Six points per factor of ten, none at a round number. Where the variance still grows at the end
# of the first grid, the second is searched as well.
GRID = np.logspace(-6.03, 4.03, 61)
FAR_GRID = np.logspace(4.03, 12.03, 49)
NOISE = 1e-12  # of (q' − q) / q
TANGENT = 1e-10  # of a factor per layer − 1, as good as 0
TOUCH = 1e-9  # of (q' − q) / q where the map touches the diagonal and does not cross it


@dataclass(frozen=True)
class FixedPoint:
    """A variance q with q' = q."""

    q: float
    variance_slope: float  # dq'/dq there
    chi: float  # χ₁: growth of a gradient's mean square per layer
    stability: Stability  # neutral: every q is a fixed point

    @property
    def variance_depth(self) -> float:
        """ξ_q: layers in which a small deviation from q shrinks by e; infinite if it does not."""
        return decay_depth(self.variance_slope)

    @property
    def gradient_depth(self) -> float:
        """Layers in which a gradient's mean square changes by e; infinite if it never does."""
        return change_depth(self.chi)


def fixed_points(block: Block) -> tuple[FixedPoint, ...]:
    """Every variance that the layer leaves as it is, in ascending order.

    Points closer together than a factor of 1.4 are told apart only if the map turns between them;
    below 1e-6 one is found if φ or a bias keeps the variance from 0, and above 1e12 none.

    Args:
        block: the layer.
    Returns: the fixed points; one that is "neutral", at q = 1, if every variance is kept; none
        if the variance grows from any start, or falls for ever.
    Raises: DomainError: an expectation that is not finite.

    >>> [(round(point.q, 6), point.stability) for point in fixed_points(Block("tanh", 2.0))]
    [(0.0, 'unstable'), (0.617965, 'stable')]

    Source: Poole et al. 2016, arXiv:1606.05340.
    """
    grid, excess = _excess(block)
    if np.all(np.abs(excess) <= NOISE):
        return (_point(block, 1.0, "neutral"),)
    places = [
        *roots(lambda q: _one_excess(block, q), grid, excess, NOISE),
        *_touches(block, grid, excess),
    ]
    found = [_point(block, q, stability_at(block, q)) for q in sorted(places)]
    if float(variance_map(block, 0.0)) > 0.0:
        if excess[0] < 0.0:
            low = root_between(lambda q: float(variance_map(block, q)) - q, 0.0, float(GRID[0]))
            found.insert(0, _point(block, low, "stable"))
    elif block.norm_gain is None:
        sign = excess[np.abs(excess) > NOISE][0]
        found.insert(0, _point(block, 0.0, "stable" if sign < 0.0 else "unstable"))
    return tuple(found)


def settle(block: Block, q: float = 1.0) -> FixedPoint | None:
    """The fixed point that the variance moves to, layer by layer, from q.

    Args:
        block: the layer.
        q: variance of the first layer's pre-activations.
    Returns: the fixed point, `q` itself if every variance is kept; None if it grows for ever.
    Raises: DomainError: a negative q, or an expectation that is not finite.

    >>> round(settle(Block("tanh", weight_var=1.760955, bias_var=0.05)).q, 6)
    0.570048
    >>> settle(Block("relu", weight_var=2.5)) is None
    True

    Source: Poole et al. 2016, arXiv:1606.05340.
    """
    points = fixed_points(block)
    if points and points[0].stability == "neutral":
        return _point(block, q, "neutral")
    change = float(variance_map(block, q)) - q
    if abs(change) <= NOISE * q:
        return min(points, key=lambda point: abs(point.q - q), default=None)
    if change > 0.0:
        return next((point for point in points if point.q >= q), None)
    return next((point for point in reversed(points) if point.q <= q), None)


def decay_depth(factor: float) -> float:
    """Layers in which something shrinks by e that is multiplied by `factor` in each."""
    size = abs(factor)
    if size >= 1.0 - TANGENT:
        return inf
    return 0.0 if size == 0.0 else -1.0 / log(size)


def change_depth(factor: float) -> float:
    """Layers in which something changes by e, up or down, that each multiplies by `factor`."""
    if factor == 0.0:
        return 0.0
    return inf if abs(factor - 1.0) <= TANGENT else 1.0 / abs(log(factor))


def _excess(block: Block) -> tuple[Array, Array]:
    """(q' − q) / q on the grid."""
    excess = variance_map(block, GRID) / GRID - 1.0
    if excess[-1] <= NOISE:
        return GRID, excess
    try:
        far = variance_map(block, FAR_GRID) / FAR_GRID - 1.0
    except DomainError:  # it grows too fast to be followed, so nothing out there is kept
        return GRID, excess
    return np.concatenate([GRID, FAR_GRID[1:]]), np.concatenate([excess, far[1:]])


def _one_excess(block: Block, q: float) -> float:
    return float(variance_map(block, q)) / q - 1.0


def _touches(block: Block, grid: Array, excess: Array) -> list[float]:
    """Fixed points that show no change of sign: q' / q has an extremum between grid points."""
    size = np.abs(excess)
    inner = slice(1, -1)
    same_sign = (np.sign(excess[:-2]) == np.sign(excess[inner])) & (
        np.sign(excess[inner]) == np.sign(excess[2:])
    )
    dips = (size[inner] <= size[:-2]) & (size[inner] < size[2:]) & (size[inner] > NOISE)
    near = same_sign & dips & (size[inner] < 0.05)
    found = []
    for index in np.flatnonzero(near) + 1:
        low, high = float(grid[index - 1]), float(grid[index + 1])
        turn = root_between(lambda q: _turning(block, q), low, high)
        there = _one_excess(block, turn)
        if abs(there) <= TOUCH:
            found.append(turn)
        elif np.sign(there) != np.sign(excess[index]):
            found += [
                root_between(lambda q: _one_excess(block, q), low, turn),
                root_between(lambda q: _one_excess(block, q), turn, high),
            ]
    return found


def _turning(block: Block, q: float) -> float:
    """d(q' / q) / d log q."""
    return float(variance_slope(block, q)) - float(variance_map(block, q)) / q


def stability_at(block: Block, q: float) -> Stability:
    """Whether a fixed point q > 0 attracts, by the slope there or, if that is 1, by its sides."""
    slope = float(variance_slope(block, q))
    if abs(slope - 1.0) > 1e-4:
        return "stable" if abs(slope) < 1.0 else "unstable"
    below, above = _one_excess(block, 0.99 * q) > 0.0, _one_excess(block, 1.01 * q) > 0.0
    if below == above:
        return "half-stable"
    return "stable" if below else "unstable"


def _point(block: Block, q: float, stability: Stability) -> FixedPoint:
    return FixedPoint(
        q, float(variance_slope(block, q)), float(derivative_map(block, q)), stability
    )
