"""The three functions of the course's first exercise, a third each."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import numpy as np

from initlab.course.exercise import Check, Function
from initlab.course.judging import (
    Law,
    Student,
    biases_are_zero,
    follows_law,
    keeps_arguments,
    layers_differ,
    parameters,
    plain_arrays,
    shares_no_memory,
    weights,
    weights_are_zero,
    well_shaped,
)

ZEROS = "initialize_parameters_zeros"
RANDOM = "initialize_parameters_random"
HE = "initialize_parameters_he"
FUNCTIONS = (Function(ZEROS), Function(RANDOM), Function(HE, ("initialize_parameters_he_xavier",)))

LISTS = ([7, 5, 6, 3, 2], [3, 2, 1], [2, 4, 1], [4, 1], [1, 1, 1])
# Long enough to tell every usual slip apart; no two neighbours are alike, and no fan is another's.
LONG = [150, 300, 60, 240, 9]
SQUARE = [4, 4, 4, 4]
LAWS = {
    RANDOM: Law("10", factor=10.0),
    HE: Law("√(2 / inputs)", factor=sqrt(2), inputs=-0.5),
}


def course_digits(function: str, layers: list[int]) -> list[np.ndarray]:
    """The weights that the course's own function gives: NumPy's seed 3, layer after layer."""
    random = np.random.RandomState(3)
    return [LAWS[function].std(*pair) * random.randn(pair[1], pair[0]) for pair in pairwise(layers)]


def keys(function: str):
    def judge(student: Student) -> None:
        for layers in LISTS:
            parameters(student, function, layers)

    return judge


def shapes(function: str):
    return lambda student: well_shaped(student, function, [*LISTS, LONG, SQUARE])


def numbers(function: str):
    return lambda student: plain_arrays(student, function, LONG)


def biases(function: str):
    return lambda student: biases_are_zero(student, function, LONG)


def law(function: str):
    def judge(student: Student) -> str:
        drawn = weights(parameters(student, function, LONG), LONG)
        course = course_digits(function, LONG)
        if all(np.allclose(one, other) for one, other in zip(drawn, course, strict=True)):
            return "The course's own digits."
        follows_law(drawn, LAWS[function])
        layers_differ(drawn)
        return "Other draws than the course's, of the same law."

    return judge


def list_kept(function: str):
    return lambda student: keeps_arguments(student, function, LISTS[0])


def memory(function: str):
    return lambda student: shares_no_memory(student, function, SQUARE)


def checks(function: str, word: str) -> tuple[Check, ...]:
    shaped, plain = f"{word}_shapes", f"{word}_numbers"
    weight = (
        Check(
            f"{word}_weights",
            function,
            lambda student: weights_are_zero(student, function, [*LISTS, LONG]),
            (plain,),
        )
        if function == ZEROS
        else Check(f"{word}_law", function, law(function), (plain,))
    )
    return (
        Check(f"{word}_keys", function, keys(function)),
        Check(shaped, function, shapes(function), (f"{word}_keys",)),
        Check(plain, function, numbers(function), (shaped,)),
        Check(f"{word}_biases", function, biases(function), (plain,)),
        weight,
        Check(f"{word}_list", function, list_kept(function), (shaped,)),
        Check(f"{word}_memory", function, memory(function), (shaped,)),
    )


CHECKS = (*checks(ZEROS, "zeros"), *checks(RANDOM, "random"), *checks(HE, "he"))
