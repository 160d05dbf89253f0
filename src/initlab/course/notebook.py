"""The initialization notebook: two circles, one network, three initializations.

In the notebook's own order: `load_dataset`, then for each of "zeros", "random" and "he" `model`,
`predict` on both sets, and `show_boundary`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from initlab.course.dropins.init_utils import (
    backward_propagation,
    compute_loss,
    forward_propagation,
    load_dataset,
    plot_decision_boundary,
    predict,
    predict_dec,
    update_parameters,
)
from initlab.course.parameters import (
    Array,
    Parameters,
    UnknownInitialization,
    choice,
    he,
    large,
    start,
    zeros,
)

__all__ = [
    "UnknownInitialization",
    "initialize_parameters_he",
    "initialize_parameters_random",
    "initialize_parameters_zeros",
    "load_dataset",
    "model",
    "predict",
    "show_boundary",
]

_SEED = 3


def initialize_parameters_zeros(layers_dims: Sequence[int]) -> Parameters:
    """Weights and biases that are all 0. No seed is set.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> initialize_parameters_zeros([3, 2, 1])["W2"]
    array([[0., 0.]])
    """
    return start(layers_dims, zeros)


def initialize_parameters_random(layers_dims: Sequence[int]) -> Parameters:
    """Normal weights of standard deviation 10, biases 0; NumPy's global seed is set to 3.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> initialize_parameters_random([3, 2, 1])["W2"]
    array([[-0.82741481, -6.27000677]])
    """
    np.random.seed(_SEED)
    return start(layers_dims, large)


def initialize_parameters_he(layers_dims: Sequence[int]) -> Parameters:
    """Normal weights of variance 2 / inputs, biases 0; NumPy's global seed is set to 3.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> initialize_parameters_he([2, 4, 1])["W1"][0]
    array([1.78862847, 0.43650985])

    Source: He et al. 2015, arXiv:1502.01852, section 2.2.
    """
    np.random.seed(_SEED)
    return start(layers_dims, he)


_INITIALIZATIONS = {
    "zeros": initialize_parameters_zeros,
    "random": initialize_parameters_random,
    "he": initialize_parameters_he,
}


def model(
    X: Array,
    Y: Array,
    learning_rate: float = 0.01,
    num_iterations: int = 15000,
    print_cost: bool = True,
    initialization: str = "he",
) -> Parameters:
    """Train the network [features, 10, 5, 1] by gradient descent, print and plot the cost.

    Args:
        X: inputs, shape (features, m), one example per column.
        Y: labels 0 or 1, shape (1, m).
        learning_rate: length of a step per unit of slope.
        num_iterations: number of steps, each on all examples.
        print_cost: print the cost every 1,000 steps, from 0 on; the curve has the printed costs
            only, so without printing it is empty.
        initialization: "zeros", "random" or "he".
    Returns: the trained `W1` to `b3`. The curve's x label says "per hundreds", as in the document;
        its points are 1,000 steps apart.
    Raises: UnknownInitialization: a ValueError; another `initialization`.
    """
    import matplotlib.pyplot as plt

    initialize = choice("initialization", initialization, _INITIALIZATIONS)
    parameters = initialize([X.shape[0], 10, 5, 1])
    costs = []
    for i in range(num_iterations):
        a3, cache = forward_propagation(X, parameters)
        cost = compute_loss(a3, Y)
        grads = backward_propagation(X, Y, cache)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 1000 == 0:
            print(f"Cost after iteration {i}: {cost}")
            costs.append(cost)
    plt.plot(costs)
    plt.ylabel("cost")
    plt.xlabel("iterations (per hundreds)")
    plt.title(f"Learning rate ={learning_rate}")
    plt.show()
    return parameters


_BOUNDARY_TITLES = {
    "zeros": "Model with Zeros initialization",
    "random": "Model with large random initialization",
    "he": "Model with He initialization",
}


def show_boundary(parameters: Parameters, X: Array, Y: Array, initialization: str) -> None:
    """Show which side of its boundary the trained network puts every point of the plane on.

    Args:
        parameters: from `model`.
        X: examples to put on top, shape (2, m).
        Y: their labels, shape (1, m).
        initialization: "zeros", "random" or "he", for the title.
    Raises: UnknownInitialization: a ValueError; another `initialization`.
    """
    import matplotlib.pyplot as plt

    plt.title(choice("initialization", initialization, _BOUNDARY_TITLES))
    axes = plt.gca()
    axes.set_xlim(-1.5, 1.5)
    axes.set_ylim(-1.5, 1.5)
    plot_decision_boundary(lambda points: predict_dec(parameters, points.T), X, Y)
