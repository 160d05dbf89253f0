"""One layer of He's weights from a seed, without touching the world's random numbers."""

from __future__ import annotations

from math import sqrt

from initlab.course.exercise import Check, Function
from initlab.course.judging import (
    Law,
    Student,
    follows_law,
    is_plain_matrix,
    leaves_random_state,
    obeys_seed,
)

NAME = "he_normal"
FUNCTIONS = (Function(NAME),)
LAW = Law("√(2 / inputs)", factor=sqrt(2), inputs=-0.5)
SIZES = ((300, 120), (80, 200), (500, 40))  # inputs, outputs


def drawn(student: Student, inputs: int, outputs: int, seed: int):
    name = f"{NAME}({inputs}, {outputs}, {seed})"
    return is_plain_matrix(student.call(NAME, inputs, outputs, seed), name, (outputs, inputs))


def matrix(student: Student) -> None:
    for inputs, outputs in ((3, 2), (1, 5), *SIZES):
        drawn(student, inputs, outputs, 7)


def law(student: Student) -> None:
    for seed in (7, 8):
        follows_law([drawn(student, *sizes, seed) for sizes in SIZES], LAW)


CHECKS = (
    Check("matrix", NAME, matrix),
    Check("seed", NAME, lambda student: obeys_seed(student, NAME, 30, 20), ("matrix",)),
    Check("world", NAME, lambda student: leaves_random_state(student, NAME, 30, 20, 5), ("seed",)),
    Check("law", NAME, law, ("matrix",)),
)
