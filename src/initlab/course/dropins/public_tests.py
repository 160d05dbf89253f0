"""Checks of the three functions that the initialization notebook asks for.

Each check calls the student's function, compares what it returns with parameters computed here,
and prints one green line when everything is right. Otherwise it raises an AssertionError that
says what was expected, what came and what to try.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

__all__ = [
    "initialize_parameters_he_test",
    "initialize_parameters_random_test",
    "initialize_parameters_zeros_test",
]

Array = NDArray[Any]
Student = Callable[[list[int]], Any]
Factor = Callable[[int, int], float]  # of outputs and inputs: what multiplies the draws
Draw = Callable[[RandomState, int, int], Array]  # of the stream, outputs and inputs

_TOLERANCE = 1e-6  # of one entry
_SEED = 3


def _normal(stream: RandomState, outputs: int, inputs: int) -> Array:
    return np.asarray(stream.randn(outputs, inputs))


def _uniform(stream: RandomState, outputs: int, inputs: int) -> Array:
    return np.asarray(stream.rand(outputs, inputs))


def _seeded_per_layer(stream: RandomState, outputs: int, inputs: int) -> Array:
    return _normal(RandomState(_SEED), outputs, inputs)


_WRONG_DRAWS: tuple[tuple[Draw, str], ...] = (
    (_uniform, "Draw with randn (normal), not with rand (uniform from 0 to 1)."),
    (_seeded_per_layer, "Call np.random.seed(3) once, before the loop, not for every layer."),
)


@dataclass(frozen=True)
class _Exercise:
    name: str
    factor: Factor
    remedy: str
    slips: tuple[tuple[Factor, str], ...] = ()  # a wrong factor, and what to tell who used it


_ZEROS = _Exercise(
    name="initialize_parameters_zeros",
    factor=lambda outputs, inputs: 0,
    remedy="Use np.zeros((layers_dims[l], layers_dims[l - 1])).",
)
_RANDOM = _Exercise(
    name="initialize_parameters_random",
    factor=lambda outputs, inputs: 10,
    remedy="Call np.random.seed(3) once, then for each layer in turn draw "
    "np.random.randn(layers_dims[l], layers_dims[l - 1]) * 10 and nothing else.",
    slips=(
        (lambda outputs, inputs: 1, "Multiply the draws by 10."),
        (lambda outputs, inputs: 0.01, "Multiply the draws by 10, not by 0.01."),
    ),
)
_HE = _Exercise(
    name="initialize_parameters_he",
    factor=lambda outputs, inputs: np.sqrt(2 / inputs),
    remedy="Call np.random.seed(3) once, then for each layer in turn draw "
    "np.random.randn(layers_dims[l], layers_dims[l - 1]) * np.sqrt(2 / layers_dims[l - 1]).",
    slips=(
        (
            lambda outputs, inputs: np.sqrt(2 / outputs),
            "Divide by the size of the previous layer, layers_dims[l - 1], not of this one.",
        ),
        (
            lambda outputs, inputs: np.sqrt(1 / inputs),
            "This is Xavier's factor; He's has 2 where it has 1.",
        ),
        (
            lambda outputs, inputs: np.sqrt(2 / (inputs + outputs)),
            "This is Glorot's factor; He's divides by the previous layer's size alone.",
        ),
        (
            lambda outputs, inputs: 2 / inputs,
            "Take the square root: 2 / layers_dims[l - 1] is the variance, not the factor.",
        ),
        (
            lambda outputs, inputs: np.sqrt(2) / inputs,
            "The square root must cover the whole fraction 2 / layers_dims[l - 1].",
        ),
        (
            lambda outputs, inputs: 1,
            "Multiply the draws by np.sqrt(2 / layers_dims[l - 1]).",
        ),
        (
            lambda outputs, inputs: 10,
            "The factor 10 was the last exercise's; here it is np.sqrt(2 / layers_dims[l - 1]).",
        ),
    ),
)


def initialize_parameters_zeros_test(target: Student) -> None:
    """Check that `target` returns zero weights and biases, on layers of 3, 2 and 1.

    Args:
        target: the student's function of `layers_dims`, itself and not its result.
    Raises: AssertionError: the first thing that is wrong, in one line.

    >>> initialize_parameters_zeros_test(
    ...     lambda dims: {
    ...         "W1": np.zeros((2, 3)), "b1": np.zeros((2, 1)),
    ...         "W2": np.ones((1, 2)), "b2": np.zeros((1, 1)),
    ...     }
    ... )
    Traceback (most recent call last):
    AssertionError: initialize_parameters_zeros([3, 2, 1]): W2 should be [[0. 0.]]; got [[1. 1.]]...
    """
    _judge(target, _ZEROS, [3, 2, 1])


def initialize_parameters_random_test(target: Student) -> None:
    """Check that `target` draws normal weights times 10 after seed 3, on layers of 3, 2 and 1.

    Args:
        target: the student's function of `layers_dims`, itself and not its result.
    Raises: AssertionError: the first thing that is wrong, in one line.

    >>> initialize_parameters_random_test(lambda dims: {"W1": np.zeros((2, 3))})
    Traceback (most recent call last):
    AssertionError: initialize_parameters_random([3, 2, 1]): should return the names W1, b1, W2, ...
    """
    _judge(target, _RANDOM, [3, 2, 1])


def initialize_parameters_he_test(target: Student) -> None:
    """Check that `target` draws He's weights after seed 3, on layers of 2, 4, 1 and of 3, 1, 2.

    Args:
        target: the student's function of `layers_dims`, itself and not its result.
    Raises: AssertionError: the first thing that is wrong, in one line.

    >>> initialize_parameters_he_test(lambda dims: None)
    Traceback (most recent call last):
    AssertionError: initialize_parameters_he([2, 4, 1]): should return a dict; got NoneType...
    """
    _judge(target, _HE, [2, 4, 1], [3, 1, 2])


def _judge(target: Student, exercise: _Exercise, *cases: list[int]) -> None:
    if not callable(target):
        raise AssertionError(
            f"{exercise.name}_test needs the function itself; got {type(target).__name__}. "
            f"Pass {exercise.name}, without brackets."
        )
    for layers_dims in cases:
        fault = _fault(target, exercise, layers_dims)
        if fault:
            raise AssertionError(f"{exercise.name}({layers_dims}): {fault}")
    print("\033[92m All tests passed.")


def _fault(target: Student, exercise: _Exercise, layers_dims: list[int]) -> str | None:
    """The first thing wrong with what `target` returns, and what to try; None if all is right."""
    got = target(list(layers_dims))
    expected = _parameters(layers_dims, exercise.factor)
    fault = _wrong_form(got, expected)
    if fault:
        return fault
    for name, value in expected.items():
        if not _close(got[name], value):
            return (
                f"{name} should be {_shown(value)}; got {_shown(got[name])}. "
                f"{_hint(target, exercise, layers_dims, got, name)}"
            )
    return None


def _parameters(layers_dims: list[int], factor: Factor, draw: Draw = _normal) -> dict[str, Array]:
    stream = RandomState(_SEED)  # the numbers of np.random.seed(3), leaving the global state alone
    parameters = {}
    for layer in range(1, len(layers_dims)):
        outputs, inputs = layers_dims[layer], layers_dims[layer - 1]
        weights = draw(stream, outputs, inputs) * factor(outputs, inputs)
        parameters[f"W{layer}"] = weights + 0.0  # -0. would look odd in a message
        parameters[f"b{layer}"] = np.zeros((outputs, 1))
    return parameters


def _wrong_form(got: Any, expected: dict[str, Array]) -> str | None:
    """What is wrong with the container, the names, the types or the shapes."""
    if not isinstance(got, dict):
        return (
            f"should return a dict; got {type(got).__name__}. "
            "End the function with `return parameters`."
        )
    if set(got) != set(expected):
        return (
            f"should return the names {', '.join(expected)}; got "
            f"{', '.join(map(str, got)) or 'none'}. "
            "Fill parameters['W' + str(l)] and parameters['b' + str(l)] for l = 1 … L."
        )
    for name, value in expected.items():
        array = got[name]
        if not isinstance(array, np.ndarray):
            return (
                f"{name} should be a NumPy array; got {type(array).__name__}. "
                "Build it with the np function that the exercise names."
            )
        if array.shape != value.shape:
            return f"{name} should have shape {value.shape}; got {array.shape}. {_shape_hint(name)}"
        if not np.issubdtype(array.dtype, np.number):
            return (
                f"{name} should hold numbers; got entries of type {array.dtype}. "
                "Let NumPy choose the type: drop the argument dtype."
            )
    return None


def _shape_hint(name: str) -> str:
    if name.startswith("W"):
        return "A row per unit, a column per input: (layers_dims[l], layers_dims[l - 1])."
    return "One row per unit and one column: np.zeros((layers_dims[l], 1)), with both brackets."


def _hint(
    target: Student,
    exercise: _Exercise,
    layers_dims: list[int],
    got: dict[str, Array],
    name: str,
) -> str:
    """What to try, from the slip that would have given these very numbers."""
    if name.startswith("b"):
        return "Biases start at zero: np.zeros((layers_dims[l], 1))."
    if exercise is _ZEROS:
        return exercise.remedy
    if not _close(target(list(layers_dims))[name], got[name]):
        return "A second call gave other numbers: fix them with np.random.seed(3) at the start."
    for factor, hint in exercise.slips:
        if _same_weights(got, _parameters(layers_dims, factor)):
            return hint
    for draw, hint in _WRONG_DRAWS:
        if _same_weights(got, _parameters(layers_dims, exercise.factor, draw)):
            return hint
    return exercise.remedy


def _same_weights(got: dict[str, Array], expected: dict[str, Array]) -> bool:
    return all(_close(got[name], expected[name]) for name in expected if name.startswith("W"))


def _close(got: Array, expected: Array) -> bool:
    return np.allclose(got, expected, rtol=0, atol=_TOLERANCE)


def _shown(array: Array) -> str:
    return " ".join(np.array2string(array, precision=6, suppress_small=True).split())
