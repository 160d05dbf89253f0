"""z, or nearly z, times a gate that opens as z grows."""

from __future__ import annotations

import numpy as np

from initlab.activations.constants import (
    GELU_TANH_MAX,
    INVERSE_SQRT_2PI,
    MISH_MAX,
    QUICK_GELU_RATE,
    SQRT_2_OVER_PI,
    SQRT_HALF,
    TANHEXP_MAX,
    TWO_OVER_SQRT_PI,
)
from initlab.activations.pieces import clipped
from initlab.activations.record import Activation
from initlab.elementary import Array, erf, exp, expm1, log1p, sigmoid, softplus, tanh


def _normal_cdf(z: Array) -> Array:
    return 0.5 * (1.0 + erf(z * SQRT_HALF))


def _gelu(z: Array) -> Array:
    return z * _normal_cdf(z)


def _gelu_slope(z: Array, a: Array) -> Array:
    return _normal_cdf(z) + z * (INVERSE_SQRT_2PI * exp(-0.5 * (z * z)))


GELU = Activation(
    name="gelu",
    formula="z Φ(z)",
    value=_gelu,
    slope=_gelu_slope,
    source="Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2",
)


def _gelu_tanh_inner(z: Array) -> Array:
    return tanh(SQRT_2_OVER_PI * (z * (1.0 + 0.044715 * (z * z))))


def _gelu_tanh(z: Array) -> Array:
    return (0.5 * z) * (1.0 + _gelu_tanh_inner(z))


def _gelu_tanh_slope(z: Array, a: Array) -> Array:
    z = clipped(z, -GELU_TANH_MAX, GELU_TANH_MAX)
    t = _gelu_tanh_inner(z)
    inner_slope = SQRT_2_OVER_PI * (1.0 + 0.134145 * (z * z))
    return 0.5 * (1.0 + t) + ((0.5 * z) * (1.0 - t * t)) * inner_slope


GELU_TANH = Activation(
    name="gelu_tanh",
    formula="z/2 · (1 + tanh(√(2/π) (z + 0.044715 z³)))",
    value=_gelu_tanh,
    slope=_gelu_tanh_slope,
    source="Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2",
)


def _quick_gelu(z: Array) -> Array:
    return z * sigmoid(QUICK_GELU_RATE * z)


def _quick_gelu_slope(z: Array, a: Array) -> Array:
    s = sigmoid(QUICK_GELU_RATE * z)
    return s + z * (QUICK_GELU_RATE * (s * (1.0 - s)))


QUICK_GELU = Activation(
    name="quick_gelu",
    formula="z / (1 + e^(−1.702 z))",
    value=_quick_gelu,
    slope=_quick_gelu_slope,
    source="Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2; CLIP, QuickGELU",
)


def _silu(z: Array) -> Array:
    return z * sigmoid(z)


def _silu_slope(z: Array, a: Array) -> Array:
    s = sigmoid(z)
    return s * (1.0 + z * (1.0 - s))


SILU = Activation(
    name="silu",
    formula="z / (1 + e^−z)",
    value=_silu,
    slope=_silu_slope,
    source="Ramachandran et al. 2017, arXiv:1710.05941; torch.nn.SiLU",
    aliases=("swish",),
)


def _hard_swish(z: Array) -> Array:
    return z * (clipped(z + 3.0, 0.0, 6.0) / 6.0)


def _hard_swish_slope(z: Array, a: Array) -> Array:
    return np.where(z <= -3.0, 0.0, np.where(z < 3.0, z / 3.0 + 0.5, 1.0))


HARD_SWISH = Activation(
    name="hard_swish",
    formula="z min(max(z + 3, 0), 6)/6",
    value=_hard_swish,
    slope=_hard_swish_slope,
    source="Howard et al. 2019 (MobileNetV3), arXiv:1905.02244; torch.nn.Hardswish",
    kinks=(-3.0, 3.0),
    aliases=("hardswish", "hard_silu"),
)


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


MISH = Activation(
    name="mish",
    formula="z tanh(log(1 + e^z))",
    value=_mish,
    slope=_mish_slope,
    source="Misra 2019, arXiv:1908.08681",
)


def _serf(z: Array) -> Array:
    return z * erf(softplus(z))


def _serf_slope(z: Array, a: Array) -> Array:
    p = softplus(z)
    return erf(p) + z * (TWO_OVER_SQRT_PI * (exp(-(p * p)) * sigmoid(z)))


SERF = Activation(
    name="serf",
    formula="z erf(log(1 + e^z))",
    value=_serf,
    slope=_serf_slope,
    source="Nag and Bhattacharyya 2021, arXiv:2108.09598",
)


def _logish(z: Array) -> Array:
    return z * log1p(sigmoid(z))


def _logish_slope(z: Array, a: Array) -> Array:
    s = sigmoid(z)
    return log1p(s) + z * ((s * (1.0 - s)) / (1.0 + s))


LOGISH = Activation(
    name="logish",
    formula="z log(1 + 1 / (1 + e^−z))",
    value=_logish,
    slope=_logish_slope,
    source="Zhu et al. 2021, Neurocomputing, doi:10.1016/j.neucom.2021.06.067",
)


def _tanhexp_exp(z: Array) -> Array:
    return exp(np.where(z > TANHEXP_MAX, TANHEXP_MAX, z))


def _tanhexp(z: Array) -> Array:
    return z * tanh(_tanhexp_exp(z))


def _tanhexp_slope(z: Array, a: Array) -> Array:
    e = _tanhexp_exp(z)
    t = tanh(e)
    return t + z * ((1.0 - t * t) * e)


TANHEXP = Activation(
    name="tanhexp",
    formula="z tanh(e^z)",
    value=_tanhexp,
    slope=_tanhexp_slope,
    source="Liu and Di 2020, arXiv:2003.09855",
)


def _elish_part(z: Array) -> Array:
    return np.where(z < 0.0, expm1(z), z)


def _elish(z: Array) -> Array:
    return _elish_part(z) * sigmoid(z)


def _elish_slope(z: Array, a: Array) -> Array:
    u, s = _elish_part(z), sigmoid(z)
    return s * (np.where(z < 0.0, u + 1.0, 1.0) + u * (1.0 - s))


ELISH = Activation(
    name="elish",
    formula="(z if z ≥ 0 else e^z − 1) / (1 + e^−z)",
    value=_elish,
    slope=_elish_slope,
    source="Basirat and Roth 2018, arXiv:1808.00783",
)
