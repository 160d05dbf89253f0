"""What several activations are made of."""

from __future__ import annotations

import numpy as np

from initlab.activations.constants import HYPOTENUSE_MAX
from initlab.elementary import Array


def clipped(z: Array, low: float, high: float) -> Array:
    """min(max(z, low), high), and NaN where z is."""
    return np.where(z < low, low, np.where(z > high, high, z))


def hypotenuse(z: Array, square: float) -> Array:
    """√(z² + square) for a square of at most 4; |z| where the sum rounds to z² or overflows."""
    size = np.abs(z)
    return np.where(size > HYPOTENUSE_MAX, size, np.sqrt(size * size + square))
