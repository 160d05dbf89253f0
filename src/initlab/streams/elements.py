"""What every element of a tensor is: a shifted and scaled draw from one unit distribution."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from typing import Literal

Unit = Literal["constant", "uniform", "normal", "truncated"]

TRUNCATED_STD = 0.8796256610342398  # of N(0, 1) conditioned on |z| ≤ 2


@dataclass(frozen=True)
class Elements:
    """centre + scale · unit draw: U(−1, 1), N(0, 1), or N(0, 1) conditioned on |z| ≤ 2."""

    unit: Unit
    scale: float = 1.0
    centre: float = 0.0

    @property
    def std(self) -> float:
        """Standard deviation of an element."""
        unit = {"constant": 0.0, "uniform": 1 / sqrt(3), "normal": 1.0, "truncated": TRUNCATED_STD}
        return self.scale * unit[self.unit]

    @property
    def bound(self) -> float:
        """How far from the centre an element can be."""
        return (
            self.scale
            * {"constant": 0.0, "uniform": 1.0, "normal": inf, "truncated": 2.0}[self.unit]
        )
