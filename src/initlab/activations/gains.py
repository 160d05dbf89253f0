"""Gains: what to multiply weights by, so that an activation keeps the size of what passes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from math import pi, sqrt

import numpy as np

from initlab.activations.catalogue import get
from initlab.elementary import Array

__all__ = ["backward_gain", "forward_gain"]

FAR = 12.0  # the normal density is below 1e-31 beyond it
POINTS = 40_001


@lru_cache(maxsize=256)
def forward_gain(activation: str) -> float:
    """1 / √E[φ(z)²], z ~ N(0, 1): weights of std gain / √inputs keep the variance at 1.

    >>> round(forward_gain("relu"), 6), round(forward_gain("tanh"), 6)
    (1.414214, 1.592537)
    """
    found = get(activation)
    return _gain(found.value, found.kinks)


@lru_cache(maxsize=256)
def backward_gain(activation: str) -> float:
    """1 / √E[φ′(z)²], z ~ N(0, 1): weights of std gain / √outputs keep the gradient's size.

    >>> round(backward_gain("relu"), 6), round(backward_gain("tanh"), 6)
    (1.414214, 1.467414)
    """
    found = get(activation)
    return _gain(lambda z: found.slope(z, found.value(z)), found.kinks)


def _gain(function: Callable[[Array], Array], kinks: tuple[float, ...]) -> float:
    total = 0.0
    for low, high in pairwise((-FAR, *kinks, FAR)):
        z = np.linspace(low, high, POINTS)
        values = function(z)
        # At a kink the slope belongs to one side only; extend each piece from within.
        values[0], values[-1] = 2 * values[1] - values[2], 2 * values[-2] - values[-3]
        weights = np.full(POINTS, z[1] - z[0])
        weights[[0, -1]] /= 2
        total += float(weights @ (values**2 * np.exp(-(z**2) / 2))) / sqrt(2 * pi)
    return 1 / sqrt(total)
