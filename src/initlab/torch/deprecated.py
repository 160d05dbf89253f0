"""Names without the underscore, which PyTorch keeps for old code: they warn and do the same."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from torch import Tensor

from initlab.torch import init

P = ParamSpec("P")


def _deprecated(function: Callable[P, Tensor]) -> Callable[P, Tensor]:
    @wraps(function)
    def old(*args: P.args, **kwargs: P.kwargs) -> Tensor:
        warnings.warn(f"Use {function.__name__}.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    old.__name__ = old.__qualname__ = function.__name__.removesuffix("_")
    old.__doc__ = f"The old name of `{function.__name__}`."
    return old


uniform = _deprecated(init.uniform_)
normal = _deprecated(init.normal_)
constant = _deprecated(init.constant_)
eye = _deprecated(init.eye_)
dirac = _deprecated(init.dirac_)
xavier_uniform = _deprecated(init.xavier_uniform_)
xavier_normal = _deprecated(init.xavier_normal_)
kaiming_uniform = _deprecated(init.kaiming_uniform_)
kaiming_normal = _deprecated(init.kaiming_normal_)
orthogonal = _deprecated(init.orthogonal_)
sparse = _deprecated(init.sparse_)
