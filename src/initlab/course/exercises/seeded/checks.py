"""The course's digits: NumPy's seed 3, one draw per layer, first layer first."""

from __future__ import annotations

from math import sqrt

from initlab.course.exercise import Check, Function
from initlab.course.judging import (
    Law,
    Student,
    biases_are_zero,
    has_digits,
    plain_arrays,
    well_shaped,
)

RANDOM = "initialize_parameters_random"
HE = "initialize_parameters_he"
FUNCTIONS = (Function(RANDOM), Function(HE, ("initialize_parameters_he_xavier",)))
LAWS = {
    RANDOM: Law("10", factor=10.0),
    HE: Law("√(2 / inputs)", factor=sqrt(2), inputs=-0.5),
}
LONG = [150, 300, 60, 240, 9]
LISTS = (LONG, [2, 4, 1], [3, 2, 1], [7, 5, 6, 3, 2])
SEED = 3


def checks(function: str, word: str) -> tuple[Check, ...]:
    arrays = f"{word}_arrays"

    def judge_arrays(student: Student) -> None:
        well_shaped(student, function, LISTS)
        plain_arrays(student, function, LONG)

    return (
        Check(arrays, function, judge_arrays),
        Check(
            f"{word}_biases",
            function,
            lambda student: biases_are_zero(student, function, LONG),
            (arrays,),
        ),
        Check(
            f"{word}_digits",
            function,
            lambda student: has_digits(student, function, LISTS, LAWS[function], SEED),
            (arrays,),
        ),
    )


CHECKS = (*checks(RANDOM, "random"), *checks(HE, "he"))
