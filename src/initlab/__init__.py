"""initlab: compare weight initializations of neural networks, exactly and fast.

>>> import initlab
>>> result = initlab.compare(initializers=["zeros", "he"], iterations=200)
>>> [run.seed for run in result.runs]
[3, 3]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from initlab import activations, course, datasets, errors, initializers, networks
    from initlab import torch as torch
    from initlab.checks.check_torch import assert_initialized, check
    from initlab.checks.fixes_torch import fix
    from initlab.engine import train
    from initlab.networks import Spec
    from initlab.study.comparison import compare

__version__ = "0.1.0"

# Loaded on first use, so that `import initlab` needs NumPy at most.
_NAMES = {
    "Spec": "initlab.networks",
    "assert_initialized": "initlab.checks.check_torch",
    "check": "initlab.checks.check_torch",
    "compare": "initlab.study.comparison",
    "fix": "initlab.checks.fixes_torch",
    "train": "initlab.engine",
}
_MODULES = ("activations", "course", "datasets", "errors", "initializers", "networks", "torch")

__all__ = [
    "Spec",
    "__version__",
    "activations",
    "assert_initialized",
    "check",
    "compare",
    "course",
    "datasets",
    "errors",
    "fix",
    "initializers",
    "networks",
    "train",
]


def __getattr__(name: str) -> object:
    if name in _NAMES:
        return getattr(import_module(_NAMES[name]), name)
    if name in _MODULES:
        return import_module(f"initlab.{name}")
    raise AttributeError(f"module 'initlab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
