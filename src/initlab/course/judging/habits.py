"""Habits: seeds, the global random state, arguments, and memory that is shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from initlab.course.judging.outcome import Failure
from initlab.course.judging.structure import is_plain_matrix, parameters
from initlab.course.judging.student import Student


def obeys_seed(student: Student, function: str, *arguments: Any) -> None:
    """The last argument, a seed, decides the values: the same again for one, others for another."""
    first = student.call(function, *arguments, 5, again=True)
    student.witness("disturb")
    second = student.call(function, *arguments, 5, again=True)
    if not np.array_equal(first, second):
        raise Failure(
            f"{function} gave two different arrays for the same seed.",
            hint="The seed is not used: draw from np.random.default_rng(seed).",
        )
    if np.array_equal(first, student.call(function, *arguments, 6)):
        raise Failure(
            f"{function} gave the same array for the seeds 5 and 6.",
            hint="The seed is fixed inside: use the argument, np.random.default_rng(seed).",
        )


def leaves_random_state(student: Student, function: str, *arguments: Any) -> None:
    """NumPy's global random state is after a call what it was before."""
    student.witness("disturb")
    before = student.witness("random_state")
    student.call(function, *arguments, again=True)
    if not np.array_equal(before, student.witness("random_state")):
        raise Failure(
            f"{function} changes NumPy's global random state.",
            hint="np.random.seed and np.random.randn touch the whole program's random numbers: "
            "draw from a generator of your own, np.random.default_rng(seed).",
        )


def draws_anew(student: Student, function: str, layers: Sequence[int]) -> None:
    """Two calls give two draws, and none of them resets the global random state."""
    states = []
    values = []
    for _ in range(2):
        student.witness("disturb")
        value = parameters(student, function, layers, again=True)["W1"]
        values.append(is_plain_matrix(value, function, (layers[1], layers[0])))
        states.append(student.witness("random_state"))
    if np.array_equal(values[0], values[1]):
        raise Failure(
            f"{function} gives the same weights at every call.",
            hint="The seed is set inside: here it is the caller's, so leave np.random.seed away.",
        )
    if np.array_equal(states[0], states[1]):
        raise Failure(
            f"{function} sets NumPy's global random state.",
            hint="np.random.seed changes the random numbers of the whole program: leave it away.",
        )


def keeps_arguments(student: Student, function: str, layers: Sequence[int]) -> None:
    """The list of layers is the same after the call."""
    after = student.witness("argument_after", function, list(layers))
    if not np.array_equal(after, np.array(layers, dtype=np.float64)):
        raise Failure(
            f"{function} changes the list that it is given: {list(layers)} is another afterwards.",
            hint="The list layers_dims is the caller's: read it, or work on a copy.",
        )


def shares_no_memory(student: Student, function: str, layers: Sequence[int]) -> None:
    """No two of the arrays, of this call or the next, are the same memory."""
    if not np.array_equal(student.witness("shared", function, list(layers)), 0):
        raise Failure(
            "Two of the arrays share memory: a step of training in one would change the other.",
            hint="Two keys hold the same array: make each array anew, inside the loop.",
        )
