"""One dense layer, one network: the three sums of back-propagation, each in its stated order.

Arrays hold features or units in rows and examples in columns. Every product and every sum is
rounded once, so a loop over scalars in the order of the formula gives the same bits, and so does
`native/kernel.hpp`.
"""

from __future__ import annotations

import numpy as np

from initlab.elementary import Array

# Products held at once while a gradient is summed (8 bytes each).
MOST_PRODUCTS = 2**21


def weighted_sum(start: Array, weights: Array, inputs: Array) -> Array:
    """z[o, e] = start[o, e] + Σ_i w[o, i] x[i, e], i ascending.

    Args:
        start: what the sum begins with, shape (outputs, examples) or (outputs, 1): the biases.
        weights: (outputs, inputs).
        inputs: (inputs, examples).
    """
    z = np.broadcast_to(start, (len(weights), inputs.shape[1])).copy()
    for i in range(inputs.shape[0]):
        z += weights[:, i, None] * inputs[i]
    return z


def backward_sum(weights: Array, dz: Array) -> Array:
    """da[i, e] = 0 + Σ_o w[o, i] dz[o, e], o ascending."""
    return weighted_sum(np.zeros((weights.shape[1], 1)), weights.T, dz)


def weight_gradient(dz: Array, inputs: Array) -> Array:
    """dW[o, i] = 0 + Σ_e dz[o, e] x[i, e], e ascending."""
    outputs, examples = dz.shape
    columns = inputs.T
    rows = max(1, MOST_PRODUCTS // (examples * inputs.shape[0]))
    return np.concatenate(
        [
            sum_first_axis(
                np.multiply(dz[o : o + rows].T[:, :, None], columns[:, None, :], order="C")
            )
            for o in range(0, outputs, rows)
        ]
    )


def bias_gradient(dz: Array) -> Array:
    """db[o] = 0 + Σ_e dz[o, e], e ascending; shape (outputs, 1)."""
    return sum_last_axis(dz)[:, None]


def sum_first_axis(terms: Array) -> Array:
    """0 + Σ over the first axis of a C-ordered array, ascending.

    NumPy adds whole rows one after another, unless a row has a single element: then it would sum
    pairwise, in an order of its own.
    """
    if terms[0].size > 1:
        total: Array = np.add.reduce(terms, axis=0, initial=0.0)
        return total
    return sum_last_axis(terms.reshape(1, -1)).reshape(terms.shape[1:])


def sum_last_axis(terms: Array) -> Array:
    """0 + Σ over the last axis, ascending."""
    running = np.add.accumulate(terms, axis=-1)
    total: Array = running[..., -1] + 0.0  # a sum of −0 that begins at 0 is 0
    return total
