"""What theory says of a wide layer, in tables: two functions of the variance q for each activation.

The page interpolates their logarithms; `tests/playground/test_theory.py` states how well.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from initlab import activations
from initlab.elementary import Array
from initlab.theory import Block, derivative_map, variance_map
from tools.playground.floats import written

LOWEST, HIGHEST, PER_DECADE = -6, 6, 4  # of log10 q
FLOOR = 1e-30  # what is less, a dead layer, is written as this


def tables() -> dict[str, object]:
    """What `theory.json` holds: log10 of E[φ(√q z)²] and of E[φ′(√q z)²], z ~ N(0, 1)."""
    return {
        "lowest": LOWEST,
        "highest": HIGHEST,
        "perDecade": PER_DECADE,
        "values": {a.name: _table(a.name, variance_map) for a in activations.ALL},
        "slopes": {a.name: _table(a.name, derivative_map) for a in activations.ALL},
    }


def _table(activation: str, of: Callable[[Block, Array], Array]) -> str:
    """For ascending q."""
    count = (HIGHEST - LOWEST) * PER_DECADE + 1
    q = 10.0 ** np.linspace(LOWEST, HIGHEST, count)
    values = np.maximum(of(Block(activation, weight_var=1.0), q), FLOOR)
    return written(np.log10(values), "f4")
