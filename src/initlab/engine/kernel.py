"""The compiled module, if it is there, and which of its lanes to use."""

from __future__ import annotations

import os
import warnings
from functools import cache
from importlib import import_module
from types import ModuleType

# Set to 1 to train with the definition in NumPy although the engine is installed.
SWITCH = "INITLAB_NO_ENGINE"

# How long a group of so many lanes takes, and a network that has all lanes for itself, in units of
# the narrowest group: measured on the seed network. It decides the grouping, never a result.
GROUP_TIME = {8: 1.6, 4: 1.2, 2: 1.0}
ALONE_TIME = 0.6


@cache
def load() -> ModuleType | None:
    """`initlab.engine._kernel`, or None: not compiled, or switched off."""
    if switched_off():
        return None
    try:
        return import_module("initlab.engine._kernel")
    except ImportError:
        warnings.warn(
            "initlab's compiled engine is not there; training runs in NumPy, to the same bits.",
            RuntimeWarning,
            stacklevel=3,
        )
        return None


def switched_off() -> bool:
    """Whether the user asked for NumPy."""
    return os.environ.get(SWITCH) == "1"


def threads() -> int:
    """How many threads to train on: the processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def lanes_for(widths: list[int], networks: int, workers: int) -> tuple[int, int]:
    """The lane width, and the networks in a group, that train so many soonest.

    Each thread trains its share of the groups one after another.

    >>> lanes_for([8, 4, 2], networks=1000, workers=2), lanes_for([8, 4, 2], 5, 2)
    ((8, 8), (4, 4))
    >>> lanes_for([8, 4, 2], networks=1, workers=2)
    (8, 1)
    """
    choices = [(ALONE_TIME, widths[0], 1)] + [(GROUP_TIME[w], w, w) for w in widths]

    def time(choice: tuple[float, int, int]) -> float:
        groups = -(-networks // choice[2])
        return -(-groups // workers) * choice[0]

    _, width, per_group = min(choices, key=time)
    return width, per_group
