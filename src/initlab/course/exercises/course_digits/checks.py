"""He's start to the digit: the exercise prescribes the seed and the order of the draws."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from initlab.course.exercise import Check, Function
from initlab.course.judging import (
    Failure,
    Student,
    biases_are_zero,
    parameters,
    plain_arrays,
    weights,
    well_shaped,
)

NAME = "initialize_parameters_he"
FUNCTIONS = (Function(NAME, ("initialize_parameters_he_xavier",)),)
LISTS = ([2, 4, 1], [3, 1, 2], [7, 5, 6, 3])
Pairs = list[tuple[int, int]]  # inputs and outputs of each layer


def drawn(pairs: Pairs, seed: int = 3) -> list[np.ndarray]:
    random = np.random.RandomState(seed)
    return [random.randn(o, i) * np.sqrt(2 / i) for i, o in pairs]


def with_biases(pairs: Pairs) -> list[np.ndarray]:
    random = np.random.RandomState(3)
    found = []
    for i, o in pairs:
        found.append(random.randn(o, i) * np.sqrt(2 / i))
        random.randn(o, 1)
    return found


def by_generator(pairs: Pairs) -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return [rng.standard_normal((o, i)) * np.sqrt(2 / i) for i, o in pairs]


def transposed(pairs: Pairs) -> list[np.ndarray]:
    random = np.random.RandomState(3)
    return [random.randn(i, o).T * np.sqrt(2 / i) for i, o in pairs]


SLIPS: dict[str, Callable[[Pairs], list[np.ndarray]]] = {
    "The seed is set anew for every layer: set it once, before the loop.": lambda pairs: [
        drawn([pair])[0] for pair in pairs
    ],
    "The layers are drawn from the last to the first: begin with layer 1.": lambda pairs: drawn(
        pairs[::-1]
    )[::-1],
    "Biases are drawn too, which shifts all that follows: make them with np.zeros.": with_biases,
    "default_rng has other numbers: use np.random.seed(3) and np.random.randn.": by_generator,
    "The draw is turned: randn(outputs, inputs), without .T.": transposed,
    "The numbers are not scaled: times √(2 / inputs).": lambda pairs: [
        w / np.sqrt(2 / i) for w, (i, _) in zip(drawn(pairs), pairs, strict=True)
    ],
    "The root is missing: times √(2 / inputs).": lambda pairs: [
        w * np.sqrt(2 / i) for w, (i, _) in zip(drawn(pairs), pairs, strict=True)
    ],
    "It is √(1 / inputs): He's has a 2.": lambda pairs: [w / np.sqrt(2) for w in drawn(pairs)],
}
for seed in (0, 1, 2, 4, 42):
    words = f"The seed is {seed}: the exercise asks for 3."
    SLIPS[words] = lambda pairs, seed=seed: drawn(pairs, seed)


def digits(student: Student) -> None:
    for layers in LISTS:
        pairs = list(pairwise(layers))
        got, wanted = weights(parameters(student, NAME, layers), layers), drawn(pairs)
        for layer, (one, other) in enumerate(zip(got, wanted, strict=True), 1):
            if not np.allclose(one, other, rtol=1e-9, atol=0.0):
                where = np.unravel_index(np.argmax(~np.isclose(one, other, 1e-9, 0.0)), one.shape)
                raise Failure(
                    f"For {layers} W{layer}[{where[0]}, {where[1]}] should be "
                    f"{other[where]:.8f}, it is {one[where]:.8f}.",
                    hint=next(
                        (words for words, slip in SLIPS.items() if alike(got, slip(pairs))),
                        "Seed once with 3, then one randn(outputs, inputs) for each layer in turn.",
                    ),
                )


def alike(got: list[np.ndarray], slip: list[np.ndarray]) -> bool:
    return all(np.allclose(a, b, rtol=1e-9, atol=0.0) for a, b in zip(got, slip, strict=True))


CHECKS = (
    Check("shapes", NAME, lambda student: well_shaped(student, NAME, LISTS)),
    Check("numbers", NAME, lambda student: plain_arrays(student, NAME, LISTS[2]), ("shapes",)),
    Check("biases", NAME, lambda student: biases_are_zero(student, NAME, LISTS[2]), ("numbers",)),
    Check("digits", NAME, digits, ("numbers",)),
)
