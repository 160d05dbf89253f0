"""Right answers get the green line; wrong ones an AssertionError that names the slip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from initlab.course.dropins import public_tests
from initlab.course.dropins.public_tests import (
    initialize_parameters_he_test as check_he,
)
from initlab.course.dropins.public_tests import (
    initialize_parameters_random_test as check_random,
)
from initlab.course.dropins.public_tests import (
    initialize_parameters_zeros_test as check_zeros,
)

Student = Callable[[list[int]], Any]

# Printed by the original check of one notebook edition; the other edition's [2, 4, 1] is in
# tests/course/test_notebook.py.
HE_3_1_2 = {
    "W1": [[1.46040903, 0.3564088, 0.07878985]],
    "b1": [[0]],
    "W2": [[-2.63537665], [-0.39228616]],
    "b2": [[0], [0]],
}


def student(
    weights: Callable[[int, int], Any],
    *,
    biases: Callable[[int], Any] = lambda outputs: np.zeros((outputs, 1)),
    seed: int | None = 3,
    last: int = 0,
) -> Student:
    """A student's function: `weights(outputs, inputs)` and `biases(outputs)` for each layer."""

    def initialize(layers_dims: list[int]) -> dict[str, Any]:
        if seed is not None:
            np.random.seed(seed)
        parameters = {}
        for layer in range(1, len(layers_dims) + last):
            outputs, inputs = layers_dims[layer], layers_dims[layer - 1]
            parameters["W" + str(layer)] = weights(outputs, inputs)
            parameters["b" + str(layer)] = biases(outputs)
        return parameters

    return initialize


def randn(outputs: int, inputs: int) -> Any:
    return np.random.randn(outputs, inputs)


def zeros(outputs: int, inputs: int) -> Any:
    return np.zeros((outputs, inputs))


def large(outputs: int, inputs: int) -> Any:
    return randn(outputs, inputs) * 10


def he(outputs: int, inputs: int) -> Any:
    return randn(outputs, inputs) * np.sqrt(2 / inputs)


def seeding(weights: Callable[[int, int], Any]) -> Callable[[int, int], Any]:
    def draw(outputs: int, inputs: int) -> Any:
        np.random.seed(3)
        return weights(outputs, inputs)

    return draw


def unfinished(layers_dims: list[int]) -> None:
    student(he)(layers_dims)


RIGHT = [
    (check_zeros, student(zeros, seed=None)),
    (check_random, student(large)),
    (check_he, student(he)),
    (check_he, student(lambda o, i: randn(o, i) * (2.0 / i) ** 0.5 + 1e-8)),
]


@pytest.mark.parametrize(("check", "target"), RIGHT)
def test_a_right_function_passes_in_green(
    check: Callable[[Student], None], target: Student, capsys: pytest.CaptureFixture[str]
) -> None:
    check(target)
    assert capsys.readouterr().out == "\033[92m All tests passed.\n"


WRONG = {
    "zeros that are ones": (check_zeros, student(lambda o, i: np.ones((o, i))), "np.zeros"),
    "zeros that are nan": (check_zeros, student(lambda o, i: np.full((o, i), np.nan)), "np.zeros"),
    "zeros that are drawn": (check_zeros, student(randn, seed=None), "Use np.zeros"),
    "zeros with a bias of 1": (
        check_zeros,
        student(zeros, biases=lambda o: np.ones((o, 1))),
        "Biases start at zero",
    ),
    "zeros transposed": (
        check_zeros,
        student(lambda o, i: np.zeros((i, o))),
        r"W1 should have shape \(2, 3\); got \(3, 2\)",
    ),
    "flat biases": (
        check_zeros,
        student(zeros, biases=np.zeros),
        r"b1 should have shape \(2, 1\); got \(2,\)",
    ),
    "lists": (
        check_zeros,
        student(lambda o, i: [[0.0] * i] * o),
        "W1 should be a NumPy array; got list",
    ),
    "numbers as text": (
        check_zeros,
        student(lambda o, i: np.full((o, i), "0")),
        "W1 should hold numbers",
    ),
    "nothing returned": (check_he, unfinished, "return a dict; got NoneType.*return parameters"),
    "no last layer": (
        check_zeros,
        student(zeros, last=-1),
        "names W1, b1, W2, b2; got W1, b1.*l = 1",
    ),
    "an empty dict": (check_zeros, lambda sizes: {}, "got none"),
    "no b": (
        check_random,
        lambda sizes: {"W1": large(2, 3), "W2": large(1, 2)},
        "names W1, b1, W2, b2; got W1, W2",
    ),
    "a result instead of the function": (
        check_zeros,
        student(zeros)([3, 2, 1]),
        "needs the function itself; got dict",
    ),
    "random without times 10": (check_random, student(randn), "Multiply the draws by 10"),
    "random times 0.01": (check_random, student(lambda o, i: randn(o, i) * 0.01), "not by 0.01"),
    "random from rand": (
        check_random,
        student(lambda o, i: np.random.rand(o, i) * 10),
        "randn .normal.",
    ),
    "random without a seed": (check_random, student(large, seed=None), "A second call"),
    "random after another seed": (check_random, student(large, seed=1), r"np\.random\.seed\(3\)"),
    "random seeded in the loop": (check_random, student(seeding(large)), "before the loop"),
    "random with random biases": (
        check_random,
        student(large, biases=lambda o: np.random.randn(o, 1)),
        "Biases start at zero",
    ),
    "he with the layer's own size": (
        check_he,
        student(lambda o, i: randn(o, i) * np.sqrt(2 / o)),
        "previous layer",
    ),
    "he without the root": (check_he, student(lambda o, i: randn(o, i) * (2 / i)), "square root"),
    "he with half a root": (
        check_he,
        student(lambda o, i: randn(o, i) * np.sqrt(2) / i),
        "whole fraction",
    ),
    "he as xavier": (check_he, student(lambda o, i: randn(o, i) * np.sqrt(1 / i)), "Xavier"),
    "he as glorot": (check_he, student(lambda o, i: randn(o, i) * np.sqrt(2 / (i + o))), "Glorot"),
    "he unscaled": (check_he, student(randn), r"Multiply the draws by np\.sqrt"),
    "he times 10": (check_he, student(large), "last exercise's"),
    "he from rand": (
        check_he,
        student(lambda o, i: np.random.rand(o, i) * np.sqrt(2 / i)),
        "not with rand",
    ),
    "he without a seed": (check_he, student(he, seed=None), "A second call"),
    "he seeded in the loop": (check_he, student(seeding(he)), "before the loop"),
    "he off in the sixth decimal": (
        check_he,
        student(lambda o, i: he(o, i) + 2e-6),
        r"W1 should be",
    ),
    "he right on the second sizes only": (
        check_he,
        lambda sizes: student(he if sizes == [3, 1, 2] else large)(sizes),
        r"he\(\[2, 4, 1\]\): W1 should be",
    ),
    "he right on the first sizes only": (
        check_he,
        lambda sizes: student(he if sizes == [2, 4, 1] else large)(sizes),
        r"he\(\[3, 1, 2\]\): W1 should be \[\[1\.460409 0\.356409 0\.07879 \]\]",
    ),
}


@pytest.mark.parametrize(("check", "target", "hint"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_function_is_told_what_to_try(
    check: Callable[[Any], None],
    target: Any,
    hint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(AssertionError, match=hint) as caught:
        check(target)
    assert "\n" not in str(caught.value)
    assert capsys.readouterr().out == ""


def test_he_on_3_1_2_accepts_the_printed_numbers() -> None:
    def printed(layers_dims: list[int]) -> dict[str, Any]:
        if layers_dims == [3, 1, 2]:
            return {name: np.array(value) for name, value in HE_3_1_2.items()}
        return dict(student(he)(layers_dims))

    check_he(printed)


def test_an_error_inside_the_students_function_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        check_zeros(lambda sizes: 1 / 0)


def test_the_student_gets_sizes_that_may_be_changed() -> None:
    def greedy(layers_dims: list[int]) -> Any:
        parameters = student(he)(layers_dims)
        layers_dims.clear()
        return parameters

    check_he(greedy)


def test_a_star_import_brings_the_three_checks_and_nothing_else() -> None:
    assert public_tests.__all__ == [
        "initialize_parameters_he_test",
        "initialize_parameters_random_test",
        "initialize_parameters_zeros_test",
    ]
