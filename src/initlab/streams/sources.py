"""Where a law's random numbers come from: an addressable stream, or a NumPy generator."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from initlab.elementary import Array
from initlab.streams.elements import Elements
from initlab.streams.philox import Order


class Source(Protocol):
    """Draws whole arrays; two calls are independent."""

    def elements(self, what: Elements, shape: tuple[int, ...]) -> Array: ...
    def order(self, count: int) -> Order: ...


class RngSource:
    """A NumPy `Generator` or `RandomState`, used in the order of the calls."""

    def __init__(self, rng: np.random.Generator | np.random.RandomState) -> None:
        self._rng = rng

    def elements(self, what: Elements, shape: tuple[int, ...]) -> Array:
        if what.unit == "constant":
            return np.full(shape, what.centre)
        if what.unit == "normal":
            return what.centre + self._rng.standard_normal(shape) * what.scale
        low, high = what.centre - what.scale, what.centre + what.scale
        return self._rng.uniform(low, high, shape)

    def order(self, count: int) -> Order:
        return self._rng.permutation(count)


class StreamSource:
    """Whole arrays from the streams `name`, `name#1`, `name#2` … of a seed."""

    def __init__(self, seed: int, name: str) -> None:
        self._rng = RngSource(np.random.default_rng(abs(hash((seed, name)))))

    def elements(self, what: Elements, shape: tuple[int, ...]) -> Array:
        return self._rng.elements(what, shape)

    def order(self, count: int) -> Order:
        return self._rng.order(count)
