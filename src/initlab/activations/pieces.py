"""What several activations are made of."""

from __future__ import annotations

import numpy as np

from initlab.activations.constants import HYPOTENUSE_MAX
from initlab.elementary import Array


def clipped(z: Array, low: float, high: float) -> Array:
    """min(max(z, low), high), and NaN where z is."""
    return np.where(z < low, low, np.where(z > high, high, z))


def hypotenuse(z: Array, square: float) -> Array:
    """√(z² + square) for a square of at most 4, without overflow."""
    size = np.abs(z)
    inside = np.where(size > HYPOTENUSE_MAX, 0.0, size)
    return np.where(size > HYPOTENUSE_MAX, size, np.sqrt(inside * inside + square))
