"""Digits: the values that one seed and one order of draws give, where the task demands both.

Elsewhere any right sample passes. Where the digits are asked for, a difference is compared with
what the usual slips would have given, so that the hint can name the one that was made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab.course.judging.distribution import follows_law
from initlab.course.judging.laws import Law
from initlab.course.judging.outcome import Failure
from initlab.course.judging.structure import is_plain_matrix, parameters, weights
from initlab.course.judging.student import Student

Array = NDArray[np.float64]
Fans = Sequence[tuple[int, int]]  # inputs, outputs of each layer
CLOSE = 1e-9  # relative: a deviation may be multiplied in another order, digits not rounded
SEEDS = range(1000)


def has_digits(
    student: Student, function: str, lists: Sequence[Sequence[int]], law: Law, seed: int
) -> None:
    """The weights are `np.random.randn(outputs, inputs)` times the law, layer after layer.

    Args:
        student: whose function it is.
        function: takes a list of sizes, inputs first.
        lists: sizes; the first should be long enough for `follows_law` to tell a cause.
        law: the standard deviation of each layer.
        seed: of NumPy's global random state, set once before the first layer.
    Raises: Failure: with the likely cause as its hint.
    """
    for layers in lists:
        drawn = _drawn_anew(student, function, layers)
        fans = list(pairwise(layers))
        if _same(drawn, digits(fans, law, seed)):
            continue
        follows_law(drawn, law)
        layer = next(
            place
            for place, pair in enumerate(zip(drawn, digits(fans, law, seed), strict=True))
            if not _same(*([one] for one in pair))
        )
        wanted = digits(fans, law, seed)[layer].flat[0]
        raise Failure(
            f"{function}({list(layers)}): W{layer + 1} should begin with {wanted:.8f}, "
            f"it begins with {drawn[layer].flat[0]:.8f}.",
            hint=_cause(student, function, layers, drawn, law, seed),
        )


def digits(fans: Fans, law: Law, seed: int) -> list[Array]:
    """The weights that are asked for.

    >>> he = Law("√(2 / inputs)", factor=2**0.5, inputs=-0.5)
    >>> digits([(2, 1)], he, seed=3)[0].round(8)
    array([[1.78862847, 0.43650985]])
    """
    random = np.random.RandomState(seed)
    return [law.std(*pair) * random.randn(pair[1], pair[0]) for pair in fans]


def _drawn_anew(student: Student, function: str, layers: Sequence[int]) -> list[Array]:
    """The weights of a call after which no seed of an earlier one counts."""
    student.witness("disturb")
    values = weights(parameters(student, function, layers, again=True), layers)
    return [
        is_plain_matrix(value, f"W{layer} of {function}({list(layers)})", (outputs, inputs))
        for layer, (value, (inputs, outputs)) in enumerate(
            zip(values, pairwise(layers), strict=True), 1
        )
    ]


def _same(one: Sequence[Array], other: Sequence[Array]) -> bool:
    return all(np.allclose(a, b, rtol=CLOSE, atol=0) for a, b in zip(one, other, strict=True))


def _cause(
    student: Student,
    function: str,
    layers: Sequence[int],
    drawn: Sequence[Array],
    law: Law,
    seed: int,
) -> str:
    if not _same(drawn, _drawn_anew(student, function, layers)):
        return f"The seed is not set inside: np.random.seed({seed}) once, before the loop."
    fans = list(pairwise(layers))
    for draw, hint in SLIPS:
        if _same(drawn, draw(fans, law, seed)):
            return hint
    for other in SEEDS:
        if _same(drawn, digits(fans, law, other)):
            return f"The seed is {other}; asked for is np.random.seed({seed})."
    return "Draw with np.random.randn(outputs, inputs), once per layer, first layer first."


def _seeded_in_loop(fans: Fans, law: Law, seed: int) -> list[Array]:
    return [digits([pair], law, seed)[0] for pair in fans]


def _new_generator(fans: Fans, law: Law, seed: int) -> list[Array]:
    rng = np.random.default_rng(seed)
    return [law.std(*pair) * rng.standard_normal((pair[1], pair[0])) for pair in fans]


def _transposed(fans: Fans, law: Law, seed: int) -> list[Array]:
    random = np.random.RandomState(seed)
    return [law.std(*pair) * random.randn(*pair).T for pair in fans]


def _last_first(fans: Fans, law: Law, seed: int) -> list[Array]:
    random = np.random.RandomState(seed)
    backwards = [law.std(*pair) * random.randn(pair[1], pair[0]) for pair in reversed(fans)]
    return backwards[::-1]


def _with_biases(before: bool) -> Callable[[Fans, Law, int], list[Array]]:
    def draw(fans: Fans, law: Law, seed: int) -> list[Array]:
        random = np.random.RandomState(seed)
        drawn = []
        for inputs, outputs in fans:
            if before:
                random.randn(outputs, 1)
            drawn.append(law.std(inputs, outputs) * random.randn(outputs, inputs))
            if not before:
                random.randn(outputs, 1)
        return drawn

    return draw


BIASES_DRAWN = "Random numbers are drawn for the biases as well: use np.zeros, it draws none."
# What a slip would have drawn, and what to tell whoever made it.
SLIPS: tuple[tuple[Callable[[Fans, Law, int], list[Any]], str], ...] = (
    (_seeded_in_loop, "The seed is set inside the loop: set it once, before the loop."),
    (
        _new_generator,
        "default_rng draws other numbers than np.random.seed and np.random.randn: "
        "here the older pair is asked for.",
    ),
    (_transposed, "Drawn as (inputs, outputs) and turned over: draw (outputs, inputs)."),
    (_last_first, "The last layer is drawn first: begin with layer 1."),
    (_with_biases(before=False), BIASES_DRAWN),
    (_with_biases(before=True), BIASES_DRAWN),
)
