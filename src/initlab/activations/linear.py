"""z itself, or z with something taken away or added."""

from __future__ import annotations

import numpy as np

from initlab.activations.constants import SHRINKAGE
from initlab.activations.pieces import clipped, hypotenuse
from initlab.activations.record import Activation
from initlab.elementary import Array, tanh


def _ones(z: Array, a: Array) -> Array:
    return np.ones_like(z)


LINEAR = Activation(
    name="linear",
    formula="z",
    value=lambda z: z,
    slope=_ones,
    source="torch.nn.Identity",
    aliases=("identity",),
)


def _tanhshrink(z: Array) -> Array:
    return z - tanh(z)


def _tanhshrink_slope(z: Array, a: Array) -> Array:
    t = tanh(z)
    return t * t


TANHSHRINK = Activation(
    name="tanhshrink",
    formula="z − tanh z",
    value=_tanhshrink,
    slope=_tanhshrink_slope,
    source="torch.nn.Tanhshrink",
    aliases=("tanh_shrink",),
)


def _softshrink(z: Array) -> Array:
    return z - clipped(z, -SHRINKAGE, SHRINKAGE)


def _shrink_slope(z: Array, a: Array) -> Array:
    return np.where(np.abs(z) > SHRINKAGE, 1.0, 0.0)


SOFTSHRINK = Activation(
    name="softshrink",
    formula="z − min(max(z, −½), ½)",
    value=_softshrink,
    slope=_shrink_slope,
    source="torch.nn.Softshrink, λ = 0.5",
    kinks=(-0.5, 0.5),
    aliases=("soft_shrink",),
)


def _hard_shrink(z: Array) -> Array:
    return np.where(np.abs(z) <= SHRINKAGE, 0.0, z)


HARD_SHRINK = Activation(
    name="hard_shrink",
    formula="z if |z| > ½ else 0",
    value=_hard_shrink,
    slope=_shrink_slope,
    source="torch.nn.Hardshrink, λ = 0.5",
    kinks=(-0.5, 0.5),
    jumps=(-0.5, 0.5),
    aliases=("hardshrink",),
)


def _bent_identity(z: Array) -> Array:
    # √(z² + 1) − 1 = z² / (√(z² + 1) + 1) does not cancel.
    return z + 0.5 * (z * (z / (hypotenuse(z, 1.0) + 1.0)))


def _bent_identity_slope(z: Array, a: Array) -> Array:
    return 1.0 + 0.5 * (z / hypotenuse(z, 1.0))


BENT_IDENTITY = Activation(
    name="bent_identity",
    formula="z + (√(z² + 1) − 1)/2",
    value=_bent_identity,
    slope=_bent_identity_slope,
    source="PySurvival, BentIdentity",
)
