"""A fully connected network of any depth, forward and backward, in plain NumPy.

Examples are columns and `m` is their number. Hidden layers share one activation, the last layer
is a sigmoid. Parameters are a dict of `W1, b1, W2, b2, …`: a weight has shape (outputs, inputs),
a bias (outputs, 1). The operations and their order are the originals', so printed costs agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "L_layer_model",
    "L_model_backward",
    "L_model_forward",
    "accuracy",
    "compute_cost",
    "initialize_parameters",
    "leaky_relu",
    "linear_activation_backward",
    "linear_activation_forward",
    "linear_backword",
    "linear_forward",
    "relu",
    "relu_gradient",
    "sigmoid",
    "sigmoid_gradient",
    "tanh",
    "tanh_gradient",
    "update_parameters",
]

Array = NDArray[Any]
Parameters = dict[str, Array]
LinearCache = tuple[Array, Array, Array]  # A_prev, W, b
Cache = tuple[LinearCache, Array]  # the linear part, then Z


def sigmoid(Z: Array) -> tuple[Array, Array]:
    """1 / (1 + exp(−Z)), entry by entry.

    Args:
        Z: pre-activations, any shape.
    Returns: the activations, and Z itself.

    >>> A, Z = sigmoid(np.array([[0.0]]))
    >>> A.item(), Z.item()
    (0.5, 0.0)
    """
    return 1 / (1 + np.exp(-Z)), Z


def tanh(Z: Array) -> tuple[Array, Array]:
    """Hyperbolic tangent, entry by entry.

    Args:
        Z: pre-activations, any shape.
    Returns: the activations, and Z itself.

    >>> tanh(np.array([[0.0]]))[0].item()
    0.0
    """
    return np.tanh(Z), Z


def relu(Z: Array) -> tuple[Array, Array]:
    """The larger of 0 and Z, entry by entry.

    Args:
        Z: pre-activations, any shape.
    Returns: the activations, and Z itself.

    >>> relu(np.array([[-2.0, 3.0]]))[0].tolist()
    [[0.0, 3.0]]
    """
    return np.maximum(0, Z), Z


def leaky_relu(Z: Array) -> tuple[Array, Array]:
    """Z where it is positive, a tenth of it elsewhere. No layer function takes it by name.

    Args:
        Z: pre-activations, any shape.
    Returns: the activations, and Z itself.

    >>> leaky_relu(np.array([[-2.0, 3.0]]))[0].tolist()
    [[-0.2, 3.0]]
    """
    return np.maximum(0.1 * Z, Z), Z


def sigmoid_gradient(dA: Array, Z: Array) -> Array:
    """Slope of the loss along Z, given its slope along A = sigmoid(Z).

    Args:
        dA: slope along A, any shape.
        Z: pre-activations, the same shape.
    Returns: dA · A (1 − A), the same shape.

    >>> sigmoid_gradient(np.array([[4.0]]), np.array([[0.0]])).item()
    1.0
    """
    A, _ = sigmoid(Z)
    return np.asarray(dA * A * (1 - A))


def tanh_gradient(dA: Array, Z: Array) -> Array:
    """Slope of the loss along Z, given its slope along A = tanh(Z).

    Args:
        dA: slope along A, any shape.
        Z: pre-activations, the same shape.
    Returns: dA · (1 − A²), the same shape.

    >>> tanh_gradient(np.array([[4.0]]), np.array([[0.0]])).item()
    4.0
    """
    A, _ = tanh(Z)
    return np.asarray(dA * (1 - np.square(A)))


def relu_gradient(dA: Array, Z: Array) -> Array:
    """Slope of the loss along Z, given its slope along A = relu(Z); at Z = 0 it is 0.

    Args:
        dA: slope along A, any shape.
        Z: pre-activations, the same shape.
    Returns: dA where Z is positive, else 0; the same shape.

    >>> relu_gradient(np.array([[4.0, 4.0]]), np.array([[-1.0, 1.0]])).tolist()
    [[0.0, 4.0]]
    """
    A, _ = relu(Z)
    return np.multiply(dA, A > 0)


_ACTIVATIONS: dict[str, Callable[[Array], tuple[Array, Array]]] = {
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
}
_GRADIENTS: dict[str, Callable[[Array, Array], Array]] = {
    "sigmoid": sigmoid_gradient,
    "tanh": tanh_gradient,
    "relu": relu_gradient,
}


def _require_known(activation_fn: str) -> None:
    if activation_fn not in _ACTIVATIONS:
        raise AssertionError(
            f"An activation is {', '.join(map(repr, _ACTIVATIONS))}; got {activation_fn!r}. "
            "Pass one of these names."
        )


def initialize_parameters(layers_dims: Sequence[int]) -> Parameters:
    """Small normal weights, standard deviation 0.01, and zero biases; NumPy's global seed is 1.

    Args:
        layers_dims: sizes of the layers, inputs first.
    Returns: `W1, b1, …`.

    >>> initialize_parameters([2, 1])["W1"].round(6).tolist()
    [[0.016243, -0.006118]]
    """
    np.random.seed(1)
    parameters: Parameters = {}
    for layer in range(1, len(layers_dims)):
        outputs, inputs = layers_dims[layer], layers_dims[layer - 1]
        parameters[f"W{layer}"] = np.random.randn(outputs, inputs) * 0.01
        parameters[f"b{layer}"] = np.zeros((outputs, 1))
    return parameters


def linear_forward(A_prev: Array, W: Array, b: Array) -> tuple[Array, LinearCache]:
    """Pre-activations W · A_prev + b of one layer.

    Args:
        A_prev: activations of the layer before, shape (inputs, m).
        W: shape (outputs, inputs).
        b: shape (outputs, 1).
    Returns: Z of shape (outputs, m), and the cache (A_prev, W, b).

    >>> linear_forward(np.array([[3.0]]), np.array([[2.0]]), np.array([[1.0]]))[0].item()
    7.0
    """
    return np.dot(W, A_prev) + b, (A_prev, W, b)


def linear_activation_forward(
    A_prev: Array, W: Array, b: Array, activation_fn: str
) -> tuple[Array, Cache]:
    """Activations of one layer.

    Args:
        A_prev: activations of the layer before, shape (inputs, m).
        W: shape (outputs, inputs).
        b: shape (outputs, 1).
        activation_fn: "sigmoid", "tanh" or "relu".
    Returns: A of shape (outputs, m), and the cache ((A_prev, W, b), Z).
    Raises: AssertionError: another activation.

    >>> one = np.ones((1, 1))
    >>> linear_activation_forward(one, -2 * one, one, "relu")[0].item()
    0.0
    """
    _require_known(activation_fn)
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = _ACTIVATIONS[activation_fn](Z)
    return A, (linear_cache, activation_cache)


def L_model_forward(
    X: Array, parameters: Parameters, hidden_layers_activation_fn: str = "relu"
) -> tuple[Array, list[Cache]]:
    """Probabilities of a network of any depth.

    Args:
        X: inputs, shape (features, m).
        parameters: `W1, b1, …`; the last weight has one row.
        hidden_layers_activation_fn: "sigmoid", "tanh" or "relu"; the last layer is a sigmoid.
    Returns: AL, probabilities of label 1, shape (1, m); and one cache per layer.
    Raises: AssertionError: another activation, or the last layer has several outputs.

    >>> AL, caches = L_model_forward(np.ones((3, 2)), initialize_parameters([3, 4, 1]), "tanh")
    >>> AL.shape, len(caches)
    ((1, 2), 2)
    """
    A = X
    caches = []
    depth = len(parameters) // 2
    for layer in range(1, depth + 1):
        activation_fn = hidden_layers_activation_fn if layer < depth else "sigmoid"
        A, cache = linear_activation_forward(
            A, parameters[f"W{layer}"], parameters[f"b{layer}"], activation_fn
        )
        caches.append(cache)
    if A.shape != (1, X.shape[1]):
        raise AssertionError(
            f"The last layer should give shape {(1, X.shape[1])}, one probability per example; "
            f"got {A.shape}. End layers_dims with 1, and put examples in the columns of X."
        )
    return A, caches


def compute_cost(AL: Array, y: Array) -> Any:
    """Mean cross-entropy in nats, as a plain sum: `nan` once a probability is exactly 0 or 1.

    Args:
        AL: probabilities of label 1, shape (1, m).
        y: labels 0 or 1, shape (1, m).
    Returns: one float64; with NumPy's warnings when it is not finite.

    >>> round(float(compute_cost(np.array([[0.5, 0.5]]), np.array([[0, 1]]))), 9)
    0.693147181
    """
    m = y.shape[1]
    return -(1 / m) * np.sum(np.multiply(y, np.log(AL)) + np.multiply(1 - y, np.log(1 - AL)))


def linear_backword(dZ: Array, cache: LinearCache) -> tuple[Array, Array, Array]:
    """Slopes along the inputs and parameters of one layer. The spelling is the original's.

    Args:
        dZ: slope along Z, shape (outputs, m), not yet divided by m.
        cache: (A_prev, W, b) from `linear_forward`.
    Returns: dA_prev like A_prev, not divided by m; dW like W and db like b, divided by m.

    >>> cache = (np.ones((1, 2)), 3 * np.ones((1, 1)), np.zeros((1, 1)))
    >>> [part.tolist() for part in linear_backword(np.ones((1, 2)), cache)]
    [[[3.0, 3.0]], [[1.0]], [[1.0]]]
    """
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    dW = (1 / m) * np.dot(dZ, A_prev.T)
    db = (1 / m) * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


def linear_activation_backward(
    dA: Array, cache: Cache, activation_fn: str
) -> tuple[Array, Array, Array]:
    """Slopes along the inputs and parameters of one layer, given the slope along its activations.

    Args:
        dA: slope along A, shape (outputs, m).
        cache: ((A_prev, W, b), Z) from `linear_activation_forward`.
        activation_fn: "sigmoid", "tanh" or "relu".
    Returns: dA_prev, dW and db, as `linear_backword`.
    Raises: AssertionError: another activation.

    >>> one = np.ones((1, 1))
    >>> linear_activation_backward(one, ((one, one, one), -one), "relu")[0].item()
    0.0
    """
    _require_known(activation_fn)
    linear_cache, Z = cache
    return linear_backword(_GRADIENTS[activation_fn](dA, Z), linear_cache)


def L_model_backward(
    AL: Array, y: Array, caches: list[Cache], hidden_layers_activation_fn: str = "relu"
) -> dict[str, Array]:
    """Slopes of the cost along every parameter and every layer's input.

    Args:
        AL: probabilities from `L_model_forward`, shape (1, m).
        y: labels 0 or 1, as many as AL has entries.
        caches: from the same `L_model_forward`.
        hidden_layers_activation_fn: the same as there.
    Returns: `dA0, dA1, …`, `dW1, dW2, …` and `db1, db2, …`. A probability of exactly 0 or 1
        divides by zero: NumPy warns and the slopes are not finite.
    Raises: AssertionError: another activation.

    >>> AL, caches = L_model_forward(np.ones((3, 2)), initialize_parameters([3, 4, 1]))
    >>> sorted(L_model_backward(AL, np.array([[0, 1]]), caches))
    ['dA0', 'dA1', 'dW1', 'dW2', 'db1', 'db2']
    """
    y = y.reshape(AL.shape)
    depth = len(caches)
    dA = np.divide(AL - y, np.multiply(AL, 1 - AL))
    grads: dict[str, Array] = {}
    for layer in range(depth, 0, -1):
        activation_fn = hidden_layers_activation_fn if layer < depth else "sigmoid"
        dA, dW, db = linear_activation_backward(dA, caches[layer - 1], activation_fn)
        grads |= {f"dA{layer - 1}": dA, f"dW{layer}": dW, f"db{layer}": db}
    return grads


def update_parameters(
    parameters: Parameters, grads: dict[str, Array], learning_rate: float
) -> Parameters:
    """One step of gradient descent: each parameter minus `learning_rate` times its slope.

    Args:
        parameters: `W1, b1, …`.
        grads: `dW1, db1, …`; other entries are ignored.
        learning_rate: length of the step per unit of slope.
    Returns: the same dict, which now holds new arrays; the old arrays are untouched.
    Raises: KeyError: a slope is missing.

    >>> here = {"W1": np.array([[3.0]]), "b1": np.array([[1.0]])}
    >>> slopes = {"dW1": np.array([[2.0]]), "db1": np.array([[0.0]])}
    >>> update_parameters(here, slopes, learning_rate=0.5)["W1"].item()
    2.0
    """
    # `init_utils` has the same function: each file of this folder must work when copied alone.
    for layer in range(1, len(parameters) // 2 + 1):
        for name in (f"W{layer}", f"b{layer}"):
            parameters[name] = parameters[name] - learning_rate * grads["d" + name]
    return parameters


def L_layer_model(
    X: Array,
    y: Array,
    layers_dims: Sequence[int],
    learning_rate: float = 0.01,
    num_iterations: int = 3000,
    print_cost: bool = True,
    hidden_layers_activation_fn: str = "relu",
) -> Parameters:
    """Train a network by gradient descent on all examples at once; print the cost every 100 steps.

    Args:
        X: inputs, shape (features, m).
        y: labels 0 or 1, shape (1, m).
        layers_dims: sizes of the layers, features first, 1 last.
        learning_rate: length of a step per unit of slope.
        num_iterations: number of steps.
        print_cost: whether to print.
        hidden_layers_activation_fn: "sigmoid", "tanh" or "relu".
    Returns: the trained `W1, b1, …`.
    Raises: AssertionError: another activation, or the last size is not 1.

    >>> points, labels = np.array([[-1.0, 1.0]]), np.array([[0, 1]])
    >>> _ = L_layer_model(points, labels, [1, 1], learning_rate=1.0, num_iterations=100)
    The cost after 100 iterations is: 0.0102
    """
    parameters = initialize_parameters(layers_dims)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters, hidden_layers_activation_fn)
        cost = compute_cost(AL, y)
        grads = L_model_backward(AL, y, caches, hidden_layers_activation_fn)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and (i + 1) % 100 == 0:
            print(f"The cost after {i + 1} iterations is: {cost:.4f}")
    return parameters


def accuracy(X: Array, parameters: Parameters, y: Array, activation_fn: str = "relu") -> str:
    """The share of right labels, as a sentence; a probability of one half or more counts as 1.

    Args:
        X: inputs, shape (features, m).
        parameters: `W1, b1, …`.
        y: true labels 0 or 1, shape (1, m).
        activation_fn: activation of the hidden layers, "sigmoid", "tanh" or "relu".
    Returns: the sentence, in percent with two decimals. Nothing is printed.
    Raises: AssertionError: another activation.

    >>> still = {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}
    >>> accuracy(np.ones((1, 2)), still, np.array([[0, 1]]))
    'The accuracy rate is: 50.00%.'
    """
    probabilities, _ = L_model_forward(X, parameters, activation_fn)
    right = (probabilities >= 0.5) == y
    return f"The accuracy rate is: {np.mean(right) * 100:.2f}%."
