"""The compiled module, if it is there, and which of its lanes to use."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from types import ModuleType

# Set to 1 to train with the definition in NumPy although the engine is installed.
SWITCH = "INITLAB_NO_ENGINE"

# How long a group of so many lanes takes, in units of the narrowest: measured on the seed network
# (438, 324 and 270 ms on one core); only which width is chosen depends on it, never a result.
GROUP_TIME = {8: 1.6, 4: 1.2, 2: 1.0}


@cache
def load() -> ModuleType | None:
    """`initlab.engine._kernel`, or None: not compiled, or switched off."""
    if os.environ.get(SWITCH) == "1":
        return None
    try:
        return import_module("initlab.engine._kernel")
    except ImportError:
        return None


def threads() -> int:
    """How many threads to train on: the processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def lanes_for(widths: list[int], networks: int, workers: int) -> int:
    """The lane width that trains so many networks soonest.

    A group of any width takes one thread the time of `GROUP_TIME`, however many of its lanes are
    used, and each thread trains its share of the groups one after another.

    >>> lanes_for([8, 4, 2], networks=1000, workers=2), lanes_for([8, 4, 2], 5, 2)
    (8, 4)
    >>> lanes_for([8, 4, 2], networks=1, workers=2)
    2
    """

    def time(width: int) -> float:
        groups = -(-networks // width)
        return -(-groups // workers) * GROUP_TIME[width]

    return min(widths, key=time)
