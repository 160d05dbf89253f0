"""What an update does with a gradient, elementwise; each record is followed by `native/kernel.hpp`.

Here g is the gradient of the mean cost plus λ·W (weights only), t counts updates from 1, and the
bias corrections of Adam come from running products β ← β·β₀, not from powers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from initlab.elementary import Array
from initlab.networks.spec import Spec


@dataclass(frozen=True)
class Formula:
    """A name, its update in words, and where it comes from."""

    name: str
    formula: str
    source: str


# The position is the number by which the compiled engine knows an optimizer: append only.
ALL = (
    Formula("gd", "W ← W − α g", "Rumelhart, Hinton and Williams 1986"),
    Formula("momentum", "v ← μ v + g, W ← W − α v", "Polyak 1964; as in PyTorch"),
    Formula("nesterov", "v ← μ v + g, W ← W − α (g + μ v)", "Sutskever et al. 2013; as in PyTorch"),
    Formula(
        "adam",
        "m ← μ m + (1 − μ) g, v ← β v + (1 − β) g², "
        "W ← W − α (m / (1 − μᵗ)) / (√(v / (1 − βᵗ)) + ε)",
        "Kingma and Ba 2015, arXiv:1412.6980, algorithm 1",
    ),
)


class Optimizer:
    """The velocities of one network's arrays, and the next update of them."""

    def __init__(self, spec: Spec, arrays: list[Array]) -> None:
        self._spec = spec
        self._velocity = [np.zeros_like(a) for a in arrays]
        self._second = [np.zeros_like(a) for a in arrays]
        self._power1 = self._power2 = 1.0

    def update(self, arrays: list[Array], gradients: list[Array]) -> list[Array]:
        """The arrays after one update."""
        self._power1 *= self._spec.momentum
        self._power2 *= self._spec.beta2
        return [
            array - self._spec.learning_rate * self._direction(index, gradient)
            for index, (array, gradient) in enumerate(zip(arrays, gradients, strict=True))
        ]

    def _direction(self, index: int, g: Array) -> Array:
        spec = self._spec
        if spec.optimizer == "gd":
            return g
        if spec.optimizer == "adam":
            m = self._velocity[index] = (
                spec.momentum * self._velocity[index] + (1.0 - spec.momentum) * g
            )
            v = self._second[index] = (
                spec.beta2 * self._second[index] + ((1.0 - spec.beta2) * g) * g
            )
            size = np.sqrt(v / (1.0 - self._power2)) + spec.epsilon
            return (m / (1.0 - self._power1)) / size
        v = self._velocity[index] = spec.momentum * self._velocity[index] + g
        return v if spec.optimizer == "momentum" else g + spec.momentum * v
