"""What one layer does to variances, correlations and gradients when it is wide.

Every function takes the layer, a `Block`, first. q is the variance of the pre-activations z over
units and weights, c the correlation of z between two inputs. Weights have mean 0, so z has mean 0
whatever the mean of φ: that mean only enters through E[φ²].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from initlab.activations.own import as_activation, breaks, slope_of
from initlab.activations.record import Activation
from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.quadrature import expectation, mean_square, pair_expectation
from initlab.theory.block import Block

__all__ = [
    "activation_mean",
    "correlation_map",
    "correlation_slope",
    "covariance_map",
    "derivative_map",
    "variance_map",
    "variance_slope",
]

NEAR_0 = 1e-4  # a standard deviation from which slopes at q = 0 are extrapolated


def variance_map(block: Block, q: ArrayLike) -> Array:
    """Variance of the next layer's pre-activations: σ_w² E[φ(√q z)²] + σ_b², z ~ N(0, 1).

    Dropout divides E[φ²] by the probability to keep; a residual connection makes it
    skip² q + branch² (…); layer normalization puts its gain in the place of √q.

    Args:
        block: the layer.
        q: variance of this layer's pre-activations, any shape, at least 0.
    Returns: shape of `q`; within 1e-12.
    Raises: DomainError: a negative q, or an expectation that is not finite.

    >>> relu = Block("relu", weight_var=2.0)
    >>> variance_map(relu, [1.0, 4.0]).round(12).tolist()
    [1.0, 4.0]

    Source: Poole et al. 2016, arXiv:1606.05340, the length map.
    """
    q = _variances(q)
    activation, std = _seen(block, q)
    passed = mean_square(activation.value, std, breaks(activation))
    branch = block.weight_var / block.keep * passed + block.bias_var
    return block.skip**2 * q + block.branch**2 * branch


def activation_mean(block: Block, q: ArrayLike) -> Array:
    """E[φ(√q z)]: the mean over units of what the layer passes on.

    It is common to all inputs, so it draws their correlations towards 1; SELU is made for it to
    vanish at q = 1.

    Args:
        block: the layer.
        q: variance of its pre-activations, any shape, at least 0.
    Returns: shape of `q`; within 1e-12 of E|φ|.
    Raises: DomainError: a negative q, or an expectation that is not finite.

    >>> float(activation_mean(Block("relu", 2.0), 1.0).round(9)), round(0.5 * (2 / np.pi)**0.5, 9)
    (0.39894228, 0.39894228)

    Source: Klambauer et al. 2017, arXiv:1706.02515, the map of mean and variance.
    """
    activation, std = _seen(block, _variances(q))
    return expectation(activation.value, std, breaks=breaks(activation))


def derivative_map(block: Block, q: ArrayLike) -> Array:
    """χ(q) = σ_w² E[φ′(√q z)²]: growth of a gradient's mean square through one layer.

    At the fixed point of `variance_map` this is χ₁: above 1 near inputs part (chaos), below 1
    they meet (order). Dropout divides it by the probability to keep; a residual connection makes
    it skip² + branch² χ; layer normalization multiplies by gain² / q. Where φ jumps, φ′ is the
    slope beside the jump, as in backpropagation.

    Args:
        block: the layer.
        q: variance of its pre-activations, any shape, at least 0; above 0 with normalization.
    Returns: shape of `q`; within 1e-12, 1e-10 if the slope is made of differences.
    Raises: DomainError: a negative q, or an expectation that is not finite.

    >>> float(derivative_map(Block("relu", weight_var=2.0), 3.0).round(12))
    1.0

    Source: Schoenholz et al. 2017, arXiv:1611.01232, χ₁ and the growth of gradients.
    """
    q = _variances(q)
    activation, std = _seen(block, q)
    passed = mean_square(slope_of(activation), std, breaks(activation))
    branch = block.weight_var / block.keep * passed * _normalized(block, q)
    return block.skip**2 + block.branch**2 * branch


def variance_slope(block: Block, q: ArrayLike) -> Array:
    """dq'/dq: how a small error of the variance is passed on.

    σ_w² E[φ φ′ z] / √q, which for a smooth φ is σ_w² E[φ′² + φ φ″]. At q = 0 it is the limit.

    Args:
        block: the layer.
        q: variance of its pre-activations, any shape, at least 0.
    Returns: shape of `q`; within 1e-11, at 0 within 1e-9.
    Raises: DomainError: a negative q, or an expectation that is not finite.

    >>> variance_slope(Block("tanh", weight_var=1.0), [0.0, 1.0]).round(6).tolist()
    [1.0, 0.181798]

    Source: Poole et al. 2016, arXiv:1606.05340; Roberts et al. 2021, arXiv:2106.10165, χ_∥.
    """
    q = _variances(q)
    if block.norm_gain is not None:
        return np.full_like(q, block.skip**2)[()]
    std = np.sqrt(q)
    at_0 = std == 0.0
    slope = _mean_square_slope(block, np.where(at_0, 1.0, std))
    if at_0.any():
        # E[φ²] may have a term in √q³ (a kink), so the limit is taken in √q, to third order.
        h = _mean_square_slope(block, NEAR_0 * np.array([1.0, 2.0, 4.0]))
        slope = np.where(at_0, (8.0 * h[0] - 6.0 * h[1] + h[2]) / 3.0, slope)
    return (block.skip**2 + block.branch**2 * block.weight_var / block.keep * slope)[()]


def covariance_map(block: Block, q_a: ArrayLike, q_b: ArrayLike, c: ArrayLike) -> Array:
    """Covariance of two inputs' pre-activations one layer on: σ_w² E[φ(u) φ(v)] + σ_b².

    Dropout draws a mask for each input, so it does not change this, but the variances.

    Args:
        block: the layer.
        q_a, q_b: the variances of the two, at least 0; all three broadcast.
        c: their correlation, from −1 to 1.
    Returns: shape of the three together; within 1e-12 of the variances.
    Raises: DomainError: a negative variance, a correlation beyond ±1, no finite expectation.

    >>> relu = Block("relu", weight_var=2.0)
    >>> covariance_map(relu, 1.0, 4.0, [-1.0, 1.0]).round(9).tolist()
    [0.0, 2.0]

    Source: Poole et al. 2016, arXiv:1606.05340; dropout: Schoenholz et al. 2017,
    arXiv:1611.01232.
    """
    q_a, q_b, c = _variances(q_a), _variances(q_b), np.asarray(c, dtype=np.float64)
    activation, std_a = _seen(block, q_a)
    std_b = _seen(block, q_b)[1]
    cuts = breaks(activation)
    product = pair_expectation(activation.value, activation.value, std_a, std_b, c, cuts, cuts)
    branch = block.weight_var * product + block.bias_var
    return block.skip**2 * np.sqrt(q_a * q_b) * c + block.branch**2 * branch


def correlation_map(block: Block, c: ArrayLike, q: ArrayLike) -> Array:
    """Correlation of two inputs one layer on, when both have variance q.

    Args:
        block: the layer.
        c: correlation now, from −1 to 1; broadcasts with `q`.
        q: variance of the pre-activations of both; a fixed point of `variance_map`, usually.
    Returns: shape of `c` and `q` together; within 1e-12.
    Raises: DomainError: a negative variance, a correlation beyond ±1, a next variance of 0.

    >>> correlation_map(Block("relu", weight_var=2.0), [0.0, 1.0], 1.0).round(6).tolist()
    [0.31831, 1.0]

    Source: Poole et al. 2016, arXiv:1606.05340, the correlation map.
    """
    return covariance_map(block, q, q, c) / _next_variance(block, q)


def correlation_slope(block: Block, c: ArrayLike, q: ArrayLike) -> Array:
    """dc'/dc of `correlation_map`; at c = 1 and a fixed point q it is χ₁ if φ has no jumps.

    Args:
        block: the layer.
        c: correlation now, from −1 to 1; broadcasts with `q`.
        q: variance of the pre-activations of both.
    Returns: shape of `c` and `q` together; within 1e-12, 1e-10 if the slope is made of differences.
    Raises: DomainError: as `correlation_map`, and for an activation with jumps, whose correlation
        map has no slope that follows from φ′.

    >>> correlation_slope(Block("relu", weight_var=2.0), [0.0, 1.0], 1.0).round(9).tolist()
    [0.5, 1.0]

    Source: Poole et al. 2016, arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232, ξ_c.
    """
    q, c = _variances(q), np.asarray(c, dtype=np.float64)
    activation, std = _seen(block, q)
    if activation.jumps:
        raise DomainError(
            f"{activation.name} jumps, so its correlation map is steep beyond all bounds at c = 1. "
            "Use correlation_map."
        )

    cuts, slope = breaks(activation), slope_of(activation)
    product = pair_expectation(slope, slope, std, std, c, cuts, cuts)
    branch = block.weight_var * product * _normalized(block, q)
    total = block.skip**2 + block.branch**2 * branch
    return total * q / _next_variance(block, q)


def _seen(block: Block, q: Array) -> tuple[Activation, Array]:
    """φ, and the standard deviation of what it is given."""
    activation = as_activation(block.activation)
    if block.norm_gain is None:
        return activation, np.sqrt(q)
    return activation, np.full_like(q, block.norm_gain)


def _normalized(block: Block, q: Array) -> Array | float:
    """What layer normalization does to the square of a gradient."""
    if block.norm_gain is None:
        return 1.0
    if (q == 0.0).any():
        raise DomainError("Layer normalization needs a variance above 0; got 0.")
    return block.norm_gain**2 / q


def _mean_square_slope(block: Block, std: Array) -> Array:
    """d E[φ(√q z)²] / dq for q > 0."""
    activation = as_activation(block.activation)

    def even_part(x: Array) -> Array:
        # The odd part has expectation 0, and its rounding would be divided by a small √q.
        return 0.5 * x * (_product(activation, x) - _product(activation, -x))

    cuts = breaks(activation)
    both = (*cuts, *(-cut for cut in cuts))
    return expectation(even_part, std, breaks=both) / std**2


def _product(activation: Activation, x: Array) -> Array:
    value = activation.value(x)
    return value * activation.slope(x, value)


def _next_variance(block: Block, q: ArrayLike) -> Array:
    following = variance_map(block, q)
    if (following == 0.0).any():
        raise DomainError(
            "A correlation needs a variance above 0, and the next layer's is 0. "
            "Give a larger weight or bias variance."
        )
    return following


def _variances(q: ArrayLike) -> Array:
    try:
        array = np.asarray(q, dtype=np.float64)
    except (TypeError, ValueError):
        raise DomainError(
            f"A variance should be a number or an array of them; got {type(q).__name__}."
        ) from None
    wrong = ~((array >= 0.0) & np.isfinite(array))
    if wrong.any():
        raise DomainError(f"A variance should be finite and at least 0; got {array[wrong][0]:g}.")
    return array
