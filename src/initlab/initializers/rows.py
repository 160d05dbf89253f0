"""Laws that give each unit's incoming weights a common length, for units spread over the inputs."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod, sqrt

import numpy as np

from initlab.elementary import Array
from initlab.initializers.fans import Fans
from initlab.initializers.laws import check_scale, chosen
from initlab.streams import Elements, Source


@dataclass(frozen=True)
class EvenRows:
    """Rows of length β = factor · n_out^(1 / n_in), in the direction of a draw from a cube."""

    factor: float = 0.7

    def __post_init__(self) -> None:
        check_scale(self.factor)

    @property
    def formula(self) -> str:
        return f"‖W_i‖ = {self.factor:g} n_out^(1/n_in)"

    def std(self, shape: tuple[int, ...], fans: Fans | None) -> float:
        return _length(self.factor, fans) / sqrt(prod(shape[1:]))

    def build(self, source: Source, shape: tuple[int, ...], fans: Fans | None) -> Array:
        drawn = source.elements(Elements("uniform"), shape)
        rows = drawn.reshape(shape[0], -1)
        lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
        return (rows * (_length(self.factor, fans) / lengths)).reshape(shape)


@dataclass(frozen=True)
class EvenBias:
    """Uniform from −β to β, β = factor · n_out^(1 / n_in), fans of the weight."""

    factor: float = 0.7

    def __post_init__(self) -> None:
        check_scale(self.factor)

    @property
    def formula(self) -> str:
        return f"b within ±{self.factor:g} n_out^(1/n_in)"

    def elements(self, fans: Fans | None) -> Elements:
        return Elements("uniform", _length(self.factor, fans))


def _length(factor: float, fans: Fans | None) -> float:
    inputs, outputs = chosen("inputs", fans), chosen("outputs", fans)
    return float(factor * outputs ** (1 / inputs))
