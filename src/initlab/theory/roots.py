"""Where a function of one variable vanishes, on a grid and between its points."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from initlab.elementary import Array

PRECISION = 1e-14  # relative, of a root's place


def roots(
    function: Callable[[float], float], grid: Array, values: Array, noise: ArrayLike
) -> list[float]:
    """A root wherever `values` on `grid` change sign; what is within `noise` of 0 has none."""
    signs = np.where(np.abs(values) <= noise, 0.0, np.sign(values))
    for index in reversed(range(len(signs) - 1)):
        if signs[index] == 0.0:
            signs[index] = signs[index + 1]
    return [
        root_between(function, float(a), float(b))
        for (a, b), (sign_a, sign_b) in zip(pairwise(grid), pairwise(signs), strict=True)
        if sign_a * sign_b < 0.0
    ]


def root_between(function: Callable[[float], float], a: float, b: float) -> float:
    """The root between a and b; an end, if rounding has given both ends one sign."""
    from scipy.optimize import brentq

    at_a, at_b = function(a), function(b)
    if at_a * at_b >= 0.0:
        return a if abs(at_a) <= abs(at_b) else b
    scale = max(abs(a), abs(b))
    return float(brentq(function, a, b, xtol=PRECISION * scale, rtol=PRECISION))
