"""Where an initializer takes its random numbers from: a stream, or a generator of NumPy's."""

from __future__ import annotations

from math import prod
from typing import Any, Protocol

import numpy as np

from initlab.elementary import Array
from initlab.streams.draws import truncated_of
from initlab.streams.elements import Elements
from initlab.streams.fill import fill
from initlab.streams.philox import Order, permutation

Shape = tuple[int, ...]


class Source(Protocol):
    """What an initializer draws from; each call gives new numbers."""

    def elements(self, what: Elements, shape: Shape) -> Array:
        """A float64 array of independent elements."""
        ...

    def order(self, count: int) -> Order:
        """A permutation of 0 … count − 1."""
        ...


class Rng(Protocol):
    """What a source needs of a NumPy `Generator` or `RandomState`."""

    def standard_normal(self, size: Shape, /) -> Array: ...
    def uniform(self, low: float, high: float, size: Shape, /) -> Array: ...
    def permutation(self, x: int, /) -> Any: ...


class StreamSource:
    """Addressable: the first call draws from the stream `name`, the k-th after it from `name#k`.

    Args:
        seed: 0 … 2⁶⁴ − 1.
        name: the tensor's name.

    >>> source = StreamSource(0, "layer1.weight")
    >>> source.elements(Elements("normal"), (1, 2)).round(6)
    array([[-0.320556,  0.326844]])
    >>> source.order(4).tolist() == permutation(0, "layer1.weight#1", 0, 4).tolist()
    True
    """

    def __init__(self, seed: int, name: str) -> None:
        self.seed = seed
        self.name = name
        self._calls = 0

    def elements(self, what: Elements, shape: Shape) -> Array:
        """A float64 array of the stream's elements from 0 on."""
        drawn = np.empty(prod(shape))
        fill(drawn, what, seed=self.seed, name=self._next_name())
        return drawn.reshape(shape)

    def order(self, count: int) -> Order:
        """The stream's first permutation of 0 … count − 1."""
        return permutation(self.seed, self._next_name(), 0, count)

    def _next_name(self) -> str:
        name = f"{self.name}#{self._calls}" if self._calls else self.name
        self._calls += 1
        return name


class RngSource:
    """What the generator gives next, as `standard_normal`, `uniform` and `permutation` do.

    Args:
        rng: a NumPy `Generator` or `RandomState`; its state moves on.

    >>> source = RngSource(np.random.RandomState(3))
    >>> source.elements(Elements("normal", scale=10.0), (2,)).round(6)
    array([17.886285,  4.365099])
    """

    def __init__(self, rng: Rng) -> None:
        self.rng = rng

    def elements(self, what: Elements, shape: Shape) -> Array:
        """A float64 array; a truncated normal comes from one uniform each, by inversion."""
        if what.unit == "constant":
            return np.full(shape, float(what.centre))
        if what.unit == "uniform":
            drawn = self.rng.uniform(-what.bound, what.bound, shape)
        elif what.unit == "normal":
            drawn = self.rng.standard_normal(shape) * what.scale
        else:
            drawn = truncated_of(self.rng.uniform(-1.0, 1.0, shape)) * what.scale
        return drawn + what.centre if what.centre else drawn

    def order(self, count: int) -> Order:
        """The generator's next permutation of 0 … count − 1."""
        return np.asarray(self.rng.permutation(count), dtype=np.intp)
