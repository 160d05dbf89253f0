"""LeCun's variance from a normal and from a uniform draw."""

from __future__ import annotations

from initlab.course.exercise import Check, Function
from initlab.course.judging import (
    Law,
    Student,
    follows_law,
    is_plain_matrix,
    leaves_random_state,
    obeys_seed,
)

NORMAL = "lecun_normal"
UNIFORM = "lecun_uniform"
FUNCTIONS = (Function(NORMAL), Function(UNIFORM))
LAWS = {
    NORMAL: Law("√(1 / inputs)", factor=1.0, inputs=-0.5),
    UNIFORM: Law("√(1 / inputs)", factor=1.0, inputs=-0.5, shape="uniform"),
}
SIZES = ((300, 120), (80, 200), (500, 40))  # inputs, outputs


def checks(function: str, word: str) -> tuple[Check, ...]:
    def matrix(student: Student) -> None:
        for inputs, outputs in ((3, 2), (1, 5), *SIZES):
            name = f"{function}({inputs}, {outputs}, 7)"
            is_plain_matrix(student.call(function, inputs, outputs, 7), name, (outputs, inputs))

    def law(student: Student) -> None:
        follows_law([student.call(function, *sizes, 7) for sizes in SIZES], LAWS[function])

    return (
        Check(f"{word}_matrix", function, matrix),
        Check(
            f"{word}_seed",
            function,
            lambda student: obeys_seed(student, function, 30, 20),
            (f"{word}_matrix",),
        ),
        Check(
            f"{word}_world",
            function,
            lambda student: leaves_random_state(student, function, 30, 20, 5),
            (f"{word}_seed",),
        ),
        Check(f"{word}_law", function, law, (f"{word}_matrix",)),
    )


CHECKS = (*checks(NORMAL, "normal"), *checks(UNIFORM, "uniform"))
