"""When a curve first reaches a target."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import ArrayLike

from initlab.errors import ShapeError


def reached(iterations: ArrayLike, costs: ArrayLike, target: float) -> float:
    """The first measured iteration at which the cost is at most `target`; inf if none is.

    Args:
        iterations, costs: (measurements,), in the order of training.
        target: in the unit of the costs; a cost that is NaN has not reached it.
    Raises: ShapeError: not two equally long lists.

    >>> reached([0, 10, 20], [0.7, 0.3, 0.2], target=0.3), reached([0, 10], [0.7, 0.6], 0.3)
    (10.0, inf)
    """
    at, values = np.asarray(iterations, dtype=np.float64), np.asarray(costs, dtype=np.float64)
    if at.shape != values.shape or at.ndim != 1:
        raise ShapeError(
            f"A curve is two lists of one length; got the shapes {at.shape} and {values.shape}."
        )
    below = np.flatnonzero(values <= target)
    return float(at[below[0]]) if len(below) else inf
