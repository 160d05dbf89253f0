"""Starting parameters of a fully connected network, drawn from NumPy's global random state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from initlab.errors import UnknownName

Choice = TypeVar("Choice")
Array = NDArray[Any]
Parameters = dict[str, Array]
Draw = Callable[[int, int], Array]  # outputs, inputs: one weight matrix


class UnknownInitialization(UnknownName, ValueError):
    """An initialization that the document does not have; the message lists those it has."""


def choice(argument: str, name: str, choices: Mapping[str, Choice]) -> Choice:
    """The entry of `choices` called `name`, which came as the function argument `argument`.

    >>> choice("initialization", "He", {"zeros": 0, "he": 2})
    Traceback (most recent call last):
    initlab.course.parameters.UnknownInitialization: initialization should be 'zeros' or 'he'; ...
    """
    if name not in choices:
        *others, last = map(repr, choices)
        raise UnknownInitialization(
            f"{argument} should be {', '.join(others)} or {last}; got {name!r}. "
            "Pass one of these names."
        )
    return choices[name]


def zeros(outputs: int, inputs: int) -> Array:
    """Weights that are all 0."""
    return np.zeros((outputs, inputs))


def large(outputs: int, inputs: int) -> Array:
    """Normal weights, standard deviation 10."""
    return _normal(outputs, inputs, 10)


def he(outputs: int, inputs: int) -> Array:
    """Normal weights, variance 2 / inputs."""
    return _normal(outputs, inputs, np.sqrt(2 / inputs))


def xavier(outputs: int, inputs: int) -> Array:
    """Normal weights, variance 1 / inputs."""
    return _normal(outputs, inputs, np.sqrt(1 / inputs))


def glorot(outputs: int, inputs: int) -> Array:
    """Normal weights, variance 2 / (inputs + outputs)."""
    return _normal(outputs, inputs, np.sqrt(2 / (inputs + outputs)))


def _normal(outputs: int, inputs: int, deviation: float) -> Array:
    return np.random.randn(outputs, inputs) * deviation


def start(layers_dims: Sequence[int], draw: Draw) -> Parameters:
    """`W1, b1, W2, b2, …` in the order of the layers: weights by `draw`, biases zero.

    >>> start([2, 1], zeros)
    {'W1': array([[0., 0.]]), 'b1': array([[0.]])}
    """
    parameters = {}
    for layer in range(1, len(layers_dims)):
        outputs, inputs = layers_dims[layer], layers_dims[layer - 1]
        parameters[f"W{layer}"] = draw(outputs, inputs)
        parameters[f"b{layer}"] = np.zeros((outputs, 1))
    return parameters
