"""How the weights of one tensor are distributed: frozen data, with the formula it stands for.

A law's fields are what `--init NAME:field=value` may change. Most laws say what every element is,
so that any part of a tensor can be drawn alone. A law that couples elements builds whole tensors:
those are in `structured.py` and its neighbours, and promise the same values to rounding only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, sqrt
from typing import Literal, Protocol, runtime_checkable

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError
from initlab.initializers.fans import Fans, dense
from initlab.streams import Elements, Source
from initlab.streams.elements import TRUNCATED_STD

Distribution = Literal["normal", "uniform", "truncated"]
Fan = Literal["inputs", "outputs", "average", "geometric"]
# What makes the standard deviation of a unit draw 1: U(−b, b) has the variance b² / 3, a normal
# cut at two deviations 0.774 of its own.
TO_UNIT_STD = {"normal": 1.0, "uniform": sqrt(3), "truncated": 1 / TRUNCATED_STD}

IN_WORDS = {
    "inputs": "n_in",
    "outputs": "n_out",
    "average": "((n_in + n_out) / 2)",
    "geometric": "√(n_in n_out)",
}


@runtime_checkable
class ElementLaw(Protocol):
    """Every element is drawn by itself, alike."""

    @property
    def formula(self) -> str: ...
    def elements(self, fans: Fans | None) -> Elements: ...


@runtime_checkable
class TensorLaw(Protocol):
    """Elements depend on each other: the tensor is built whole.

    `std` is the root mean square of an element, taken over many tensors.
    """

    @property
    def formula(self) -> str: ...
    def std(self, shape: tuple[int, ...], fans: Fans | None) -> float: ...
    def build(self, source: Source, shape: tuple[int, ...], fans: Fans | None) -> Array: ...


Law = ElementLaw | TensorLaw


@dataclass(frozen=True)
class Constant:
    """Every weight is `value`."""

    value: float = 0.0

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise DomainError(f"A constant is a finite number; got {self.value:g}.")

    @property
    def formula(self) -> str:
        return f"W = {self.value:g}"

    def elements(self, fans: Fans | None) -> Elements:
        return Elements("constant", 0.0, float(self.value))


@dataclass(frozen=True)
class Spread:
    """The same standard deviation, `scale`, in every layer."""

    scale: float
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        check_scale(self.scale)

    @property
    def formula(self) -> str:
        return f"std = {self.scale:g}"

    def elements(self, fans: Fans | None) -> Elements:
        return of_std(self.scale, self.distribution)


@dataclass(frozen=True)
class VarianceScaling:
    """Var[W] = `scale` / fan: of inputs, of outputs, or their arithmetic or geometric mean."""

    scale: float
    fan: Fan = "inputs"
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        check_scale(self.scale)

    @property
    def formula(self) -> str:
        if self.fan == "average":
            return f"Var = {2 * self.scale:g} / (n_in + n_out)"
        return f"Var = {self.scale:g} / {IN_WORDS[self.fan]}"

    def elements(self, fans: Fans | None) -> Elements:
        return of_std(sqrt(self.scale / chosen(self.fan, fans)), self.distribution)


@dataclass(frozen=True)
class InverseFan:
    """The standard deviation is `scale` / fan, not its root: it shrinks fast with the width."""

    scale: float
    fan: Fan = "inputs"
    distribution: Distribution = "normal"

    def __post_init__(self) -> None:
        check_scale(self.scale)

    @property
    def formula(self) -> str:
        return f"std = {self.scale:g} / {IN_WORDS[self.fan]}"

    def elements(self, fans: Fans | None) -> Elements:
        return of_std(self.scale / chosen(self.fan, fans), self.distribution)


def std(law: Law, shape: Sequence[int], fans: Fans | None = None) -> float:
    """Standard deviation of an element of a weight of that shape.

    Args:
        shape: (outputs, inputs, *kernel).
        fans: of the layer; by default those of a dense layer or a plain convolution.

    >>> round(std(VarianceScaling(2.0), (400, 300)), 6)
    0.08165
    """
    sizes = tuple(shape)
    fans = dense(sizes) if fans is None and len(sizes) >= 2 else fans
    if isinstance(law, ElementLaw):
        return law.elements(fans).std
    part, alone, _ = _blocks(sizes, fans)
    return law.std(part, alone)


def sample(law: Law, source: Source, shape: Sequence[int], fans: Fans | None = None) -> Array:
    """A tensor of that shape, float64, drawn from `source`; block by block where it has parts.

    Raises: InitlabError: a shape or fans that the law does not have.
    """
    sizes = tuple(shape)
    fans = dense(sizes) if fans is None and len(sizes) >= 2 else fans
    if isinstance(law, ElementLaw):
        return source.elements(law.elements(fans), sizes)
    part, alone, count = _blocks(sizes, fans)
    return np.concatenate([law.build(source, part, alone) for _ in range(count)])


def _blocks(sizes: tuple[int, ...], fans: Fans | None) -> tuple[tuple[int, ...], Fans | None, int]:
    """Shape and fans of a part, and how many there are; a bias is taken whole."""
    if fans is None or fans.parts == 1 or len(sizes) < 2:
        return sizes, fans, 1
    if sizes[0] % fans.parts:
        raise ShapeError(
            f"{sizes[0]} rows do not divide into the {fans.parts} equal parts of the fans."
        )
    return (sizes[0] // fans.parts, *sizes[1:]), replace(fans, parts=1), fans.parts


def of_std(std: float, distribution: Distribution) -> Elements:
    """Elements with mean 0 and that standard deviation."""
    return Elements(distribution, TO_UNIT_STD[distribution] * std)


def chosen(fan: Fan, fans: Fans | None) -> float:
    """The fan a formula divides by.

    Raises: DomainError: the tensor has no fans, as a bias has none.
    """
    if fans is None:
        raise DomainError(
            "This law divides by a fan, which a tensor of one dimension does not have. "
            "Use 'zeros' for a bias, or give the fans."
        )
    return {
        "inputs": fans.inputs,
        "outputs": fans.outputs,
        "average": (fans.inputs + fans.outputs) / 2,
        "geometric": sqrt(fans.inputs * fans.outputs),
    }[fan]


def check_scale(scale: float) -> None:
    """Raise unless `scale` is a finite number of at least 0."""
    if not 0 <= scale < float("inf"):
        raise DomainError(f"A scale is a finite number of at least 0; got {scale:g}.")
