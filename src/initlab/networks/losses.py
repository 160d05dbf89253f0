"""Losses with their output: cost and gradient straight from the logits, so both stay finite.

In every loss the gradient of the mean cost is (output − target) · (1/m), m the number of examples.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from initlab.elementary import Array, exp, log, log1p, sigmoid
from initlab.networks.dense import sum_last_axis


@dataclass(frozen=True)
class Loss:
    """`output(z)` and the `cost(z, y)` of each example; z and y of shape (outputs, examples)."""

    name: str
    formula: str
    output: Callable[[Array], Array] = field(repr=False)
    cost: Callable[[Array, Array], Array] = field(repr=False)
    is_right: Callable[[Array, Array], Array] | None = field(repr=False)

    def mean_cost(self, z: Array, y: Array) -> float:
        """(0 + Σ_e cost[e]) / m, e ascending."""
        return float(sum_last_axis(self.cost(z, y)) / z.shape[1])

    def gradient(self, z: Array, y: Array) -> Array:
        """∂(mean cost)/∂z = (output − y) · (1/m)."""
        return (self.output(z) - y) * (1.0 / z.shape[1])

    def accuracy(self, z: Array, y: Array) -> float | None:
        """Share of examples predicted rightly; None where nothing is classified."""
        if self.is_right is None:
            return None
        return int(np.count_nonzero(self.is_right(z, y))) / z.shape[1]


def sum_over_outputs(terms: Array) -> Array:
    """0 + Σ_o terms[o, e], o ascending; shape (examples,)."""
    total = np.zeros(terms.shape[1])
    for row in terms:
        total += row
    return total


def _largest(z: Array) -> Array:
    """The largest logit of each example, compared in ascending order; NaN where the first is."""
    top = z[0]
    for row in z[1:]:
        top = np.where(row > top, row, top)
    return top


def _binary_cost(z: Array, y: Array) -> Array:
    # −y log σ(z) − (1 − y) log(1 − σ(z)) = max(z, 0) − z y + log(1 + e^−|z|)
    return ((np.where(z < 0.0, 0.0, z) - z * y) + log1p(exp(-np.abs(z))))[0]


def _binary_right(z: Array, y: Array) -> Array:
    return ((sigmoid(z) > 0.5) == (y > 0.5))[0]


def _softmax(z: Array) -> Array:
    e = exp(z - _largest(z))
    return e / sum_over_outputs(e)


def _softmax_cost(z: Array, y: Array) -> Array:
    # −Σ y log p = log Σ e^(z − top) − Σ y (z − top)
    shifted = z - _largest(z)
    return log(sum_over_outputs(exp(shifted))) - sum_over_outputs(y * shifted)


def _softmax_right(z: Array, y: Array) -> Array:
    """The class of the first of the largest logits is the target's."""
    top, chosen = z[0], y[0]
    for row, target in zip(z[1:], y[1:], strict=True):
        larger = row > top
        top, chosen = np.where(larger, row, top), np.where(larger, target, chosen)
    return chosen > 0.5


def _squared_cost(z: Array, y: Array) -> Array:
    d = z - y
    return 0.5 * sum_over_outputs(d * d)


ALL = (
    Loss("binary", "−y log σ(z) − (1 − y) log(1 − σ(z))", sigmoid, _binary_cost, _binary_right),
    Loss("softmax", "−Σ y log softmax(z)", _softmax, _softmax_cost, _softmax_right),
    Loss("squared", "½ Σ (z − y)²", lambda z: z, _squared_cost, None),
)
_BY_NAME = {loss.name: loss for loss in ALL}


def get(name: str) -> Loss:
    """The loss called `name`; a `Spec` holds only known ones."""
    return _BY_NAME[name]
