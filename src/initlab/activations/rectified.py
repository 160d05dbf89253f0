"""z where it is positive, and little or nothing where it is negative."""

from __future__ import annotations

import numpy as np

from initlab.activations.constants import LEAK, LN2, SELU_ALPHA, SELU_SCALE, SELU_SCALE_ALPHA
from initlab.activations.pieces import clipped, hypotenuse
from initlab.activations.record import Activation
from initlab.elementary import Array, expm1, sigmoid, softplus


def _relu(z: Array) -> Array:
    return np.where(z < 0.0, 0.0, z)  # not maximum(z, 0): NaN must pass


def _relu_slope(z: Array, a: Array) -> Array:
    return np.where(a > 0.0, 1.0, 0.0)


RELU = Activation(
    name="relu",
    formula="max(z, 0)",
    value=_relu,
    slope=_relu_slope,
    source="torch.nn.ReLU",
    kinks=(0.0,),
)


def _leaky_relu(z: Array) -> Array:
    return np.where(z < 0.0, LEAK * z, z)


def _leaky_relu_slope(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, 1.0, LEAK)


LEAKY_RELU = Activation(
    name="leaky_relu",
    formula="max(z, 0.01 z)",
    value=_leaky_relu,
    slope=_leaky_relu_slope,
    source="torch.nn.LeakyReLU",
    kinks=(0.0,),
)


def _relu6(z: Array) -> Array:
    return clipped(z, 0.0, 6.0)


def _relu6_slope(z: Array, a: Array) -> Array:
    return np.where((z > 0.0) & (z < 6.0), 1.0, 0.0)


RELU6 = Activation(
    name="relu6",
    formula="min(max(z, 0), 6)",
    value=_relu6,
    slope=_relu6_slope,
    source="torch.nn.ReLU6",
    kinks=(0.0, 6.0),
)


def _relu_squared(z: Array) -> Array:
    r = _relu(z)
    return r * r


def _relu_squared_slope(z: Array, a: Array) -> Array:
    return 2.0 * _relu(z)


RELU_SQUARED = Activation(
    name="relu_squared",
    formula="max(z, 0)²",
    value=_relu_squared,
    slope=_relu_squared_slope,
    source="So et al. 2021 (Primer), arXiv:2109.08668",
    aliases=("squared_relu",),
)


def _elu(z: Array) -> Array:
    return np.where(z > 0.0, z, expm1(z))


def _elu_slope(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, 1.0, a + 1.0)


ELU = Activation(
    name="elu",
    formula="z if z > 0 else e^z − 1",
    value=_elu,
    slope=_elu_slope,
    source="Clevert et al. 2016, arXiv:1511.07289; as CELU, Barron 2017, arXiv:1704.07483",
    aliases=("celu",),
)


def _selu(z: Array) -> Array:
    return SELU_SCALE * np.where(z > 0.0, z, SELU_ALPHA * expm1(z))


def _selu_slope(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, SELU_SCALE, a + SELU_SCALE_ALPHA)


SELU = Activation(
    name="selu",
    formula="1.0507 z if z > 0 else 1.7581 (e^z − 1)",
    value=_selu,
    slope=_selu_slope,
    source="Klambauer et al. 2017, arXiv:1706.02515",
    kinks=(0.0,),
)


def _isrlu(z: Array) -> Array:
    return np.where(z < 0.0, z / hypotenuse(z, 1.0), z)


def _isrlu_slope(z: Array, a: Array) -> Array:
    inverse = 1.0 / hypotenuse(z, 1.0)
    return np.where(z < 0.0, (inverse * inverse) * inverse, 1.0)


ISRLU = Activation(
    name="isrlu",
    formula="z if z ≥ 0 else z / √(1 + z²)",
    value=_isrlu,
    slope=_isrlu_slope,
    source="Carlile et al. 2017, arXiv:1710.09967, α = 1",
)


def _smelu(z: Array) -> Array:
    q = z + 1.0
    return np.where(np.abs(z) < 1.0, 0.25 * (q * q), _relu(z))


def _smelu_slope(z: Array, a: Array) -> Array:
    return 0.5 * clipped(z + 1.0, 0.0, 2.0)


SMELU = Activation(
    name="smelu",
    formula="(z + 1)²/4 if |z| < 1 else max(z, 0)",
    value=_smelu,
    slope=_smelu_slope,
    source="Shamir et al. 2020, arXiv:2010.09931, β = 1; jax.nn.sparse_plus",
    aliases=("sparse_plus",),
)


def _sigmoid_slope(z: Array, a: Array) -> Array:
    return sigmoid(z)


SOFTPLUS = Activation(
    name="softplus",
    formula="log(1 + e^z)",
    value=softplus,
    slope=_sigmoid_slope,
    source="torch.nn.Softplus",
)


def _shifted_softplus(z: Array) -> Array:
    return softplus(z) - LN2


SHIFTED_SOFTPLUS = Activation(
    name="shifted_softplus",
    formula="log((1 + e^z)/2)",
    value=_shifted_softplus,
    slope=_sigmoid_slope,
    source="Schütt et al. 2017 (SchNet), arXiv:1706.08566",
)


def _log_sigmoid(z: Array) -> Array:
    return -softplus(-z)


def _log_sigmoid_slope(z: Array, a: Array) -> Array:
    return sigmoid(-z)


LOG_SIGMOID = Activation(
    name="log_sigmoid",
    formula="−log(1 + e^−z)",
    value=_log_sigmoid,
    slope=_log_sigmoid_slope,
    source="torch.nn.LogSigmoid",
    aliases=("logsigmoid",),
)


def _squareplus(z: Array) -> Array:
    # With s = |z| and r = √(z² + 4): (−s + r)/2 = 1 / ((s + r)/2), which does not cancel.
    half_sum = 0.5 * np.abs(z) + 0.5 * hypotenuse(z, 4.0)
    return np.where(z < 0.0, 1.0 / half_sum, half_sum)


def _squareplus_slope(z: Array, a: Array) -> Array:
    return a / hypotenuse(z, 4.0)


SQUAREPLUS = Activation(
    name="squareplus",
    formula="(z + √(z² + 4))/2",
    value=_squareplus,
    slope=_squareplus_slope,
    source="Barron 2021, arXiv:2112.11687, b = 4",
)
