"""A start worked out through the layers: mean and variance in, the next weight's spread out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod, sqrt
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.modules.pooling import _AvgPoolNd

from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.initializers.assignment import Entry
from initlab.initializers.catalogue import parse
from initlab.initializers.laws import Distribution
from initlab.quadrature import expectation
from initlab.torch.initialize import initialize
from initlab.torch.report import Report
from initlab.torch.tensors import slots


class Moments(NamedTuple):
    """Mean and variance of one element of a signal."""

    mean: float
    variance: float

    @property
    def mean_square(self) -> float:
        return self.mean**2 + self.variance


@dataclass(frozen=True)
class Passage:
    """What a type of module does to the moments of a signal of independent elements."""

    types: tuple[type[nn.Module], ...]
    moments: Callable[[Any, Moments], Moments]


def _same(module: nn.Module, given: Moments) -> Moments:
    return given


def _standard(module: nn.Module, given: Moments) -> Moments:
    return Moments(0.0, 1.0)


def _root_mean_square(module: nn.Module, given: Moments) -> Moments:
    return Moments(given.mean / sqrt(given.mean_square), given.variance / given.mean_square)


def _dropout(module: _DropoutNd, given: Moments) -> Moments:
    """Zero with probability p, else divided by 1 − p: the mean square grows by 1 / (1 − p)."""
    if module.p >= 1:
        return Moments(0.0, 0.0)
    return Moments(given.mean, given.mean_square / (1 - module.p) - given.mean**2)


def _average(module: Any, given: Moments) -> Moments:
    size = module.kernel_size
    dimensions = int(type(module).__name__[-2])
    count = size**dimensions if isinstance(size, int) else prod(size)
    return Moments(given.mean, given.variance / count)


def _activation(module: nn.Module, given: Moments) -> Moments:
    """E[φ] and Var[φ] under N(mean, variance), by quadrature."""

    def value(z: Array) -> Array:
        with torch.no_grad():
            values: Array = module(torch.from_numpy(z)).numpy()
        return values

    std = sqrt(given.variance)
    mean = float(expectation(value, std, given.mean, _BREAKS))
    square = float(expectation(lambda z: value(z) ** 2, std, given.mean, _BREAKS))
    return Moments(mean, square - mean**2)


# Where PyTorch's activations bend, by default; quadrature finds others by itself, more slowly.
_BREAKS = (-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0)

PASSAGES = (
    Passage((nn.Identity, nn.Flatten, nn.Unflatten), _same),
    Passage((_NormBase, nn.LayerNorm, nn.GroupNorm), _standard),
    Passage((nn.RMSNorm,), _root_mean_square),
    Passage((nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d), _dropout),
    Passage((_AvgPoolNd,), _average),
    Passage(
        (
            *(nn.ReLU, nn.LeakyReLU, nn.ReLU6, nn.ELU, nn.CELU, nn.SELU, nn.GELU, nn.SiLU),
            *(nn.Mish, nn.Tanh, nn.Sigmoid, nn.Softplus, nn.Softsign, nn.LogSigmoid, nn.Tanhshrink),
            *(nn.Hardtanh, nn.Hardsigmoid, nn.Hardswish, nn.Hardshrink, nn.Softshrink),
            nn.Threshold,
        ),
        _activation,
    ),
)
WEIGHTED = (nn.Linear, _ConvNd)


def analytic(
    model: nn.Module,
    *,
    mean: float = 0.0,
    variance: float = 1.0,
    seed: int = 0,
    distribution: Distribution = "normal",
    keep: Sequence[str] = (),
) -> Report:
    """Start a chain of layers so that every layer's outputs have mean 0 and variance 1, no data.

    Mean and variance of the signal go through the modules in order; a weight gets the variance
    1 / (n_in E[x²]) for the x that comes in, biases 0, and what leaves it is N(0, 1). Elements
    are taken as independent, dropout as in training, normalizations at scale 1 and shift 0.
    A convolution's padding is not counted.

    Args:
        model: an `nn.Sequential`, which may hold others.
        mean, variance: of an element of the model's input.
        seed: of the draws, each by its tensor's name.
        distribution: of the weights.
        keep: patterns of tensors to leave alone.
    Returns: the report of `initialize`, with each weight's standard deviation.
    Raises: DomainError: modules whose effect on the moments is not known; the model is as before.

    >>> model = nn.Sequential(nn.Linear(100, 50), nn.Tanh(), nn.Linear(50, 10))
    >>> [line.std and round(line.std, 4) for line in analytic(model).lines]
    [0.1, 0.0, 0.2252, 0.0]

    The second is 1.592537 / √50: the forward gain of tanh over the root of the fan.

    Source: the idea, Bingham and Miikkulainen 2021, arXiv:2109.08958; for one layer, He et al.
    2015, arXiv:1502.01852, section 2.2.
    """
    chain = list(_chain(model))
    _refuse_unknown(chain)
    if not (variance >= 0 and 0 < mean**2 + variance < float("inf")):
        raise DomainError(
            f"An input has a variance of at least 0 and is not all 0; got a mean of {mean:g} and "
            f"a variance of {variance:g}."
        )
    by_module = {id(s.module): s for s in slots(model) if s.tensor.kind == "weight"}
    law = "random" if distribution == "normal" else f"random:distribution={distribution}"
    signal, plan = Moments(mean, variance), dict[str | type, Entry | None]()
    for module in chain:
        if not isinstance(module, WEIGHTED):
            signal = _passage(module)(module, signal)
            continue
        slot = by_module.get(id(module))
        if slot is None or slot.tensor.fans is None or signal.mean_square == 0:
            raise DomainError(
                f"Nothing reaches {type(module).__name__}, or its weight is shared or empty. "
                "Use lsuv on a batch."
            )
        spread = 1 / sqrt(slot.tensor.fans.inputs * signal.mean_square)
        joint = "," if ":" in law else ":"
        plan[slot.tensor.name] = parse(f"{law}{joint}scale={spread!r}")  # type: ignore[assignment]
        signal = Moments(0.0, 1.0)
    return initialize(model, plan, seed=seed, keep=keep)


def _chain(model: nn.Module) -> Iterator[nn.Module]:
    """The modules of nested sequences, in order."""
    if isinstance(model, nn.Sequential):
        for child in model:
            yield from _chain(child)
    else:
        yield model


def _passage(module: nn.Module) -> Callable[[Any, Moments], Moments]:
    return next(p.moments for p in PASSAGES if isinstance(module, p.types))


def _refuse_unknown(chain: Sequence[nn.Module]) -> None:
    known = (*WEIGHTED, *(t for passage in PASSAGES for t in passage.types))
    unknown = dict.fromkeys(type(m).__name__ for m in chain if not isinstance(m, known))
    if unknown:
        raise DomainError(
            f"What {', '.join(unknown)} does to mean and variance is not known. Use lsuv on a "
            "batch, or a Sequential of dense and convolution layers, norms and activations."
        )
