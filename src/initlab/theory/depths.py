"""How deep a signal, a difference between two inputs and a gradient reach."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

import numpy as np

from initlab.activations.own import as_activation
from initlab.errors import DomainError
from initlab.theory.block import Block
from initlab.theory.fixed_points import NOISE, TANGENT, decay_depth, settle
from initlab.theory.maps import correlation_map, correlation_slope
from initlab.theory.roots import root_between, roots

__all__ = ["DepthScales", "correlation_limit", "depth_scales"]

Phase = Literal["ordered", "critical", "chaotic"]

# Correlations up to here are cheap (see `pair_expectation`), and nearly always enough.
GRID = np.linspace(0.0, 0.9, 16)


@dataclass(frozen=True)
class DepthScales:
    """Where a deep network settles, and how many layers that takes."""

    q: float  # q*, the variance
    c: float  # c*, the correlation of any two inputs
    chi: float  # χ₁ at q*
    variance_slope: float  # dq'/dq at q*
    correlation_slope: float  # dc'/dc at c*; NaN if φ jumps
    variance_depth: float  # ξ_q = −1 / log |dq'/dq|, layers; infinite on a tangent
    correlation_depth: float  # ξ_c = −1 / log(dc'/dc), layers; infinite on the edge of chaos
    gradient_depth: float  # 1 / |log χ₁|, layers
    phase: Phase  # inputs meet (ordered), part (chaotic) or neither


def correlation_limit(block: Block, q: float) -> float:
    """c*: the correlation that two inputs approach with depth, starting uncorrelated.

    Args:
        block: the layer.
        q: a fixed point of its variance map.
    Returns: c*, from 0 to 1, within 1e-12 / |χ₁ − 1|; 1 in the ordered phase.
    Raises: DomainError: a variance of 0 or below 0, or an expectation that is not finite.

    >>> block = Block("tanh", weight_var=2.0, bias_var=0.05)
    >>> round(correlation_limit(block, settle(block).q), 6)
    0.744082

    Source: Poole et al. 2016, arXiv:1606.05340; Schoenholz et al. 2017,
    arXiv:1611.01232.
    """

    def excess(c: float) -> float:
        return float(correlation_map(block, c, q)) - c

    jumps = as_activation(block.activation).jumps
    # c' is a power series in c with no negative term, so it is convex on [0, 1] and has at most
    # one fixed point below 1 there, provided that 1 itself is one.
    at_1 = excess(1.0)
    if (
        abs(at_1) <= NOISE
        and not jumps
        and float(correlation_slope(block, 1.0, q)) <= 1.0 + TANGENT
    ):
        return 1.0
    values = correlation_map(block, GRID, q) - GRID
    if values[0] <= NOISE:
        return 0.0
    if (values < 0.0).any():
        return roots(excess, GRID, values, 0.0)[0]
    # Divided by 1 − c, the excess ends at 1 − χ₁ < 0 and no longer has a root at 1.
    return root_between(lambda c: excess(c) / (1.0 - c) if c < 1.0 else -1.0, float(GRID[-1]), 1.0)


def depth_scales(block: Block, q: float = 1.0) -> DepthScales:
    """The limits of variance and correlation, and the depths on which they are reached.

    Args:
        block: the layer.
        q: variance of the first layer's pre-activations, from which q* is approached.
    Returns: the limits and depths, in layers.
    Raises: DomainError: the variance grows for ever or dies out, so no correlation has a limit.

    >>> scales = depth_scales(Block("tanh", weight_var=2.0, bias_var=0.05))
    >>> round(scales.variance_depth, 4), round(scales.correlation_depth, 4), scales.phase
    (1.388, 25.2134, 'chaotic')

    Source: Schoenholz et al. 2017, arXiv:1611.01232, the depth scales ξ_q and ξ_c.
    """
    point = settle(block, q)
    if point is None:
        raise DomainError(
            f"From {q:g} the variance grows from layer to layer without end, so nothing settles. "
            "Give a smaller weight variance."
        )
    if point.q == 0.0:
        raise DomainError(
            f"From {q:g} the variance falls to 0, where correlations have no meaning. "
            "Give a larger weight or bias variance, or read fixed_points()."
        )
    c = correlation_limit(block, point.q)
    jumps = as_activation(block.activation).jumps
    slope = float("nan") if jumps else float(correlation_slope(block, c, point.q))
    growth = inf if jumps else float(correlation_slope(block, 1.0, point.q))
    phase: Phase = "chaotic" if growth > 1.0 else "ordered"
    if abs(growth - 1.0) <= TANGENT:
        phase = "critical"
    return DepthScales(
        q=point.q,
        c=c,
        chi=point.chi,
        variance_slope=point.variance_slope,
        correlation_slope=slope,
        variance_depth=point.variance_depth,
        correlation_depth=float("nan") if jumps else decay_depth(slope),
        gradient_depth=point.gradient_depth,
        phase=phase,
    )
