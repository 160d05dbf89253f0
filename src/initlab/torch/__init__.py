"""The catalogue for PyTorch: whole models by name, single tensors, and starts measured on data.

>>> import torch
>>> from initlab.torch import initialize, lsuv
>>> model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 4))
>>> report = initialize(model, "he", seed=0)
>>> [line.entry for line in report.lines]
['he', 'zeros', 'he', 'zeros']

Every function of `torch.nn.init` is here under its name (`init.py` says what it mends), and every
entry of the catalogue as a function with an underscore: `he_truncated_(weight)`.
"""

from __future__ import annotations

from initlab.errors import missing_package

try:
    import torch as _torch  # noqa: F401  # the one line a user without PyTorch should see
except ModuleNotFoundError as error:
    raise missing_package("PyTorch", "torch") from error

from initlab.torch.catalogue import NAMES, function_of
from initlab.torch.deprecated import (
    constant,
    dirac,
    eye,
    kaiming_normal,
    kaiming_uniform,
    normal,
    orthogonal,
    sparse,
    uniform,
    xavier_normal,
    xavier_uniform,
)
from initlab.torch.described import Described
from initlab.torch.gains import calculate_gain
from initlab.torch.init import (
    constant_,
    dirac_,
    eye_,
    kaiming_normal_,
    kaiming_uniform_,
    normal_,
    ones_,
    orthogonal_,
    sparse_,
    trunc_normal_,
    uniform_,
    xavier_normal_,
    xavier_uniform_,
    zeros_,
)
from initlab.torch.initialize import initialize
from initlab.torch.layers import register
from initlab.torch.measured import analytic, kraehenbuehl, lsuv
from initlab.torch.report import Line, Report
from initlab.torch.tensors import Slot, slots

__all__ = [
    "Described",
    "Line",
    "Report",
    "Slot",
    "analytic",
    "calculate_gain",
    "constant",
    "constant_",
    "dirac",
    "dirac_",
    "eye",
    "eye_",
    "initialize",
    "kaiming_normal",
    "kaiming_normal_",
    "kaiming_uniform",
    "kaiming_uniform_",
    "kraehenbuehl",
    "lsuv",
    "normal",
    "normal_",
    "ones_",
    "orthogonal",
    "orthogonal_",
    "register",
    "slots",
    "sparse",
    "sparse_",
    "trunc_normal_",
    "uniform",
    "uniform_",
    "xavier_normal",
    "xavier_normal_",
    "xavier_uniform",
    "xavier_uniform_",
    "zeros_",
]


def __getattr__(name: str) -> object:
    if name in NAMES:
        return function_of(name.removesuffix("_"))
    raise AttributeError(f"module 'initlab.torch' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *NAMES})
