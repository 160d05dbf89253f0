"""Activations: each a frozen record of a function, its slope and its kinks.

`networks/` applies them and `native/kernel.hpp` repeats them operation by operation, so the order
of operations written here is part of the definition. Slopes receive the value as well, because
most are cheaper from it. At a kink the slope is the one PyTorch uses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from initlab.elementary import Array, cos, erf, exp, expm1, sigmoid, sin, softplus, tanh
from initlab.errors import unknown_name

__all__ = ["ALL", "Activation", "get", "names"]

LEAK = 0.01
SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772
SELU_SCALE_ALPHA = 1.7580993408473766
SQRT_HALF = 0.7071067811865476
INVERSE_SQRT_2PI = 0.3989422804014327
SQRT_2_OVER_PI = 0.7978845608028654
MISH_MAX = 40.0  # beyond it tanh(softplus(z)) rounds to 1


@dataclass(frozen=True)
class Activation:
    """φ: `value(z)` and `slope(z, value(z))`, both elementwise on float64 arrays."""

    name: str
    formula: str
    value: Callable[[Array], Array] = field(repr=False)
    slope: Callable[[Array, Array], Array] = field(repr=False)
    aliases: tuple[str, ...] = ()
    kinks: tuple[float, ...] = ()  # points where the slope jumps


def _ones(z: Array, a: Array) -> Array:
    return np.ones_like(z)


def _relu(z: Array) -> Array:
    return np.where(z < 0.0, 0.0, z)  # not maximum(z, 0): NaN must pass


def _relu_slope(z: Array, a: Array) -> Array:
    return np.where(a > 0.0, 1.0, 0.0)


def _leaky_relu(z: Array) -> Array:
    return np.where(z < 0.0, LEAK * z, z)


def _leaky_relu_slope(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, 1.0, LEAK)


def _tanh_slope(z: Array, a: Array) -> Array:
    return 1.0 - a * a


def _sigmoid_slope(z: Array, a: Array) -> Array:
    return a * (1.0 - a)


def _elu(z: Array) -> Array:
    return np.where(z > 0.0, z, expm1(z))


def _elu_slope(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, 1.0, a + 1.0)


def _selu(z: Array) -> Array:
    return SELU_SCALE * np.where(z > 0.0, z, SELU_ALPHA * expm1(z))


def _selu_slope(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, SELU_SCALE, a + SELU_SCALE_ALPHA)


def _normal_cdf(z: Array) -> Array:
    return 0.5 * (1.0 + erf(z * SQRT_HALF))


def _gelu(z: Array) -> Array:
    return z * _normal_cdf(z)


def _gelu_slope(z: Array, a: Array) -> Array:
    return _normal_cdf(z) + z * (INVERSE_SQRT_2PI * exp(-0.5 * (z * z)))


def _gelu_tanh_inner(z: Array) -> Array:
    return tanh(SQRT_2_OVER_PI * (z * (1.0 + 0.044715 * (z * z))))


def _gelu_tanh(z: Array) -> Array:
    return (0.5 * z) * (1.0 + _gelu_tanh_inner(z))


def _gelu_tanh_slope(z: Array, a: Array) -> Array:
    t = _gelu_tanh_inner(z)
    inner_slope = SQRT_2_OVER_PI * (1.0 + 0.134145 * (z * z))
    return 0.5 * (1.0 + t) + ((0.5 * z) * (1.0 - t * t)) * inner_slope


def _silu(z: Array) -> Array:
    return z * sigmoid(z)


def _silu_slope(z: Array, a: Array) -> Array:
    s = sigmoid(z)
    return s * (1.0 + z * (1.0 - s))


def _softplus_slope(z: Array, a: Array) -> Array:
    return sigmoid(z)


def _mish_parts(z: Array) -> tuple[Array, Array]:
    """tanh(log(1 + e)) = e (e + 2) / (e (e + 2) + 2) and e, for e = exp(z)."""
    e = exp(np.where(z > MISH_MAX, MISH_MAX, z))
    n = e * (e + 2.0)
    return n / (n + 2.0), e


def _mish(z: Array) -> Array:
    return z * _mish_parts(z)[0]


def _mish_slope(z: Array, a: Array) -> Array:
    t, e = _mish_parts(z)
    return t + z * ((1.0 - t * t) * (e / (1.0 + e)))


def _sin_slope(z: Array, a: Array) -> Array:
    return cos(z)


def _softsign(z: Array) -> Array:
    return z / (1.0 + np.abs(z))


def _softsign_slope(z: Array, a: Array) -> Array:
    d = 1.0 + np.abs(z)
    return 1.0 / (d * d)


def _hard_tanh(z: Array) -> Array:
    return np.where(z < -1.0, -1.0, np.where(z > 1.0, 1.0, z))


def _hard_tanh_slope(z: Array, a: Array) -> Array:
    return np.where(np.abs(z) < 1.0, 1.0, 0.0)


# The position in this tuple is the number by which the compiled engine knows an activation:
# append, never reorder.
ALL: tuple[Activation, ...] = (
    Activation("linear", "z", lambda z: z, _ones, aliases=("identity",)),
    Activation("relu", "max(z, 0)", _relu, _relu_slope, kinks=(0.0,)),
    Activation("tanh", "tanh z", tanh, _tanh_slope),
    Activation("sigmoid", "1 / (1 + e^−z)", sigmoid, _sigmoid_slope, aliases=("logistic",)),
    Activation("leaky_relu", "max(z, 0.01 z)", _leaky_relu, _leaky_relu_slope, kinks=(0.0,)),
    Activation("elu", "z if z > 0 else e^z − 1", _elu, _elu_slope),
    Activation(
        "selu",
        "1.0507 z if z > 0 else 1.7581 (e^z − 1)",
        _selu,
        _selu_slope,
        kinks=(0.0,),
    ),
    Activation("gelu", "z Φ(z)", _gelu, _gelu_slope),
    Activation(
        "gelu_tanh",
        "z/2 · (1 + tanh(√(2/π) (z + 0.044715 z³)))",
        _gelu_tanh,
        _gelu_tanh_slope,
    ),
    Activation("silu", "z / (1 + e^−z)", _silu, _silu_slope, aliases=("swish",)),
    Activation("softplus", "log(1 + e^z)", softplus, _softplus_slope),
    Activation("mish", "z tanh(log(1 + e^z))", _mish, _mish_slope),
    Activation("sin", "sin z", sin, _sin_slope, aliases=("sine",)),
    Activation("softsign", "z / (1 + |z|)", _softsign, _softsign_slope),
    Activation(
        "hard_tanh",
        "min(max(z, −1), 1)",
        _hard_tanh,
        _hard_tanh_slope,
        aliases=("hardtanh",),
        kinks=(-1.0, 1.0),
    ),
)
_BY_NAME = {name: entry for entry in ALL for name in (entry.name, *entry.aliases)}


def names() -> tuple[str, ...]:
    """The name of every activation, in catalogue order."""
    return tuple(entry.name for entry in ALL)


def get(name: str) -> Activation:
    """The activation called `name`, or by one of its aliases.

    Raises: UnknownName: there is none; the message names the nearest.

    >>> get("swish").name
    'silu'
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise unknown_name("activation", name, _BY_NAME) from None
