"""What every element of a tensor is: centre + scale · (a unit draw)."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, sqrt
from typing import Literal, get_args

from initlab.errors import DomainError

Unit = Literal["constant", "uniform", "normal", "truncated"]

# Of N(0, 1) within ±2, by parts: √(1 − 4 φ(2) / erf(√2)).
TRUNCATED_STD = 0.8796256610342398
UNIT_STD = {"constant": 0.0, "uniform": 1 / sqrt(3), "normal": 1.0, "truncated": TRUNCATED_STD}
UNIT_BOUND = {"constant": 0.0, "uniform": 1.0, "normal": inf, "truncated": 2.0}


@dataclass(frozen=True)
class Elements:
    """The distribution of a tensor's elements, each `centre` + `scale` · draw.

    Args:
        unit: the draw: "constant" (0), "uniform" on (−1, 1), "normal" N(0, 1), or "truncated",
            N(0, 1) on the condition that it lies within ±2.
        scale: at least 0; 0 makes every element the centre.
        centre: the mean.
    Raises: DomainError: another unit, a scale that is negative or not finite, such a centre.

    >>> Elements("uniform", scale=3.0).std.__round__(6)
    1.732051
    """

    unit: Unit
    scale: float = 1.0
    centre: float = 0.0

    def __post_init__(self) -> None:
        if self.unit not in get_args(Unit):
            raise DomainError(f"A unit is one of {', '.join(get_args(Unit))}; got {self.unit!r}.")
        if not 0 <= self.scale < inf:
            raise DomainError(f"A scale is a finite number of at least 0; got {self.scale:g}.")
        if not isfinite(self.centre):
            raise DomainError(f"A centre is a finite number; got {self.centre:g}.")

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.centre

    @property
    def std(self) -> float:
        """The standard deviation."""
        return self.scale * UNIT_STD[self.unit]

    @property
    def bound(self) -> float:
        """Half the width of the interval around the centre that holds every element."""
        return self.scale * UNIT_BOUND[self.unit] if self.scale else 0.0

    def complex_parts(self) -> tuple[Elements, Elements]:
        """The real and the imaginary part of a complex element: E|w − centre|² is std²."""
        scale = self.scale / sqrt(2)
        return Elements(self.unit, scale, self.centre), Elements(self.unit, scale, 0.0)
