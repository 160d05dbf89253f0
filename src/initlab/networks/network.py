"""One network in training: forward, backward, update, observe."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from initlab import activations
from initlab.elementary import Array
from initlab.errors import ShapeError
from initlab.initializers import Layer, Parameters
from initlab.networks import losses
from initlab.networks.dense import (
    backward_sum,
    bias_gradient,
    sum_last_axis,
    weight_gradient,
    weighted_sum,
)
from initlab.networks.examples import Examples
from initlab.networks.first_layer import Columns, Direct, Dual, FirstLayer, View, norm
from initlab.networks.history import Observation
from initlab.networks.optimizers import Optimizer
from initlab.networks.spec import Spec


class Network:
    """Parameters in training: the arrays that updates change, one list for each layer.

    A layer's list is [weights, biases], or [C, s, biases] for a first layer in dual form.
    """

    def __init__(self, spec: Spec, parameters: Parameters, data: Examples) -> None:
        parameters = checked_parameters(spec, parameters)
        self.spec = spec
        self.data = data
        self.phi = activations.get(spec.activation)
        self.loss = losses.get(spec.loss)
        form = Dual if spec.uses_dual(data.count) else Direct
        self.first: FirstLayer = form(parameters[0].weights, data.inputs)
        self.view = self.first.view(data.inputs)
        self.arrays = [[*self.first.start(), parameters[0].biases]] + [
            [layer.weights, layer.biases] for layer in parameters[1:]
        ]
        self.optimizer = Optimizer(spec, [array for layer in self.arrays for array in layer])

    def parameters(self) -> Parameters:
        first, *rest = self.arrays
        head = Layer(self.first.weights(first[:-1]), first[-1])
        return (head, *(Layer(weights, biases) for weights, biases in rest))

    def forward(self, view: View) -> tuple[list[Array], list[Array]]:
        """Pre-activations of every layer, activations of every hidden one."""
        first, *rest = self.arrays
        z = [view.pre_activations(first[:-1], first[-1])]
        a: list[Array] = []
        for weights, biases in rest:
            a.append(self.phi.value(z[-1]))
            z.append(weighted_sum(biases, weights, a[-1]))
        return z, a

    def backward(self, z: list[Array], a: list[Array], targets: Array) -> list[Array]:
        """∂cost/∂z of every layer: dz = φ′(z) ⊙ Wᵀ dz of the layer above.

        A slope of exactly 0 passes no gradient, not even an infinite one.
        """
        dz = [self.loss.gradient(z[-1], targets)]
        for index in range(len(a) - 1, -1, -1):
            slope = self.phi.slope(z[index], a[index])
            da = backward_sum(self.arrays[index + 1][0], dz[0])
            dz.insert(0, np.where(slope == 0.0, 0.0, da * slope))
        return dz

    def gradients(self, columns: Columns) -> list[list[Array]]:
        """∂(mean cost of the examples in `columns`)/∂array, for every array."""
        z, a = self.forward(self.view.take(columns))
        dz = self.backward(z, a, self.data.targets[:, columns])
        return [[*self.first.gradients(dz[0], columns), bias_gradient(dz[0])]] + [
            [weight_gradient(dz[index], a[index - 1]), bias_gradient(dz[index])]
            for index in range(1, len(dz))
        ]

    def update(self, columns: Columns) -> None:
        """One update from the examples in `columns`."""
        gradients = self.gradients(columns)
        if self.spec.l2 > 0.0:
            for layer, of_layer in zip(self.arrays, gradients, strict=True):
                for index, array in enumerate(layer[:-1]):
                    of_layer[index] = of_layer[index] + self.spec.l2 * array
        values = iter(
            self.optimizer.update(
                [array for layer in self.arrays for array in layer],
                [gradient for layer in gradients for gradient in layer],
            )
        )
        self.arrays = [[next(values) for _ in layer] for layer in self.arrays]

    def first_layer_not_finite(self) -> int | None:
        """The first layer, counted from 1, with a parameter that is not finite."""
        for number, layer in enumerate(self.arrays, 1):
            if not all(np.isfinite(array).all() for array in layer):
                return number
        return None

    def observe(self, iteration: int, test: Examples | None, test_view: View | None) -> Observation:
        z, a = self.forward(self.view)
        dz = self.backward(z, a, self.data.targets)
        outputs = [*a, self.loss.output(z[-1])]
        test_accuracy = None
        if test is not None and test_view is not None:
            test_accuracy = self.loss.accuracy(self.forward(test_view)[0][-1], test.targets)
        return Observation(
            iteration=iteration,
            cost=self.loss.mean_cost(z[-1], self.data.targets),
            train_accuracy=self.loss.accuracy(z[-1], self.data.targets),
            test_accuracy=test_accuracy,
            mean_square=tuple(mean_square(values) for values in outputs),
            silent_share=tuple(silent_share(values) for values in outputs),
            gradient_norm=(
                self.first.gradient_norm(dz[0]),
                *(norm(weight_gradient(dz[index], a[index - 1])) for index in range(1, len(dz))),
            ),
        )


def mean_square(values: Array) -> float:
    """(0 + Σ_u (0 + Σ_e v²)) / (units · examples), both ascending."""
    return float(sum_last_axis(sum_last_axis(values * values)) / values.size)


def silent_share(values: Array) -> float:
    """Share of rows (units) that are 0 in every column (example)."""
    return int(np.count_nonzero((values == 0.0).all(axis=1))) / len(values)


def checked_parameters(spec: Spec, parameters: Parameters) -> Parameters:
    """The parameters in float64, if they are those of a network of `spec.sizes`.

    Raises: ShapeError: they are not.
    """
    wanted = [((n_out, n_in), (n_out, 1)) for n_in, n_out in pairwise(spec.sizes)]
    got = [(layer.weights.shape, layer.biases.shape) for layer in parameters]
    if got != wanted:
        raise ShapeError(f"Sizes {spec.sizes} need weights and biases {wanted}; got {got}.")
    return tuple(
        Layer(
            np.ascontiguousarray(weights, dtype=np.float64),
            np.ascontiguousarray(biases, dtype=np.float64),
        )
        for weights, biases in parameters
    )
