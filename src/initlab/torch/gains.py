"""`torch.nn.init.calculate_gain`, for every activation."""

from __future__ import annotations

import math

from initlab.activations.gains import forward_gain
from initlab.errors import DomainError

# PyTorch's table, whose numbers for sigmoid, tanh and SELU are choices and not 1 / √E[φ(z)²].
TABLE = {
    **dict.fromkeys(("linear", "conv1d", "conv2d", "conv3d"), 1.0),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), 1.0),
    "sigmoid": 1.0,
    "tanh": 5.0 / 3,
    "relu": math.sqrt(2.0),
    "selu": 3.0 / 4,
}
LEAKY = {"leaky_relu": 0.01, "prelu": 0.25}  # and the slope below 0 that each starts with


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor by which weights make up for an activation.

    PyTorch's own numbers for the names that PyTorch knows, so that code moves over unchanged:
    5/3 for tanh and 3/4 for SELU, although 1 / √E[φ(z)²] is 1.5925 and 1. For every other
    activation of the catalogue the exact `activations.gains.forward_gain`.

    Args:
        nonlinearity: a name PyTorch knows, or an activation of the catalogue.
        param: the slope below 0 of leaky_relu (0.01 by default) or prelu (0.25).
    Raises: UnknownName, DomainError: no such activation, or a slope that is no number.

    >>> calculate_gain("relu"), round(calculate_gain("gelu"), 4)
    (1.4142135623730951, 1.5335)

    Source: PyTorch, torch/nn/init.py, calculate_gain; He et al. 2015, arXiv:1502.01852.
    """
    if nonlinearity in LEAKY:
        slope = LEAKY[nonlinearity] if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise DomainError(f"The slope of {nonlinearity} is a number; got {slope!r}.")
        return math.sqrt(2.0 / (1 + slope**2))
    # Kaiming's functions hand the slope on whatever the activation; there it says nothing.
    return TABLE[nonlinearity] if nonlinearity in TABLE else forward_gain(nonlinearity)
