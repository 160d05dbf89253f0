"""What an update does with a gradient, elementwise; `native/kernel.hpp` follows it.

Here g is the gradient of the mean cost plus λ·W (weights only), and t counts updates from 1.

    gd         W ← W − α g
    momentum   v ← μ v + g,  W ← W − α v
    nesterov   v ← μ v + g,  W ← W − α (g + μ v)
    adam       m ← μ m + (1 − μ) g,  v ← β v + (1 − β) g²,
               W ← W − α (m / (1 − μᵗ)) / (√(v / (1 − βᵗ)) + ε)

The powers are running products. Momentum and Nesterov are written as PyTorch writes them; Adam is
algorithm 1 of Kingma and Ba 2015, arXiv:1412.6980.
"""

from __future__ import annotations

import numpy as np

from initlab.elementary import Array
from initlab.networks.spec import Spec


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
