"""One number worked by hand: what a paper says of a tensor's elements."""

from __future__ import annotations

from dataclasses import dataclass

from initlab.initializers.fans import Fans


@dataclass(frozen=True)
class Worked:
    """Of entry `name` ("he", "t_fixup.value", "he:fan=outputs") for a tensor of that shape."""

    name: str
    rms: float  # √E[W²] of an element, centre included
    shape: tuple[int, ...] = (400, 300)  # 300 inputs, 400 outputs
    fans: Fans | None = None  # by default those of a dense layer of that shape
    mean: float = 0.0  # of the elements of a law that draws each by itself
    refuses: str = ""  # what the law says it needs besides a shape, where it needs more
