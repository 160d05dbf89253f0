"""Gains: what to multiply weights by, so that an activation keeps the size of what passes it.

PyTorch's `calculate_gain` differs: tanh 5/3 where the forward gain is 1.5925 and the backward gain
1.4674; sigmoid 1 where they are 1.8462 and 4.7226; SELU 3/4, a choice made by trial, where the
forward gain is 1 by construction. ReLU and leaky ReLU agree in both directions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import sqrt

from initlab.activations.own import AnyActivation, as_activation, breaks, slope_of
from initlab.activations.record import Activation
from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.quadrature import mean_square

__all__ = ["backward_gain", "forward_gain"]


def forward_gain(activation: AnyActivation) -> float:
    """1 / √E[φ(z)²], z ~ N(0, 1): weights of std gain / √inputs keep the variance at 1.

    PyTorch's `calculate_gain` says 5/3 for tanh where this is 1.592537, and 1 for sigmoid where
    this is 1.846224.

    Args:
        activation: a name, a record, a function or a pair (value, slope).
    Returns: the gain, within 1e-13.
    Raises:
        UnknownName: no activation is called so.
        DomainError: φ vanishes, or E[φ²] is not finite.
        UserCodeError, ShapeError: the function raises, or is not elementwise.

    >>> round(forward_gain("relu"), 6), round(forward_gain("tanh"), 6)
    (1.414214, 1.592537)

    Source: He et al. 2015, arXiv:1502.01852, section 2.2, for any φ.
    """
    return _forward(as_activation(activation))


def backward_gain(activation: AnyActivation) -> float:
    """1 / √E[φ′(z)²], z ~ N(0, 1): weights of std gain / √outputs keep the gradient's size.

    It is 1.467414 for tanh and 4.722646 for sigmoid; PyTorch's `calculate_gain` has one number for
    both directions. Where φ jumps, φ′ is the slope beside the jump, as in backpropagation.

    Args:
        activation: a name, a record, a function or a pair (value, slope).
    Returns: the gain, within 1e-13; 1e-10 if the slope is made of differences.
    Raises:
        UnknownName: no activation is called so.
        DomainError: φ′ vanishes, or E[φ′²] is not finite.
        UserCodeError, ShapeError: the function raises, or is not elementwise.

    >>> round(backward_gain("relu"), 6), round(backward_gain("tanh"), 6)
    (1.414214, 1.467414)

    Source: He et al. 2015, arXiv:1502.01852, section 2.2, backward case, for any φ.
    """
    return _backward(as_activation(activation))


@lru_cache(maxsize=256)
def _forward(activation: Activation) -> float:
    return _gain(activation, activation.value, "φ")


@lru_cache(maxsize=256)
def _backward(activation: Activation) -> float:
    return _gain(activation, slope_of(activation), "φ′")


def _gain(activation: Activation, function: Callable[[Array], Array], symbol: str) -> float:
    passed = float(mean_square(function, breaks=breaks(activation)))
    if passed == 0.0:
        raise DomainError(
            f"{activation.name} has no gain: {symbol} is 0 almost everywhere. "
            "Give a function that lets something through."
        )
    return 1.0 / sqrt(passed)
