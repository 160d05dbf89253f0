"""Functions with a bound on either side."""

from __future__ import annotations

import numpy as np

from initlab.activations.constants import (
    LECUN_RATE,
    LECUN_SCALE,
    LECUN_SLOPE,
    PENALTY,
    TWO_OVER_SQRT_PI,
)
from initlab.activations.pieces import clipped, hypotenuse
from initlab.activations.record import Activation
from initlab.elementary import Array, arctan, erf, exp, sigmoid, tanh


def _tanh_slope(z: Array, a: Array) -> Array:
    return 1.0 - a * a


TANH = Activation(
    name="tanh",
    formula="tanh z",
    value=tanh,
    slope=_tanh_slope,
    source="torch.nn.Tanh",
)


def _lecun_tanh(z: Array) -> Array:
    return LECUN_SCALE * tanh(LECUN_RATE * z)


def _lecun_tanh_slope(z: Array, a: Array) -> Array:
    t = tanh(LECUN_RATE * z)
    return LECUN_SLOPE * (1.0 - t * t)


LECUN_TANH = Activation(
    name="lecun_tanh",
    formula="1.7159 tanh(2z/3)",
    value=_lecun_tanh,
    slope=_lecun_tanh_slope,
    source="LeCun et al. 1998, Efficient BackProp, section 4.4",
    aliases=("scaled_tanh",),
)


def _penalized_tanh(z: Array) -> Array:
    t = tanh(z)
    return np.where(z > 0.0, t, PENALTY * t)


def _penalized_tanh_slope(z: Array, a: Array) -> Array:
    t = tanh(z)
    slope = 1.0 - t * t
    return np.where(z > 0.0, slope, PENALTY * slope)  # at 0 as leaky ReLU: the left one


PENALIZED_TANH = Activation(
    name="penalized_tanh",
    formula="tanh z if z > 0 else ¼ tanh z",
    value=_penalized_tanh,
    slope=_penalized_tanh_slope,
    source="Xu et al. 2016, arXiv:1602.05980, a = 0.25",
    kinks=(0.0,),
)


def _hard_tanh(z: Array) -> Array:
    return clipped(z, -1.0, 1.0)


def _hard_tanh_slope(z: Array, a: Array) -> Array:
    return np.where(np.abs(z) < 1.0, 1.0, 0.0)


HARD_TANH = Activation(
    name="hard_tanh",
    formula="min(max(z, −1), 1)",
    value=_hard_tanh,
    slope=_hard_tanh_slope,
    source="torch.nn.Hardtanh",
    kinks=(-1.0, 1.0),
    aliases=("hardtanh",),
)


def _sigmoid_slope(z: Array, a: Array) -> Array:
    return a * (1.0 - a)


SIGMOID = Activation(
    name="sigmoid",
    formula="1 / (1 + e^−z)",
    value=sigmoid,
    slope=_sigmoid_slope,
    source="torch.nn.Sigmoid",
    aliases=("logistic",),
)


def _hard_sigmoid(z: Array) -> Array:
    return clipped(z + 3.0, 0.0, 6.0) / 6.0


def _hard_sigmoid_slope(z: Array, a: Array) -> Array:
    return np.where(np.abs(z) < 3.0, 1.0 / 6.0, 0.0)


HARD_SIGMOID = Activation(
    name="hard_sigmoid",
    formula="min(max(z + 3, 0), 6)/6",
    value=_hard_sigmoid,
    slope=_hard_sigmoid_slope,
    source="torch.nn.Hardsigmoid; Howard et al. 2019 (MobileNetV3), arXiv:1905.02244",
    kinks=(-3.0, 3.0),
    aliases=("hardsigmoid",),
)


def _sparse_sigmoid(z: Array) -> Array:
    return 0.5 * clipped(z + 1.0, 0.0, 2.0)


def _sparse_sigmoid_slope(z: Array, a: Array) -> Array:
    return np.where(np.abs(z) < 1.0, 0.5, 0.0)  # at ±1 as hard tanh: 0


SPARSE_SIGMOID = Activation(
    name="sparse_sigmoid",
    formula="min(max(z + 1, 0), 2)/2",
    value=_sparse_sigmoid,
    slope=_sparse_sigmoid_slope,
    source="jax.nn.sparse_sigmoid; Blondel et al. 2019, arXiv:1901.02324, section 6.2",
    kinks=(-1.0, 1.0),
)


def _softsign(z: Array) -> Array:
    return z / (1.0 + np.abs(z))


def _softsign_slope(z: Array, a: Array) -> Array:
    d = 1.0 + np.abs(z)
    return 1.0 / (d * d)


SOFTSIGN = Activation(
    name="softsign",
    formula="z / (1 + |z|)",
    value=_softsign,
    slope=_softsign_slope,
    source="torch.nn.Softsign",
    aliases=("soft_sign",),
)


def _isru(z: Array) -> Array:
    return z / hypotenuse(z, 1.0)


def _isru_slope(z: Array, a: Array) -> Array:
    inverse = 1.0 / hypotenuse(z, 1.0)
    return (inverse * inverse) * inverse


ISRU = Activation(
    name="isru",
    formula="z / √(1 + z²)",
    value=_isru,
    slope=_isru_slope,
    source="Carlile et al. 2017, arXiv:1710.09967, α = 1",
)


def _arctan_slope(z: Array, a: Array) -> Array:
    return 1.0 / (1.0 + z * z)


ARCTAN = Activation(
    name="arctan",
    formula="arctan z",
    value=arctan,
    slope=_arctan_slope,
    source="torch.atan; PySurvival, Atan",
    aliases=("atan",),
)


def _erf_slope(z: Array, a: Array) -> Array:
    return TWO_OVER_SQRT_PI * exp(-(z * z))


ERF = Activation(
    name="erf",
    formula="erf z",
    value=erf,
    slope=_erf_slope,
    source="Williams 1997, Computing with Infinite Networks",
)
