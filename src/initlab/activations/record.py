"""The record of an activation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from initlab.elementary import Array


@dataclass(frozen=True)
class Activation:
    """φ: `value(z)` and `slope(z, value(z))`, both elementwise on float64 arrays.

    Slopes receive the value as well, because some are cheaper from it. At a kink the slope is the
    one PyTorch uses, and where PyTorch has no such function, that of its nearest relative there.
    """

    name: str
    formula: str
    value: Callable[[Array], Array] = field(repr=False)
    slope: Callable[[Array, Array], Array] = field(repr=False)
    source: str
    kinks: tuple[float, ...] = ()  # points where the slope jumps, ascending
    jumps: tuple[float, ...] = ()  # points where the value jumps; each is a kink as well
    aliases: tuple[str, ...] = ()
