"""Networks at the start, drawn at random and measured: what `theory/` predicts, by experiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from initlab import activations, engine
from initlab.activations.own import as_activation
from initlab.datasets import Dataset
from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.initializers import Layer, Parameters
from initlab.initializers.laws import Spread
from initlab.initializers.numpy_arrays import draw
from initlab.networks import Spec
from initlab.theory import Block

AT_ONCE = 2**23  # weights held at once: 64 MB


@dataclass(frozen=True)
class Measured:
    """One row for each network, one column for each hidden layer."""

    variance: Array  # of the pre-activations, given the layer below: σ_w² (mean of φ²) + σ_b²
    correlation: Array  # of the pre-activations of two inputs, likewise
    gradient: Array  # mean (∂loss/∂z)² over units, relative to the last hidden layer


def measure(
    block: Block, width: int, depth: int, networks: int, q: float, c: float, seed: int = 0
) -> Measured:
    """Draw networks of equal layers, pass two inputs forward and one gradient back.

    Variances and gradients of an activation of the catalogue are what the engine records of a run
    without updates. Correlations, which it does not record, and functions of the user's are worked
    out in NumPy from the same weights.

    Args:
        block: the layer, without dropout, residual connection or normalization.
        width: units of each layer and features of the inputs, at least 2.
        depth: hidden layers, at least 1.
        networks: how many, at least 1.
        q, c: variance and correlation of the first layer's pre-activations; the two inputs are
            made to have them exactly.
        seed: of weights and biases.
    Returns: the measurements.
    Raises: DomainError: another kind of layer, or no two inputs lead to such a q and c.

    >>> measured = measure(Block("relu", 2.0), width=64, depth=10, networks=8, q=1.0, c=0.5)
    >>> measured.variance.shape, measured.variance[:, 0].round(9).tolist() == [1.0] * 8
    ((8, 10), True)

    Source: Poole et al. 2016, arXiv:1606.05340, whose figures show such networks.
    """
    if not block.plain:
        raise DomainError("Random networks are of plain layers. Give a Block of two variances.")
    inputs = _inputs(block, width, q, c)
    at_once = max(1, AT_ONCE // (width * width * depth))
    parts = []
    for first in range(0, networks, at_once):
        numbers = range(first, min(first + at_once, networks))
        drawn = [_draw(block, width, depth, f"network{n}", seed) for n in numbers]
        parts += _measured(block, drawn, inputs)
    return Measured(*(np.stack(arrays) for arrays in zip(*parts, strict=True)))


def _inputs(block: Block, width: int, q: float, c: float) -> Array:
    """Two inputs, as columns, whose first pre-activations have variance q and correlation c."""
    own = q - block.bias_var
    shared = c * q - block.bias_var
    if block.weight_var <= 0 or own <= 0 or abs(shared) > own * (1 + 1e-12):
        raise DomainError(
            f"No inputs give variance {q:g} and correlation {c:g} with biases of variance "
            f"{block.bias_var:g}. Give a larger q, or a c nearer to 1."
        )
    square, product = own / block.weight_var, shared / block.weight_var
    rest = max(square - product**2 / square, 0.0)
    x = np.zeros((width, 2))
    x[0::2, 0] = sqrt(square)
    x[1::2, 0] = -sqrt(square)
    x[:, 1] = x[:, 0] * product / square
    # Orthogonal to the first, and of the same mean square for an even width; scaled for an odd one.
    other = np.zeros(width)
    other[: width // 2 * 2] = 1.0
    x[:, 1] += other * sqrt(rest * width / other.sum())
    return x


def _draw(block: Block, width: int, depth: int, name: str, seed: int) -> Parameters:
    """`depth` hidden layers and one output without a bias, by address."""
    weight, bias = Spread(sqrt(block.weight_var / width)), Spread(sqrt(block.bias_var))
    rows = [width] * depth + [1]
    layers = []
    for number, units in enumerate(rows, 1):
        at = f"{name}.layer{number}"
        biases = np.zeros((units, 1))
        if block.bias_var > 0 and number <= depth:
            biases = draw(bias, (units, 1), seed=seed, name=f"{at}.bias")
        layers.append(Layer(draw(weight, (units, width), seed=seed, name=f"{at}.weight"), biases))
    return tuple(layers)


def _measured(
    block: Block, drawn: Sequence[Parameters], inputs: Array
) -> list[tuple[Array, Array, Array]]:
    """Variance, correlation and gradient of each network."""
    phi = as_activation(block.activation)
    forward = [_forward(block, parameters, inputs) for parameters in drawn]
    correlations = [_correlation(block, inputs, values) for _, values in forward]
    if phi in activations.ALL:
        ours = _by_engine(block, drawn, inputs[:, :1])
    else:
        ours = [
            (_variance(block, inputs, values), _backward(block, parameters, z, values))
            for parameters, (z, values) in zip(drawn, forward, strict=True)
        ]
    return [
        (variance, correlation, gradient)
        for (variance, gradient), correlation in zip(ours, correlations, strict=True)
    ]


def _by_engine(block: Block, drawn: Sequence[Parameters], x: Array) -> list[tuple[Array, Array]]:
    """Variance and gradient from the engine's record of a run without updates."""
    # A data set has two classes. Both are given the same input, and the gradient of the mean cost
    # is then that of the output at this input, times a number that the ratio to the last hidden
    # layer does not see.
    labels = np.array([0, 1])
    data = Dataset("one input", x.repeat(2, axis=1), labels, None, None, ("0", "1"), (len(x),), "")
    sizes = (len(x), *(len(layer.biases) for layer in drawn[0]))
    name = as_activation(block.activation).name
    spec = Spec(sizes, name, loss="squared", initializer="zeros", iterations=0)
    found = []
    for outcome in engine.train([spec] * len(drawn), data, parameters=drawn):
        squares = np.array([float(np.mean(x**2)), *outcome.final.mean_square[:-2]])
        # The gradient of W is ∂z times the input: of one example, its norm is the norms' product.
        gradient = np.array(outcome.final.gradient_norm[:-1]) ** 2 / squares
        found.append((block.weight_var * squares + block.bias_var, gradient / gradient[-1]))
    return found


def _forward(
    block: Block, parameters: Parameters, inputs: Array
) -> tuple[list[Array], list[Array]]:
    """Pre-activations and activations of every hidden layer."""
    phi = as_activation(block.activation)
    z: list[Array] = []
    a = [inputs]
    for weights, biases in parameters[:-1]:
        z.append(weights @ a[-1] + biases)
        a.append(phi.value(z[-1]))
    return z, a[1:]


def _backward(block: Block, parameters: Parameters, z: list[Array], a: list[Array]) -> Array:
    """Mean square of ∂output/∂z of the first input, relative to the last hidden layer."""
    phi = as_activation(block.activation)
    passed = np.ones(1)
    squares = []
    for layer, before, after in zip(parameters[:0:-1], z[::-1], a[::-1], strict=True):
        passed = (layer.weights.T @ passed) * phi.slope(before, after)[:, 0]
        squares.append(float(np.mean(passed**2)))
    return np.array(squares[::-1]) / squares[0]


def _variance(block: Block, inputs: Array, a: list[Array]) -> Array:
    entering = [inputs, *a[:-1]]
    return np.array([block.weight_var * np.mean(x[:, 0] ** 2) + block.bias_var for x in entering])


def _correlation(block: Block, inputs: Array, a: list[Array]) -> Array:
    found = []
    for x in [inputs, *a[:-1]]:
        covariance = block.weight_var * (x.T @ x) / len(x) + block.bias_var
        found.append(covariance[0, 1] / sqrt(covariance[0, 0] * covariance[1, 1]))
    return np.array(found)
