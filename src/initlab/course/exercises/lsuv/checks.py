"""One layer's weights scaled until its pre-activations have unit variance: LSUV's step."""

from __future__ import annotations

import numpy as np

from initlab.course.exercise import Check, Function
from initlab.course.judging import Failure, Student, is_plain_matrix

NAME = "unit_variance"
FUNCTIONS = (Function(NAME),)

# Inputs with a mean, so that variance and mean square differ; few examples, so that n and n − 1 do.
_random = np.random.RandomState(11)
LAYERS = tuple(
    (_random.randn(*shape) * scale, _random.rand(shape[1], examples) + 0.5)
    for shape, examples, scale in (((4, 6), 9, 0.3), ((7, 3), 5, 20.0), ((2, 30), 12, 1e-3))
)


def scaled(student: Student, weights: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    found = student.call(NAME, weights.tolist(), inputs.tolist())
    if np.shape(found) == (len(weights), inputs.shape[1]):
        raise Failure(
            f"{NAME} should return weights of shape {weights.shape}, not pre-activations of shape "
            f"{np.shape(found)}.",
            hint="Scale the weights: measure weights @ inputs, and divide weights.",
        )
    return is_plain_matrix(found, f"{NAME} of weights {weights.shape}", weights.shape)


def matrix(student: Student) -> None:
    for layer in LAYERS:
        scaled(student, *layer)


def one_number(student: Student) -> None:
    for weights, inputs in LAYERS:
        factors = scaled(student, weights, inputs) / weights
        if not np.allclose(factors, factors.flat[0], rtol=1e-9, atol=0.0):
            each = np.allclose(factors, factors[:, :1], rtol=1e-9, atol=0.0)
            raise Failure(
                "The weights should all be scaled by the same number; the factors go from "
                f"{factors.min():.3g} to {factors.max():.3g}.",
                hint=(
                    "Each unit is scaled by itself: measure all entries together, without axis."
                    if each
                    else "Divide the whole array by one number, and draw nothing anew."
                ),
            )
        if factors.flat[0] < 0:
            raise Failure(
                "The weights have changed their signs.",
                hint="Divide by a standard deviation: it is never negative.",
            )


def variance(student: Student) -> None:
    for weights, inputs in LAYERS:
        factor = (scaled(student, weights, inputs) / weights).flat[0]
        got = factor**2 * np.var(weights @ inputs)
        if not np.isclose(got, 1.0, rtol=1e-9, atol=0.0):
            raise Failure(
                f"The variance of weights @ inputs should be 1, it is {got:.6g}.",
                hint=_slip(factor, weights, inputs),
            )


def _slip(factor: float, weights: np.ndarray, inputs: np.ndarray) -> str:
    """What a wrong factor comes from."""
    z = weights @ inputs
    slips = {
        "It is divided by the variance: divide by its root, np.std.": 1 / np.var(z),
        "It is divided by the root of the mean square: subtract the mean, as np.std does.": 1
        / np.sqrt(np.mean(z**2)),
        "It is divided by the deviation of the weights: measure weights @ inputs.": 1
        / np.std(weights),
        "It is divided by the deviation of the inputs: measure weights @ inputs.": 1
        / np.std(inputs),
        "It is multiplied by the deviation: divide.": np.std(z),
        "The variance is taken with n − 1: over all entries it is np.std without ddof.": 1
        / np.std(z, ddof=1),
        "The weights are as they were: divide them by np.std(weights @ inputs).": 1.0,
        "ReLU comes after the layer: measure weights @ inputs themselves.": 1
        / np.std(np.maximum(z, 0)),
    }
    fitting = [words for words, value in slips.items() if np.isclose(factor, value, rtol=1e-9)]
    return fitting[0] if fitting else "Divide by np.std(weights @ inputs)."


CHECKS = (
    Check("matrix", NAME, matrix),
    Check("one_number", NAME, one_number, ("matrix",)),
    Check("variance", NAME, variance, ("one_number",)),
)
