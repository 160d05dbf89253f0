"""Judging what a student's function returned: structure, distribution, habits, and the cause."""

from initlab.course.judging.digits import has_digits
from initlab.course.judging.distribution import follows_law, layers_differ
from initlab.course.judging.habits import (
    draws_anew,
    keeps_arguments,
    leaves_random_state,
    obeys_seed,
    shares_no_memory,
)
from initlab.course.judging.laws import Law
from initlab.course.judging.outcome import Failure, NotChecked
from initlab.course.judging.structure import (
    biases_are_zero,
    is_plain_matrix,
    parameters,
    plain_arrays,
    weights,
    weights_are_zero,
    well_shaped,
)
from initlab.course.judging.student import Student

__all__ = [
    "Failure",
    "Law",
    "NotChecked",
    "Student",
    "biases_are_zero",
    "draws_anew",
    "follows_law",
    "has_digits",
    "is_plain_matrix",
    "keeps_arguments",
    "layers_differ",
    "leaves_random_state",
    "obeys_seed",
    "parameters",
    "plain_arrays",
    "shares_no_memory",
    "weights",
    "weights_are_zero",
    "well_shaped",
]
