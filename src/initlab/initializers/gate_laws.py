"""Laws of a recurrent layer's bias: one vector of equal blocks, a block for each gate.

PyTorch's LSTM stacks input, forget, cell, output (4 gates, forget is 1), its GRU reset, update,
new (3 gates, update is 1). Keras' LSTM has PyTorch's order, its GRU update, reset, new (update
is 0). In both, the update gate is the share of the old state that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log, sqrt

import numpy as np

from initlab.elementary import Array
from initlab.errors import DomainError, ShapeError
from initlab.initializers.fans import Fans
from initlab.streams import Elements, Source

Shape = tuple[int, ...]


@dataclass(frozen=True)
class GateBias:
    """`value` for the units of one gate, 0 for the others."""

    value: float = 1.0
    gates: float = 4
    gate: float = 1  # counted from 0

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise DomainError(f"A bias is a finite number; got {self.value:g}.")
        _check_gates(self.gates, self.gate)

    @property
    def formula(self) -> str:
        return f"b = {self.value:g} in gate {self.gate:g} of {self.gates:g}; else 0"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        return abs(self.value) / sqrt(self.gates)

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        bias = np.zeros((int(self.gates), _units(shape, self.gates)))
        bias[int(self.gate)] = self.value
        return bias.reshape(shape)


@dataclass(frozen=True)
class Chrono:
    """log U(1, `longest` − 1) for the gate that keeps the state, its negative for the input gate.

    A unit whose gate keeps the share 1 − 1/T of its state remembers for about T steps; here T is
    spread from 2 to `longest`.
    """

    longest: float = 100  # time steps
    gates: float = 4
    keeping: float = 1  # the forget gate of an LSTM, the update gate of a GRU
    input: float | None = 0  # None: the layer has no input gate of its own, as a GRU

    def __post_init__(self) -> None:
        if not 2 < self.longest < float("inf"):
            raise DomainError(
                f"longest is the longest dependency in steps, above 2; got {self.longest:g}."
            )
        _check_gates(self.gates, self.keeping)
        if self.input is not None:
            _check_gates(self.gates, self.input)

    @property
    def formula(self) -> str:
        kept = f"b_{self.keeping:g} = log U(1, {self.longest - 1:g})"
        return kept if self.input is None else f"{kept}, b_{self.input:g} = −b_{self.keeping:g}"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        # E log² u over (1, a) is (a (log² a − 2 log a + 2) − 2) / (a − 1).
        a = self.longest - 1
        mean_square = (a * (log(a) ** 2 - 2 * log(a) + 2) - 2) / (a - 1)
        return sqrt(mean_square * (1 if self.input is None else 2) / self.gates)

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        units = _units(shape, self.gates)
        spans = Elements("uniform", self.longest / 2 - 1, self.longest / 2)
        bias = np.zeros((int(self.gates), units))
        bias[int(self.keeping)] = np.log(source.elements(spans, (units,)))
        if self.input is not None:
            bias[int(self.input)] = -bias[int(self.keeping)]
        return bias.reshape(shape)


@dataclass(frozen=True)
class HiddenUniform:
    """U(−1/√H, 1/√H) for a bias of H units in each of `gates` gates."""

    gates: float = 4

    def __post_init__(self) -> None:
        _check_gates(self.gates, 0)

    @property
    def formula(self) -> str:
        return "b ~ U(±1 / √H)"

    def std(self, shape: Shape, fans: Fans | None) -> float:
        return 1 / sqrt(3 * _units(shape, self.gates))

    def build(self, source: Source, shape: Shape, fans: Fans | None) -> Array:
        bound = 1 / sqrt(_units(shape, self.gates))
        return source.elements(Elements("uniform", bound), shape)


def _check_gates(gates: float, gate: float) -> None:
    if not (float(gates).is_integer() and float(gate).is_integer() and 0 <= gate < gates):
        raise DomainError(
            f"Gates are counted from 0 to one below their number; got {gate:g} of {gates:g}."
        )


def _units(shape: Shape, gates: float) -> int:
    if len(shape) != 1 or shape[0] % gates:
        raise ShapeError(
            f"This law needs a bias of shape ({gates:g} · units,); got {shape}. "
            "For another cell set gates."
        )
    return shape[0] // int(gates)
