"""What an initializer does to a deep plain network: the signal and the gradient, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from initlab import activations
from initlab.elementary import Array
from initlab.initializers.laws import Law, Spread
from initlab.initializers.numpy_arrays import draw

LAYERS = 30
WIDTH = 64
EXAMPLES = 64


@dataclass(frozen=True)
class DepthProfile:
    """Mean squares in a network of equal dense layers; inf where float64 overflows.

    `signal[k]` is that of layer k's outputs, `gradient[k]` that of the loss's gradient by layer
    k's inputs: both for k = 0 … layers − 1, for inputs and a last gradient that are N(0, 1).
    """

    activation: str
    width: int
    signal: tuple[float, ...]
    gradient: tuple[float, ...]

    def to_json(self) -> dict[str, object]:
        """Plain values; None for what overflowed."""
        return {
            "activation": self.activation,
            "width": self.width,
            "signal": [x if np.isfinite(x) else None for x in self.signal],
            "gradient": [x if np.isfinite(x) else None for x in self.gradient],
        }


def depth_profile(
    law: Law, activation: str = "relu", *, layers: int = LAYERS, width: int = WIDTH, seed: int = 0
) -> DepthProfile:
    """Pass random data through `layers` dense layers without biases, and a gradient back.

    Args:
        law: of every weight.
        activation: of every layer, by name.
        layers, width: of the network.
        seed: of its weights, data and last gradient.
    Raises: InitlabError: the law has no square matrix, or there is no such activation.

    >>> from initlab import initializers
    >>> he = depth_profile(initializers.get("he").law)
    >>> 0.01 < he.signal[-1] < 100
    True

    Source: Glorot and Bengio 2010, section 4.2: variances over layers, forward and back.
    """
    phi = activations.get(activation)
    weights = [draw(law, (width, width), seed=seed, name=f"layer{k}.weight") for k in range(layers)]
    standard, of_data = Spread(1.0), (width, EXAMPLES)
    signal, slopes = [], []
    with np.errstate(over="ignore", invalid="ignore"):
        a = draw(standard, of_data, seed=seed, name="inputs")
        for weight in weights:
            z = weight @ a
            a = phi.value(z)
            slopes.append(phi.slope(z, a))
            signal.append(_mean_square(a))
        gradient = []
        g = draw(standard, of_data, seed=seed, name="gradient")
        for weight, slope in zip(weights[::-1], slopes[::-1], strict=True):
            g = weight.T @ (g * slope)
            gradient.append(_mean_square(g))
    return DepthProfile(phi.name, width, tuple(signal), tuple(gradient[::-1]))


def _mean_square(values: Array) -> float:
    square = float(np.mean(values * values))
    return square if np.isfinite(square) else float("inf")
