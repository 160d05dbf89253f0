"""initlab: compare weight initializations of neural networks, exactly and fast.

>>> import initlab
>>> result = initlab.compare(initializers=["zeros", "he"], iterations=200)
>>> [run.seed for run in result.runs]
[3, 3]

Every initializer of the catalogue is a function of a shape (outputs, inputs, *kernel):

>>> initlab.he_uniform((400, 300), rng=0).shape
(400, 300)
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from initlab import activations, course, datasets, errors, initializers, networks, theory
    from initlab.checks.check_torch import assert_initialized as assert_initialized
    from initlab.checks.check_torch import check as check
    from initlab.checks.fixes_torch import fix as fix
    from initlab.engine import train
    from initlab.initializers.numpy_arrays import initialize
    from initlab.networks import Spec
    from initlab.study.comparison import compare
    from initlab.study.python_plan import plan
    from initlab.study.runner import run_study
    from initlab.study.store import read_store
    from initlab.study.toml_plan import read_plan

__version__ = "0.1.0"

# Loaded on first use, so that `import initlab` needs NumPy at most.
_NAMES = {
    "Spec": "initlab.networks",
    "compare": "initlab.study.comparison",
    "initialize": "initlab.initializers.numpy_arrays",
    "plan": "initlab.study.python_plan",
    "read_plan": "initlab.study.toml_plan",
    "read_store": "initlab.study.store",
    "run_study": "initlab.study.runner",
    "train": "initlab.engine",
}
_OF_TORCH = {
    "assert_initialized": "initlab.checks.check_torch",
    "check": "initlab.checks.check_torch",
    "fix": "initlab.checks.fixes_torch",
}
_FRAMEWORKS = ("jax", "keras", "torch")  # each needs its framework
_MODULES = ("activations", "course", "datasets", "errors", "initializers", "networks", "theory")

# What needs a framework is not here, so that `from initlab import *` does not.
__all__ = [
    "Spec",
    "__version__",
    "activations",
    "compare",
    "course",
    "datasets",
    "errors",
    "initialize",
    "initializers",
    "networks",
    "plan",
    "read_plan",
    "read_store",
    "run_study",
    "theory",
    "train",
]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(_NAMES[name]), name)
    if name in _OF_TORCH:
        import_module("initlab.torch")  # says in one line that PyTorch is missing
        return getattr(import_module(_OF_TORCH[name]), name)
    if name in (*_MODULES, *_FRAMEWORKS):
        return import_module(f"initlab.{name}")
    # `from initlab import kernel` asks here first; a module is no initializer.
    if not name.startswith("_") and find_spec(f"initlab.{name}") is None:
        catalogue = import_module("initlab.initializers.functions")
        if name in catalogue.names():
            return catalogue.function(name)
    raise AttributeError(f"module 'initlab' has no attribute {name!r}")


def __dir__() -> list[str]:
    catalogue = import_module("initlab.initializers.functions")
    return sorted({*__all__, *_OF_TORCH, *_FRAMEWORKS, *catalogue.names()})
