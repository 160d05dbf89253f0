"""Sines and cosines. They are NaN beyond |z| = 2^20, where the reduction of `elementary` ends."""

from __future__ import annotations

from initlab.activations.record import Activation
from initlab.elementary import Array, cos, sin


def _sin_slope(z: Array, a: Array) -> Array:
    return cos(z)


SIN = Activation(
    name="sin",
    formula="sin z",
    value=sin,
    slope=_sin_slope,
    source="Sitzmann et al. 2020, arXiv:2006.09661, without its factor of 30",
    aliases=("sine",),
)


def _cos_slope(z: Array, a: Array) -> Array:
    return -sin(z)


COS = Activation(
    name="cos",
    formula="cos z",
    value=cos,
    slope=_cos_slope,
    source="Rahimi and Recht 2007, Random Features for Large-Scale Kernel Machines",
    aliases=("cosine",),
)


def _snake(z: Array) -> Array:
    s = sin(z)
    return z + s * s


def _snake_slope(z: Array, a: Array) -> Array:
    return 1.0 + (2.0 * sin(z)) * cos(z)


SNAKE = Activation(
    name="snake",
    formula="z + sin² z",
    value=_snake,
    slope=_snake_slope,
    source="Ziyin et al. 2020, arXiv:2006.08195, a = 1",
)


def _gcu(z: Array) -> Array:
    return z * cos(z)


def _gcu_slope(z: Array, a: Array) -> Array:
    return cos(z) - z * sin(z)


GCU = Activation(
    name="gcu",
    formula="z cos z",
    value=_gcu,
    slope=_gcu_slope,
    source="Noel et al. 2021, arXiv:2108.12943",
    aliases=("growing_cosine",),
)
