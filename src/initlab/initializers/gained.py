"""Laws that take their scale from an activation: its mean square, its slope, its value at 0."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal

import numpy as np

from initlab import activations
from initlab.activations.gains import backward_gain, forward_gain
from initlab.errors import DomainError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import Distribution, Fan, VarianceScaling, chosen, of_std
from initlab.streams import Elements

Direction = Literal["forward", "backward"]


@dataclass(frozen=True)
class Gained:
    """Var[W] = gain² / fan: of the activation's values, or of its slopes on the way back.

    The gain is 1 / √E[φ(z)²] forward, 1 / √E[φ′(z)²] backward, z ~ N(0, 1).
    """

    activation: str = "relu"
    direction: Direction = "forward"
    fan: Fan = "inputs"
    distribution: Distribution = "normal"

    @property
    def scale(self) -> float:
        """The square of the gain: what `VarianceScaling` calls scale."""
        gain = forward_gain if self.direction == "forward" else backward_gain
        return gain(self.activation) ** 2

    @property
    def formula(self) -> str:
        return VarianceScaling(self.scale, self.fan, self.distribution).formula

    def elements(self, fans: Fans | None) -> Elements:
        return of_std(sqrt(self.scale / chosen(self.fan, fans)), self.distribution)


@dataclass(frozen=True)
class Tangent:
    """Var[W] = 1 / (n_in φ′(0)² (1 + φ(0)²)): the activation is taken for its tangent at 0."""

    activation: str = "sigmoid"
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        phi = activations.get(self.activation)
        if 0.0 in phi.kinks or not isfinite(self.scale):
            raise DomainError(
                f"This law needs an activation with a slope at 0; got {self.activation!r}. "
                "For ReLU and its kin use 'he'."
            )

    @property
    def scale(self) -> float:
        phi, zero = activations.get(self.activation), np.zeros(1)
        value = phi.value(zero)
        slope = float(phi.slope(zero, value)[0])
        return 1 / (slope**2 * (1 + float(value[0]) ** 2)) if slope else float("inf")

    @property
    def formula(self) -> str:
        return f"Var = {self.scale:g} / n_in"

    def elements(self, fans: Fans | None) -> Elements:
        return of_std(sqrt(self.scale / chosen("inputs", fans)), self.distribution)


@dataclass(frozen=True)
class Leaky:
    """Var[W] = 2 / ((1 + leak²) fan): what He's rule is for a leaky ReLU."""

    leak: float = 0.01
    fan: Fan = "inputs"
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        if not isfinite(self.leak):
            raise DomainError(f"A leak is a finite number; got {self.leak:g}.")

    @property
    def formula(self) -> str:
        return VarianceScaling(self._scale, self.fan, self.distribution).formula

    @property
    def _scale(self) -> float:
        return 2 / (1 + self.leak**2)

    def elements(self, fans: Fans | None) -> Elements:
        return of_std(sqrt(self._scale / chosen(self.fan, fans)), self.distribution)
