"""What a trained network answers."""

from __future__ import annotations

import numpy as np

from initlab import activations
from initlab.elementary import Array
from initlab.initializers import Parameters
from initlab.networks import losses
from initlab.networks.dense import weighted_sum
from initlab.networks.spec import Spec


def forward(spec: Spec, parameters: Parameters, inputs: Array) -> Array:
    """The network's output for each column of `inputs`, of shape (outputs, examples).

    >>> from initlab.initializers import Layer
    >>> spec = Spec((2, 1))
    >>> layer = Layer(np.zeros((1, 2)), np.zeros((1, 1)))
    >>> forward(spec, (layer,), np.ones((2, 3))).tolist()
    [[0.5, 0.5, 0.5]]
    """
    phi = activations.get(spec.activation)
    a = inputs
    with np.errstate(all="ignore"):
        for layer in parameters[:-1]:
            a = phi.value(weighted_sum(layer.biases, layer.weights, a))
        last = parameters[-1]
        return losses.get(spec.loss).output(weighted_sum(last.biases, last.weights, a))


def predict(spec: Spec, parameters: Parameters, inputs: Array) -> Array:
    """The class of each column, (examples,): probability > 0.5, the first of the largest outputs,
    or for the squared loss the nearest whole number of the first output.
    """
    output = forward(spec, parameters, inputs)
    if spec.loss == "binary":
        return (output[0] > 0.5).astype(np.float64)
    if spec.loss == "squared":
        return np.rint(output[0])
    return np.argmax(output, axis=0).astype(np.float64)
