"""The blog post's experiment: cats against dogs, a deeper network, four initializations.

Every function sets NumPy's global seed to 1, also where it draws nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import isqrt

import numpy as np

from initlab.course.dropins.coding_neural_network_from_scratch import (
    L_model_backward,
    L_model_forward,
    accuracy,
    compute_cost,
    update_parameters,
)
from initlab.course.dropins.load_dataset import load_dataset_catvsdog
from initlab.course.parameters import (
    Array,
    Parameters,
    UnknownInitialization,
    choice,
    he,
    large,
    start,
    xavier,
    zeros,
)

__all__ = [
    "UnknownInitialization",
    "accuracy",
    "initialize_parameters_he_xavier",
    "initialize_parameters_random",
    "initialize_parameters_zeros",
    "load_dataset_catvsdog",
    "model",
    "show_samples",
]

_SEED = 1
_HE_XAVIER = {"he": he, "xavier": xavier}


def initialize_parameters_zeros(layers_dims: Sequence[int]) -> Parameters:
    """Weights and biases that are all 0; NumPy's global seed is set to 1 all the same.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> initialize_parameters_zeros([3, 2, 1])["W2"]
    array([[0., 0.]])
    """
    np.random.seed(_SEED)
    return start(layers_dims, zeros)


def initialize_parameters_random(layers_dims: Sequence[int]) -> Parameters:
    """Normal weights of standard deviation 10, biases 0; NumPy's global seed is set to 1.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> initialize_parameters_random([2, 1])["W1"].round(6)
    array([[16.243454, -6.117564]])
    """
    np.random.seed(_SEED)
    return start(layers_dims, large)


def initialize_parameters_he_xavier(
    layers_dims: Sequence[int], initialization_method: str = "he"
) -> Parameters:
    """Normal weights of variance 2 / inputs (He) or 1 / inputs (Xavier); biases 0; seed 1.

    Args:
        layers_dims: sizes of the layers, inputs first.
        initialization_method: "he" or "xavier".
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).
    Raises: UnknownInitialization: a ValueError; another method.

    >>> initialize_parameters_he_xavier([4, 1], "xavier")["W1"].round(6)
    array([[ 0.812173, -0.305878, -0.264086, -0.536484]])

    Source: He et al. 2015, arXiv:1502.01852, section 2.2, for "he".
    """
    np.random.seed(_SEED)
    return start(layers_dims, choice("initialization_method", initialization_method, _HE_XAVIER))


_INITIALIZATIONS: dict[str, Callable[[Sequence[int]], Parameters]] = {
    "zeros": initialize_parameters_zeros,
    "random": initialize_parameters_random,
    "he": partial(initialize_parameters_he_xavier, initialization_method="he"),
    "xavier": partial(initialize_parameters_he_xavier, initialization_method="xavier"),
}


def model(
    X: Array,
    Y: Array,
    layers_dims: Sequence[int],
    learning_rate: float = 0.01,
    num_iterations: int = 1000,
    print_cost: bool = True,
    hidden_layers_activation_fn: str = "relu",
    initialization_method: str = "he",
) -> Parameters:
    """Train a network of any depth by gradient descent, print the cost and draw its curve.

    Args:
        X: inputs, shape (features, m), one example per column.
        Y: labels 0 or 1, shape (1, m).
        layers_dims: sizes of the layers, features first, 1 last.
        learning_rate: length of a step per unit of slope.
        num_iterations: number of steps, each on all examples.
        print_cost: print the cost every 100 steps. The curve has one cost per 100 steps either way.
        hidden_layers_activation_fn: "sigmoid", "tanh" or "relu".
        initialization_method: "zeros", "random", "he" or "xavier".
    Returns: the trained `W1, b1, …`. The curve is drawn on a new figure and not shown.
    Raises:
        UnknownInitialization: a ValueError; another method.
        AssertionError: another activation, or the last size is not 1.
    """
    import matplotlib.pyplot as plt

    initialize = choice("initialization_method", initialization_method, _INITIALIZATIONS)
    parameters = initialize(layers_dims)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters, hidden_layers_activation_fn)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches, hidden_layers_activation_fn)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and (i + 1) % 100 == 0:
            print(f"The cost after {i + 1} iterations is: {cost}")
        if i % 100 == 0:
            costs.append(cost)
    plt.figure(figsize=(12, 8))
    plt.plot(costs)
    plt.xlabel("Iterations (per hundreds)", fontsize=14)
    plt.ylabel("Cost", fontsize=14)
    plt.title(
        f"Cost curve: learning rate = {learning_rate} and {initialization_method} "
        "initialization method",
        y=1.05,
        fontsize=16,
    )
    return parameters


def show_samples(X: Array, Y: Array) -> None:
    """Draw one cat and one dog side by side, without axes, into the current figure.

    Args:
        X: pictures as columns, from `load_dataset_catvsdog`: 0 to 255, square, three colours.
        Y: labels, shape (1, pictures); the first 1 is the cat, the first 0 the dog.
    """
    import matplotlib.pyplot as plt

    side = isqrt(len(X) // 3)
    for place, column in enumerate((np.argmax(Y), np.argmin(Y)), start=1):
        plt.subplot(1, 2, place)
        # As floats Matplotlib would take 1 for the brightest value and show white pictures.
        plt.imshow(X[:, column].reshape(side, side, 3).astype(np.uint8))
        plt.axis("off")
