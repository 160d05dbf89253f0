"""The first layer, in the usual form and, for wide data, in its dual form.

**The dual form.** Let X hold m examples of n features in its columns, n > m. Gradient descent adds
−α dZ Xᵀ to W₁ at every step, so from the start W₁(0) on

    W₁ = s W₁(0) + C Xᵀ      with C ← C − α dZ; at first s = 1 and C = 0,

and the layer needs only the m × m matrix K = XᵀX, computed once:

    Z₁ = b + W₁ X = b + s Z₀ + C K      with Z₀ = W₁(0) X,
    ‖∂W₁‖² = ‖dZ Xᵀ‖² = tr(dZ K dZᵀ).

L2 adds λ W₁ = λ s W₁(0) + λ C Xᵀ to the gradient: λ s for s and λ C for C. A velocity is a sum of
such gradients, so it splits in the same two parts. A mini-batch fills only its own columns of dZ.
Adam divides every weight's step by a size of its own, which depends on the axes that X is written
in, while this form knows X through K only, which does not: Adam has no dual form.

It is the same function with the same gradients, at a cost per step that no longer depends on n:
2 m² products a unit instead of 2 n m. On 100 pictures of 67,500 numbers, 675 times fewer. The sums
are rounded in another order, so the two forms agree closely but not to the bit; which of them
defines a run depends on the shapes alone (`Spec.uses_dual`).

Orders: K and Z₀ sum features ascending from 0; Z₁ starts from b, adds s·Z₀, then examples
ascending; the trace sums K's columns ascending, then examples, then units; W₁ starts from s·W₁(0)
and adds examples ascending.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from initlab.elementary import Array
from initlab.networks.dense import backward_sum, sum_last_axis, weight_gradient, weighted_sum

Columns = NDArray[np.intp] | slice


@dataclass(frozen=True)
class View:
    """Some examples as the first layer meets them: X alone, or the K and Z₀ of the dual form."""

    inputs: Array
    offset: Array | None = None

    def take(self, columns: Columns) -> View:
        """The same for some of the examples."""
        offset = None if self.offset is None else self.offset[:, columns]
        return View(self.inputs[:, columns], offset)

    def pre_activations(self, learned: list[Array], biases: Array) -> Array:
        """Z₁ from what the layer has learned, of shape (outputs, examples)."""
        start = biases if self.offset is None else biases + learned[1] * self.offset
        return weighted_sum(start, learned[0], self.inputs)


class FirstLayer(Protocol):
    """`learned` is the list of arrays that updates change; weight decay applies to all of them."""

    def start(self) -> list[Array]: ...
    def view(self, inputs: Array) -> View: ...
    def gradients(self, dz: Array, columns: Columns) -> list[Array]: ...
    def gradient_norm(self, dz: Array) -> float: ...
    def weights(self, learned: list[Array]) -> Array: ...


class Direct:
    """Z = b + W X; learned: W."""

    def __init__(self, weights: Array, inputs: Array) -> None:
        self._initial = weights
        self._inputs = inputs

    def start(self) -> list[Array]:
        return [self._initial]

    def view(self, inputs: Array) -> View:
        return View(inputs)

    def gradients(self, dz: Array, columns: Columns) -> list[Array]:
        return [weight_gradient(dz, self._inputs[:, columns])]

    def gradient_norm(self, dz: Array) -> float:
        return norm(weight_gradient(dz, self._inputs))

    def weights(self, learned: list[Array]) -> Array:
        return learned[0]


class Dual:
    """Z = b + s Z₀ + C K; learned: C, with a column per example, and s, of shape (1, 1)."""

    def __init__(self, weights: Array, inputs: Array) -> None:
        self._initial = weights
        self._inputs = inputs
        self._gram = backward_sum(inputs, inputs)

    def start(self) -> list[Array]:
        return [np.zeros((len(self._initial), self._inputs.shape[1])), np.ones((1, 1))]

    def view(self, inputs: Array) -> View:
        gram = self._gram if inputs is self._inputs else backward_sum(self._inputs, inputs)
        return View(gram, weighted_sum(np.zeros((len(self._initial), 1)), self._initial, inputs))

    def gradients(self, dz: Array, columns: Columns) -> list[Array]:
        spread = np.zeros((len(dz), self._inputs.shape[1]))
        spread[:, columns] = dz
        return [spread, np.zeros((1, 1))]

    def gradient_norm(self, dz: Array) -> float:
        products = dz * weighted_sum(np.zeros((len(dz), 1)), dz, self._gram)
        return float(np.sqrt(sum_last_axis(products.reshape(-1))))

    def weights(self, learned: list[Array]) -> Array:
        return weighted_sum(learned[1] * self._initial, learned[0], self._inputs.T)


def norm(gradient: Array) -> float:
    """√(0 + Σ g²), in row-major order."""
    return float(np.sqrt(sum_last_axis((gradient * gradient).reshape(-1))))
