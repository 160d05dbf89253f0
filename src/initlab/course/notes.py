"""The four initializations of the course notes; `np.random.seed` is left to the caller."""

from __future__ import annotations

from collections.abc import Sequence

from initlab.course.parameters import Parameters, glorot, he, large, start, zeros

__all__ = [
    "initialize_parameters_glorot",
    "initialize_parameters_he",
    "initialize_parameters_random",
    "initialize_parameters_zeros",
]


def initialize_parameters_zeros(layers_dims: Sequence[int]) -> Parameters:
    """Weights and biases that are all 0.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> initialize_parameters_zeros([2, 1])
    {'W1': array([[0., 0.]]), 'b1': array([[0.]])}
    """
    return start(layers_dims, zeros)


def initialize_parameters_random(layers_dims: Sequence[int]) -> Parameters:
    """Normal weights of standard deviation 10, which is too much on purpose; biases 0.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> initialize_parameters_random([2, 3])["W1"].shape
    (3, 2)
    """
    return start(layers_dims, large)


def initialize_parameters_he(layers_dims: Sequence[int]) -> Parameters:
    """Normal weights of variance 2 / inputs; biases 0.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> initialize_parameters_he([2, 3])["b1"].shape
    (3, 1)

    Source: He et al. 2015, arXiv:1502.01852, section 2.2.
    """
    return start(layers_dims, he)


def initialize_parameters_glorot(layers_dims: Sequence[int]) -> Parameters:
    """Normal weights of variance 2 / (inputs + outputs); biases 0.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`: weights of shape (outputs, inputs), biases (outputs, 1).

    >>> list(initialize_parameters_glorot([2, 3, 1]))
    ['W1', 'b1', 'W2', 'b2']

    Source: Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward
    neural networks", equation 12.
    """
    return start(layers_dims, glorot)
