"""The compiled module, if it is there and wanted, and how many threads it may use."""

from __future__ import annotations

import os
import warnings
from functools import cache
from importlib import import_module
from types import ModuleType

# Set to 1 to compute with the definitions in NumPy although the kernel is installed.
SWITCH = "INITLAB_NO_ENGINE"


@cache
def load() -> ModuleType | None:
    """`initlab._kernel`, or None: not compiled, or switched off."""
    if switched_off():
        return None
    try:
        return import_module("initlab._kernel")
    except ImportError:
        warnings.warn(
            "initlab's compiled engine is not there; NumPy does its work, to the same bits.",
            RuntimeWarning,
            stacklevel=3,
        )
        return None


def switched_off() -> bool:
    """Whether the user asked for NumPy."""
    return os.environ.get(SWITCH) == "1"


def threads() -> int:
    """How many threads to compute on: the processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
