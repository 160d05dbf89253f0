"""When a curve first reaches a target."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import ArrayLike


def reached(iterations: ArrayLike, costs: ArrayLike, target: float) -> float:
    """The first measured iteration at which the cost is at most `target`; inf if none is.

    Args:
        iterations, costs: (measurements,), in the order of training.
        target: in the unit of the costs.

    >>> reached([0, 10, 20], [0.7, 0.3, 0.2], target=0.3), reached([0, 10], [0.7, 0.6], 0.3)
    (10.0, inf)
    """
    below = np.flatnonzero(np.asarray(costs) <= target)
    return float(np.asarray(iterations)[below[0]]) if len(below) else inf
