"""How the weights of one layer are distributed: frozen data, with the formula it stands for.

A law's fields are what `--init NAME:field=value` may change.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal, Protocol

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError

Distribution = Literal["normal", "uniform"]
Fan = Literal["inputs", "outputs", "average"]


class Rng(Protocol):
    """What a law draws with: a NumPy `Generator` or a `RandomState`."""

    def standard_normal(self, size: tuple[int, ...], /) -> Array: ...
    def uniform(self, low: float, high: float, size: tuple[int, ...], /) -> Array: ...


class Law(Protocol):
    """The distribution of a weight matrix of shape (outputs, inputs)."""

    @property
    def formula(self) -> str: ...
    def std(self, shape: tuple[int, int]) -> float: ...
    def sample(self, rng: Rng, shape: tuple[int, int]) -> Array: ...


@dataclass(frozen=True)
class Constant:
    """Every weight is `value`."""

    value: float = 0.0

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise DomainError(f"A constant is a finite number; got {self.value:g}.")

    @property
    def formula(self) -> str:
        return f"W = {self.value:g}"

    def std(self, shape: tuple[int, int]) -> float:
        return 0.0

    def sample(self, rng: Rng, shape: tuple[int, int]) -> Array:
        return np.full(shape, float(self.value))


@dataclass(frozen=True)
class Spread:
    """The same standard deviation, `scale`, in every layer."""

    scale: float
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        _check_scale(self.scale)

    @property
    def formula(self) -> str:
        return f"std = {self.scale:g}"

    def std(self, shape: tuple[int, int]) -> float:
        return float(self.scale)

    def sample(self, rng: Rng, shape: tuple[int, int]) -> Array:
        return _draw(rng, shape, self.std(shape), self.distribution)


@dataclass(frozen=True)
class VarianceScaling:
    """Var[W] = `scale` / fan, where the fan counts a layer's inputs, outputs or their mean."""

    scale: float
    fan: Fan = "inputs"
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        _check_scale(self.scale)

    @property
    def formula(self) -> str:
        if self.fan == "average":
            return f"Var = {2 * self.scale:g} / (n_in + n_out)"
        return f"Var = {self.scale:g} / {'n_in' if self.fan == 'inputs' else 'n_out'}"

    def std(self, shape: tuple[int, int]) -> float:
        outputs, inputs = shape
        fan = {"inputs": inputs, "outputs": outputs, "average": (inputs + outputs) / 2}[self.fan]
        return sqrt(self.scale / fan)

    def sample(self, rng: Rng, shape: tuple[int, int]) -> Array:
        return _draw(rng, shape, self.std(shape), self.distribution)


def _check_scale(scale: float) -> None:
    if not 0 <= scale < float("inf"):
        raise DomainError(f"A scale is a finite number of at least 0; got {scale:g}.")


def _draw(rng: Rng, shape: tuple[int, int], std: float, distribution: Distribution) -> Array:
    if distribution == "normal":
        return rng.standard_normal(shape) * std
    bound = sqrt(3) * std  # U(−b, b) has variance b² / 3
    return rng.uniform(-bound, bound, shape)
