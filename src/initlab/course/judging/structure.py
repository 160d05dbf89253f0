"""Structure: the dictionary W1, b1, …, its shapes, its number type, its zeros."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab.course.judging.outcome import Failure
from initlab.course.judging.student import Student
from initlab.course.text import harmless

Array = NDArray[np.float64]


def parameters(
    student: Student, function: str, layers: Sequence[int], again: bool = False
) -> dict[str, Any]:
    """The function's dictionary for one list of layers, with the keys W1, b1, … and no more layers.

    Raises: Failure: it is no dictionary, or a layer is missing or too many.
    """
    value = student.call(function, list(layers), again=again)
    if not isinstance(value, dict):
        raise Failure(
            f"{function}({list(layers)}) returned {_a_kind(value)}, not a dictionary.",
            hint="Return the dictionary at the end of the function: return parameters.",
        )
    wanted = [f"{letter}{layer}" for layer in range(1, len(layers)) for letter in "Wb"]
    missing = [key for key in wanted if key not in value]
    if missing:
        raise Failure(
            f"For {list(layers)} the keys should be {', '.join(wanted)}; "
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing, "
            f"there are {harmless(', '.join(map(str, value)), 80) or 'none'}.",
            hint=_why_missing(value, missing, wanted),
        )
    extra = [key for key in value if key not in wanted and re.fullmatch(r"[Wb]\d+", str(key))]
    if extra:
        raise Failure(
            f"{list(layers)} has {len(layers) - 1} layers of weights; "
            f"{harmless(', '.join(extra), 80)} is too much.",
            hint="There is one layer less than sizes: for l in range(1, len(layers_dims)).",
        )
    return value


def _why_missing(value: dict[str, Any], missing: Sequence[str], wanted: Sequence[str]) -> str:
    if not value:
        return "The dictionary is empty: fill it in the loop, parameters['W' + str(l)] = …"
    if all(key.startswith("b") for key in missing):
        return "The biases are missing: parameters['b' + str(l)] belongs into the loop as well."
    if all(key.startswith("W") for key in missing):
        return "The weights are missing: their keys are a capital W and the layer, as in 'W1'."
    if "W0" in value:
        return "The first layer is number 1, not 0: the loop's range starts at 1."
    if "W1" not in value and wanted[-2] in value:
        return "The first layer is missing: the loop's range starts at 1."
    if "W1" in value and set(missing) == set(wanted[-2:]):
        return "The last layer is missing: the loop's range ends at len(layers_dims), exclusive."
    if "W1" in value:
        return "There are layers missing: is the return inside the loop, or its range too short?"
    return "Keys are a letter and the layer's number, as in 'W' + str(l)."


def weights(values: dict[str, Any], layers: Sequence[int]) -> list[Array]:
    """The weights of all layers, first to last."""
    return [values[f"W{layer}"] for layer in range(1, len(layers))]


def well_shaped(student: Student, function: str, lists: Sequence[Sequence[int]]) -> None:
    """Weights are (outputs, inputs) and biases (outputs, 1), for each list of layers.

    Raises: Failure: with what is likely the cause.
    """
    for layers in lists:
        values = parameters(student, function, layers)
        for layer, (inputs, outputs) in enumerate(pairwise(layers), 1):
            for key, wanted in ((f"W{layer}", (outputs, inputs)), (f"b{layer}", (outputs, 1))):
                _has_shape(values[key], key, wanted, f"{function}({list(layers)})")


def _has_shape(value: Any, key: str, wanted: tuple[int, int], where: str) -> None:
    if not isinstance(value, np.ndarray):
        raise Failure(
            f"{where}: {key} should be an array, it is {_a_kind(value)}.",
            hint=f"Make {key} a NumPy array of shape {wanted}.",
        )
    if value.shape == wanted:
        return
    raise Failure(
        f"{where}: {key} should have the shape {wanted}, it has {value.shape}.",
        hint=_why_shape(value.shape, key, wanted),
    )


def _why_shape(shape: tuple[int, ...], key: str, wanted: tuple[int, int]) -> str:
    if key.startswith("b"):
        if shape == (1, wanted[0]):
            return "The bias is a row: it should be a column, (outputs, 1)."
        if shape == (wanted[0],):
            return "The bias has one axis: give it two, (outputs, 1)."
        return "A bias has one row for each output of its layer and one column: (outputs, 1)."
    if shape == wanted[::-1]:
        return "Rows and columns are swapped: a weight is (outputs, inputs)."
    if len(shape) == 1:
        return "A weight has two axes: (outputs, inputs)."
    return "Rows are this layer's size, columns the previous one's: (layers[l], layers[l-1])."


def plain_arrays(student: Student, function: str, layers: Sequence[int]) -> None:
    """Every array is float64 and finite. Raises: Failure."""
    for key, value in parameters(student, function, layers).items():
        if isinstance(value, np.ndarray):
            _plain(value, harmless(key, 20))


def _plain(value: NDArray[Any], name: str) -> None:
    if value.dtype != np.float64:
        raise Failure(
            f"{name} holds {value.dtype}, not float64.",
            hint=(
                "Integers cannot be trained: leave dtype=int away."
                if value.dtype.kind in "iub"
                else "NumPy's float64 is asked for: leave dtype and astype away."
            ),
        )
    if not np.isfinite(value).all():
        raise Failure(
            f"{name} holds values that are not finite.",
            hint="nan and inf come from a division by zero or a root of a negative number; "
            "np.empty is not filled at all.",
        )


def biases_are_zero(student: Student, function: str, layers: Sequence[int]) -> None:
    """Every bias is exactly 0. Raises: Failure."""
    values = parameters(student, function, layers)
    for layer in range(1, len(layers)):
        bias = values[f"b{layer}"]
        if np.any(bias != 0):
            constant = bias.size > 1 and np.all(bias == bias.flat[0])
            raise Failure(
                f"b{layer} should be 0, it holds {bias.flat[np.argmax(bias != 0)]:.3g}.",
                hint=(
                    "The biases are all one constant: they start at zero, np.zeros."
                    if constant
                    else "The biases are random: only weights need it, biases start at zero."
                ),
            )


def weights_are_zero(student: Student, function: str, lists: Sequence[Sequence[int]]) -> None:
    """Every weight is exactly 0. Raises: Failure."""
    for layers in lists:
        for layer, weight in enumerate(weights(parameters(student, function, layers), layers), 1):
            if np.any(weight != 0):
                same = np.all(weight == weight.flat[0])
                raise Failure(
                    f"W{layer} should be 0 everywhere, it holds {weight.flat[0]:.3g}.",
                    hint=(
                        "The weights are all one constant, but not zero: use np.zeros."
                        if same
                        else "The weights are random: this function's weights are zero, np.zeros."
                    ),
                )


def is_plain_matrix(value: Any, name: str, shape: tuple[int, int]) -> Array:
    """A float64 array of this shape with finite values. Raises: Failure."""
    if value is None:
        raise Failure(f"{name} returned nothing.", hint="Return the array: return weights.")
    _has_shape(value, "W", shape, name)
    _plain(value, name)
    return np.asarray(value)


def _a_kind(value: Any) -> str:
    return "nothing (None)" if value is None else f"a {harmless(type(value).__name__, 40)}"
