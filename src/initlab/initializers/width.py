"""Laws that say how a start changes with a layer's width."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from initlab.errors import DomainError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import Distribution, Fan, check_scale, chosen, of_std
from initlab.streams import Elements


@dataclass(frozen=True)
class WidthScaled:
    """std = scale (fan / base)^power: `scale` where the fan is `base`, and so on from there."""

    scale: float = 0.02
    base: float = 256
    power: float = -0.5
    fan: Fan = "inputs"
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        check_scale(self.scale)
        if not 0 < self.base < float("inf"):
            raise DomainError(f"base is the width to scale from, above 0; got {self.base:g}.")

    @property
    def formula(self) -> str:
        fan = {"inputs": "n_in", "outputs": "n_out", "average": "(n_in + n_out) / 2"}.get(
            self.fan, "√(n_in n_out)"
        )
        ratio = f"({fan} / {self.base:g})"
        scaled = f" / √{ratio}" if self.power == -0.5 else f" {ratio}^{self.power:g}"
        return f"std = {self.scale:g}{scaled}"

    def elements(self, fans: Fans | None) -> Elements:
        ratio = chosen(self.fan, fans) / self.base
        return of_std(self.scale * ratio**self.power, self.distribution)


@dataclass(frozen=True)
class Spectral:
    """std = scale min(1, √(n_out / n_in)) / √n_in: a spectral norm of the order √(n_out / n_in)."""

    scale: float = 1.0
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        check_scale(self.scale)

    @property
    def formula(self) -> str:
        front = "" if self.scale == 1 else f"{self.scale:g} "
        return f"std = {front}min(1, √(n_out / n_in)) / √n_in"

    def elements(self, fans: Fans | None) -> Elements:
        inputs, outputs = chosen("inputs", fans), chosen("outputs", fans)
        return of_std(
            self.scale * min(1.0, sqrt(outputs / inputs)) / sqrt(inputs), self.distribution
        )
