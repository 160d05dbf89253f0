"""Singular values of the Jacobian from a deep network's input to its output, when it is wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from initlab.activations.own import as_activation, breaks, slope_of
from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.quadrature import expectation, mean_square
from initlab.theory.block import Block
from initlab.theory.maps import derivative_map, variance_map

__all__ = ["Jacobian", "Weights", "jacobian"]

Weights = Literal["gaussian", "orthogonal"]


@dataclass(frozen=True)
class Jacobian:
    """Moments of the squared singular values s of D_L W_L … D_1 W_1, D the slopes φ′(z)."""

    depth: int
    mean: float  # E[s]: growth of a gradient's mean square; 1 on the edge of chaos
    variance: float  # of s
    spread: float  # variance / mean²; 0 is dynamical isometry


def jacobian(block: Block, depth: int, q: float, weights: Weights = "gaussian") -> Jacobian:
    """Mean and variance of the squared singular values of the input–output Jacobian.

    With μ_k = E[φ′(√q z)^2k], each layer multiplies the mean by σ_w² μ₁ and adds to
    variance / mean² the term μ₂ / μ₁² − 1 − s₁, where s₁ is −1 for Gaussian and 0 for orthogonal
    weights. At a fixed point q all layers are alike.

    Args:
        block: the layer, without residual connection or normalization.
        depth: layers L, at least 1.
        q: variance of the first layer's pre-activations, above 0.
        weights: "gaussian" or "orthogonal", square.
    Returns: the moments, exact for infinite width and slopes of finite fourth moment.
    Raises: DomainError: another kind of layer, a depth below 1, a negative q, no such weights.

    >>> relu = Block("relu", weight_var=2.0)
    >>> round(jacobian(relu, 10, q=1.0).spread, 9)
    20.0
    >>> round(jacobian(relu, 10, q=1.0, weights="orthogonal").spread, 9)
    10.0

    Source: Pennington, Schoenholz and Ganguli 2017, arXiv:1711.04735, the variance σ²_JJᵀ.
    """
    check_weights(weights)
    if block.skip != 0 or block.branch != 1 or block.norm_gain is not None:
        raise DomainError(
            "The Jacobian is known for plain layers, with dropout at most. "
            "Give a Block without skip, branch and norm_gain."
        )
    variances = variance_path(block, depth, q)
    slope = slope_of(as_activation(block.activation))
    cuts, std = breaks(as_activation(block.activation)), np.sqrt(variances)
    # S-transforms of free factors multiply, and S = (1 − (m₂/m₁² − 1) z + …) / m₁: so means
    # multiply and the m₂/m₁² − 1 add up. That of W Wᵀ is −s₁, that of D² is μ₂/μ₁² − 1. A dropout
    # mask / keep makes μ_k a factor keep^(1 − 2k) larger.
    second = mean_square(slope, std, cuts)
    fourth = expectation(lambda x: slope(x) ** 4, std, breaks=cuts)
    ratio = fourth / second**2 / block.keep
    # By rounding alone it may come out below 0.
    spread = max(float(np.sum(ratio - 1.0 + (weights == "gaussian"))), 0.0)
    mean = float(np.prod(derivative_map(block, variances)))
    return Jacobian(depth, mean, spread * mean**2, spread)


def variance_path(block: Block, depth: int, q: float) -> Array:
    """q of layers 1 to depth."""
    if not isinstance(depth, int) or depth < 1:
        raise DomainError(f"depth should be a whole number of at least 1; got {depth!r}.")
    path = [float(q)]
    for _ in range(depth - 1):
        path.append(float(variance_map(block, path[-1])))
    return np.array(path)


def check_weights(weights: str) -> None:
    if weights not in get_args(Weights):
        known = " or ".join(get_args(Weights))
        raise DomainError(f"weights should be {known}; got {weights!r}.")
