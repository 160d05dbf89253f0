"""Functions of |z|."""

from __future__ import annotations

import numpy as np

from initlab.activations.record import Activation
from initlab.elementary import Array, exp, tanh


def _abs_slope(z: Array, a: Array) -> Array:
    return np.where(z > 0.0, 1.0, np.where(z < 0.0, -1.0, 0.0))


ABS = Activation(
    name="abs",
    formula="|z|",
    value=np.abs,
    slope=_abs_slope,
    source="torch.abs",
    kinks=(0.0,),
    aliases=("absolute",),
)


def _square(z: Array) -> Array:
    return z * z


def _square_slope(z: Array, a: Array) -> Array:
    return 2.0 * z


SQUARE = Activation(
    name="square",
    formula="z²",
    value=_square,
    slope=_square_slope,
    source="Livni et al. 2014, arXiv:1410.1141",
    aliases=("quadratic",),
)


def _gaussian(z: Array) -> Array:
    return exp(-(z * z))


def _gaussian_slope(z: Array, a: Array) -> Array:
    return -2.0 * (z * a)


GAUSSIAN = Activation(
    name="gaussian",
    formula="e^−z²",
    value=_gaussian,
    slope=_gaussian_slope,
    source="PySurvival, Gaussian; with a width, Ramasinghe and Lucey 2022, arXiv:2111.15135",
)


def _lisht(z: Array) -> Array:
    return z * tanh(z)


def _lisht_slope(z: Array, a: Array) -> Array:
    t = tanh(z)
    return t + z * (1.0 - t * t)


LISHT = Activation(
    name="lisht",
    formula="z tanh z",
    value=_lisht,
    slope=_lisht_slope,
    source="Roy et al. 2019, arXiv:1901.05894",
)
