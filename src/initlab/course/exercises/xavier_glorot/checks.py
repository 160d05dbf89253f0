"""Both formulas that go by Xavier Glorot's names; the seed is the caller's."""

from __future__ import annotations

from math import sqrt

from initlab.course.exercise import Check, Function
from initlab.course.judging import (
    Law,
    Student,
    biases_are_zero,
    draws_anew,
    follows_law,
    keeps_arguments,
    layers_differ,
    parameters,
    plain_arrays,
    weights,
    well_shaped,
)

XAVIER = "initialize_parameters_xavier"
GLOROT = "initialize_parameters_glorot"
FUNCTIONS = (Function(XAVIER), Function(GLOROT))
LISTS = ([7, 5, 6, 3, 2], [3, 2, 1], [4, 1])
LONG = [150, 300, 60, 240, 9]
LAWS = {
    XAVIER: Law("√(1 / inputs)", factor=1.0, inputs=-0.5),
    GLOROT: Law("√(2 / (inputs + outputs))", factor=sqrt(2), both=-0.5),
}


def law(function: str):
    def judge(student: Student) -> None:
        drawn = weights(parameters(student, function, LONG), LONG)
        follows_law(drawn, LAWS[function])
        layers_differ(drawn)

    return judge


def checks(function: str, word: str) -> tuple[Check, ...]:
    arrays = f"{word}_arrays"

    def judge_arrays(student: Student) -> None:
        well_shaped(student, function, [*LISTS, LONG])
        plain_arrays(student, function, LONG)

    return (
        Check(arrays, function, judge_arrays),
        Check(
            f"{word}_biases",
            function,
            lambda student: biases_are_zero(student, function, LONG),
            (arrays,),
        ),
        Check(f"{word}_law", function, law(function), (arrays,)),
        Check(
            f"{word}_world",
            function,
            lambda student: draws_anew(student, function, [9, 8, 7]),
            (arrays,),
        ),
        Check(
            f"{word}_list",
            function,
            lambda student: keeps_arguments(student, function, LISTS[0]),
            (arrays,),
        ),
    )


CHECKS = (*checks(XAVIER, "xavier"), *checks(GLOROT, "glorot"))
