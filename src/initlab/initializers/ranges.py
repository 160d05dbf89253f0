"""Laws of one tensor by itself that are given by bounds or a centre instead of a deviation."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from initlab.errors import DomainError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import check_scale
from initlab.streams import Elements


@dataclass(frozen=True)
class Between:
    """Uniform from `low` to `high`; the mean is not 0 unless they are opposite."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (isfinite(self.low) and isfinite(self.high) and self.low <= self.high):
            raise DomainError(
                f"A range goes from low up to high; got low={self.low:g}, high={self.high:g}."
            )

    @property
    def formula(self) -> str:
        return f"W from {self.low:g} to {self.high:g}"

    def elements(self, fans: Fans | None) -> Elements:
        return Elements("uniform", (self.high - self.low) / 2, (self.high + self.low) / 2)


@dataclass(frozen=True)
class Cut:
    """A normal of deviation `parent`, cut at two of them: its own deviation is 0.8796 of that."""

    parent: float

    def __post_init__(self) -> None:
        check_scale(self.parent)

    @property
    def formula(self) -> str:
        return f"N(0, {self.parent:g}²) cut at ±{2 * self.parent:g}"

    def elements(self, fans: Fans | None) -> Elements:
        return Elements("truncated", self.parent)


@dataclass(frozen=True)
class Around:
    """Normal around `centre`: for scales, which start near 1."""

    centre: float
    scale: float

    def __post_init__(self) -> None:
        check_scale(self.scale)
        if not isfinite(self.centre):
            raise DomainError(f"A centre is a finite number; got {self.centre:g}.")

    @property
    def formula(self) -> str:
        return f"mean = {self.centre:g}, std = {self.scale:g}"

    def elements(self, fans: Fans | None) -> Elements:
        return Elements("normal", self.scale, self.centre)
