"""What to expect in each layer of a network of finite width, and how far from it chance may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from initlab.activations.own import Function, as_activation, breaks, slope_of
from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.quadrature import expectation, mean_square
from initlab.theory.block import Block
from initlab.theory.maps import derivative_map
from initlab.theory.singular_values import Weights, check_weights, variance_path

__all__ = ["Profile", "profile"]


@dataclass(frozen=True)
class Profile:
    """One number per hidden layer, for one input; mean squares are over the layer's units."""

    variance: Array  # E[z²] of the pre-activations
    variance_log_std: Array  # standard deviation of log(mean z²) over networks
    gradient: Array  # E[(∂loss/∂z)²], relative to the last hidden layer
    gradient_log_std: Array  # standard deviation of its log over networks
    weight_gradient: Array  # E[(∂loss/∂W)²] of a weight into the layer, relative to the last


def profile(
    block: Block, widths: Sequence[int], q: float, weights: Weights = "gaussian"
) -> Profile:
    """Variances and gradients layer by layer, with the spread that a finite width gives them.

    Spreads are the leading order in 1 / width: a few times the sum of 1 / width should be below 1.
    For ReLU each layer adds 5 / width to the variance of log q and of the gradient's log.

    Args:
        block: the layer, without residual connection or normalization.
        widths: units of the hidden layers, first to last, each at least 1.
        q: variance of the first layer's pre-activations, σ_w² |x|² / features + σ_b², above 0.
        weights: "gaussian" or "orthogonal" and square: those keep norms, so that only φ adds to
            the spreads.
    Returns: arrays over the hidden layers.
    Raises: DomainError: another kind of layer, no widths or one below 1, q not above 0, no such
        weights, φ passes no signal or gradient.

    >>> layers = profile(Block("relu", weight_var=2.0), widths=[100, 100, 100], q=1.0)
    >>> layers.variance.round(9).tolist()
    [1.0, 1.0, 1.0]
    >>> (layers.variance_log_std**2 * 100).round(6).tolist()
    [2.0, 7.0, 12.0]

    Source: Hanin and Rolnick 2018, arXiv:1803.01719, for ReLU; Roberts, Yaida and Hanin
    2021, arXiv:2106.10165, section 5.4, for the propagation; worked out in the code's comments.
    """
    check_weights(weights)
    if block.skip != 0 or block.branch != 1 or block.norm_gain is not None:
        raise DomainError(
            "Spreads are known for plain layers, with dropout at most. "
            "Give a Block without skip, branch and norm_gain."
        )
    if not q > 0:
        raise DomainError(f"q should be above 0; got {q!r}.")
    units = _widths(widths)
    q_path = variance_path(block, len(units), q)
    moments = _moments(block, q_path)
    chi = derivative_map(block, q_path)
    # Var[W] = σ_w² / width, and a unit's gradient sums over the width of the next layer.
    ratio = units[1:] / units[:-1]
    gradient = np.append(np.cumprod((chi[:-1] * ratio)[::-1])[::-1], 1.0)
    # The mean square of what enters layer l, times σ_w², is q_l − σ_b²: weights into it have the
    # gradient (∂loss/∂z) · input.
    entering = q_path - block.bias_var
    variance_spread, gradient_spread = _spreads(block, units, q_path, moments, weights)
    return Profile(
        q_path,
        np.sqrt(variance_spread),
        gradient,
        np.sqrt(gradient_spread),
        gradient * entering / entering[-1],
    )


@dataclass(frozen=True)
class _Moments:
    """Of F = φ² mask / keep² and G = φ′² g² mask / keep², g a standard Gaussian of its own."""

    f: Array  # E[F]
    f_slope: Array  # dE[F]/dq
    f_var: Array  # Var[F]
    g: Array
    g_slope: Array
    g_var: Array


def _moments(block: Block, q: Array) -> _Moments:
    activation, keep = as_activation(block.activation), block.keep
    # E[g⁴] = 3; mask² = mask and E[mask] = keep.
    f, f_slope, f_square = _powers(activation.value, breaks(activation), q)
    g, g_slope, g_square = _powers(slope_of(activation), breaks(activation), q)
    if (f == 0.0).any() or (g == 0.0).any():
        raise DomainError(
            f"{activation.name} passes no signal or no gradient at all. "
            "Give one that does, or a larger variance."
        )
    return _Moments(
        f / keep,
        f_slope / keep,
        f_square / keep**3 - (f / keep) ** 2,
        g / keep,
        g_slope / keep,
        3.0 * g_square / keep**3 - (g / keep) ** 2,
    )


def _powers(function: Function, cuts: tuple[float, ...], q: Array) -> tuple[Array, Array, Array]:
    """E[h²], its derivative by q and E[h⁴] of h = function(√q z)."""
    std = np.sqrt(q)
    square = mean_square(function, std, cuts)
    # d E[h²] / dq = E[h² (z² − 1)] / (2 q), by parts.
    weighted = mean_square(lambda x: x * function(x), std, cuts)
    fourth = expectation(lambda x: function(x) ** 4, std, breaks=cuts)
    return square, (weighted / q - square) / (2.0 * q), fourth


def _spreads(
    block: Block, units: Array, q: Array, m: _Moments, weights: Weights
) -> tuple[Array, Array]:
    """Var[log mean z²] and Var[log mean (∂loss/∂z)²], per layer.

    Given layer l, the z of layer l + 1 are Gaussian with variance Q_{l+1} = σ_w² (mean of F) +
    σ_b². To first order x_l = log Q_l − log q_l obeys x_{l+1} = a_l x_l + e_l, where a_l is
    d log q_{l+1} / d log q_l and Var[e_l] = (σ_w² / q_{l+1})² Var[F] / width. Likewise the log
    of the gradient's size gains b_l x_l + h_l per layer, b = d log E[G] / d log q and
    Var[h_l] = Var[G] / E[G]² / width. F and G of one layer share their z; that e and h correlate
    for this reason is left out, being 4 % of a spread for tanh, and nothing for ReLU.
    """
    count = len(units)
    following = block.weight_var * m.f + block.bias_var  # q of the next layer
    a = block.weight_var * m.f_slope * q / following
    b = m.g_slope * q / m.g
    scale = block.weight_var / following
    f_var, g_var, observed = m.f_var, m.g_var, 2.0 / units
    if weights == "orthogonal":
        # The norms of z and of g are what they must be, so only what a regression on z² and g²
        # leaves varies: Cov[F, z²/q] = 2 q dE[F]/dq, likewise for G, Cov[G, g²] = 2 E[G], and
        # z²/q and g² have variance 2.
        f_norm, g_norm = 2.0 * q * m.f_slope, 2.0 * q * m.g_slope
        f_var = f_var - 0.5 * f_norm**2
        g_var = g_var - 0.5 * g_norm**2 - 2.0 * m.g**2
        observed = np.zeros(count)
    e_var = scale**2 * f_var / units
    h_var = g_var / m.g**2 / units
    # x = reach @ e: reach[l, k] is what e_k has become in layer l.
    reach = np.zeros((count, count))
    for layer in range(1, count):
        reach[layer] = a[layer - 1] * reach[layer - 1]
        reach[layer, layer - 1] = 1.0
    x_var = reach**2 @ e_var + observed
    # The gradient of layer l has gained b x + h in the layers l to count − 2.
    inside = np.triu(np.ones((count, count)))
    inside[:, -1] = 0.0
    of_e = (inside * b) @ reach
    gradient_var = of_e**2 @ e_var + inside**2 @ h_var
    return x_var, gradient_var


def _widths(widths: Sequence[int]) -> Array:
    try:
        units = np.asarray(widths, dtype=np.float64)
    except (TypeError, ValueError):
        units = np.zeros(1)
    if units.ndim != 1 or units.size == 0 or not (units >= 1).all() or (units % 1).any():
        raise DomainError(f"widths should be whole numbers of at least 1; got {widths!r}.")
    return units
