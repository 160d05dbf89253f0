"""The compiled module, if it is there, and which of its lanes to use."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from types import ModuleType

# Set to 1 to train with the definition in NumPy although the engine is installed.
SWITCH = "INITLAB_NO_ENGINE"


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
    """The widest lanes that keep every thread busy; the widest of all for a single network.

    >>> lanes_for([8, 4, 2], networks=1000, workers=2), lanes_for([8, 4, 2], 8, 2)
    (8, 4)
    """
    if networks == 1:
        return widths[0]
    return next((w for w in widths if -(-networks // w) >= workers), widths[-1])
