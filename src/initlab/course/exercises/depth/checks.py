"""A signal's mean square by arithmetic, and LSUV by measurement; both have one right answer."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

from initlab.course.exercise import Check, Function
from initlab.course.judging import Failure, Student, is_plain_matrix

SQUARES = "mean_squares"
LSUV = "lsuv"
FUNCTIONS = (Function(SQUARES), Function(LSUV))

# Several of each: a function that knows one answer knows nothing. No fan is another's.
NETWORKS = (
    ([30, 50, 20, 40, 8], [0.05, 0.03, 0.2, 0.004]),
    ([6, 90], [0.7]),
    ([10, 4, 25], [0.02, 1.5]),
)
SIZES = ([12, 20, 15, 25, 6], [5, 9], [30, 7, 11], [8, 6, 4, 3], [3, 40, 2], [10, 10, 10, 10, 1])
CLOSE = 1e-3  # a search that ends within a thousandth is as good as a division


def squares(inputs, variances, half=2.0):
    """The mean squares that a rule gives, layer after layer."""
    return np.cumprod(np.array(inputs) * np.array(variances) / half)


def asked_squares(student: Student, layers, variances):
    value = student.call(SQUARES, layers, variances)
    if not isinstance(value, list) and getattr(value, "ndim", 0) != 1:
        raise Failure(f"{SQUARES} returned no list.", hint="Return the list of all layers.")
    return value


def squares_length(student: Student) -> None:
    for layers, variances in NETWORKS:
        count, wanted = len(asked_squares(student, layers, variances)), len(variances)
        if count != wanted:
            raise Failure(
                f"{SQUARES} should give {wanted} numbers for {layers}, it gives {count}.",
                hint=(
                    "There is one number per layer of weights: leave the inputs themselves away."
                    if count == wanted + 1
                    else "Return the numbers of every layer, in a list."
                ),
            )


def squares_values(student: Student) -> None:
    for layers, variances in NETWORKS:
        got = real_numbers(asked_squares(student, layers, variances))
        wanted = squares(layers[:-1], variances)
        right = np.isclose(got, wanted, rtol=1e-9, atol=0)
        if not right.all():
            place = int(np.argmin(right))
            raise Failure(
                f"Layer {place + 1} of {layers} should have {wanted[place]:.6g}, "
                f"it has {got[place]:.6g}.",
                hint=next(
                    (hint for slip, hint in slips(layers, variances) if np.allclose(got, slip)), ""
                ),
            )


def real_numbers(value):
    numbers = np.empty(len(value))
    for place, one in enumerate(value):
        if np.ndim(one) or not isinstance(one, int | float | np.integer | np.floating):
            raise Failure(
                f"{SQUARES} should give a list of numbers.", hint="One number for each layer."
            )
        numbers[place] = one
    return numbers


def slips(layers, variances):
    wanted = squares(layers[:-1], variances)
    return (
        (
            squares(layers[:-1], variances, half=1.0),
            "ReLU keeps half of the mean square.",
        ),
        (
            squares(layers[1:], variances),
            "Outputs for inputs: a unit sums over the previous layer.",
        ),
        (
            squares(layers[:-1], np.array(variances) ** 2),
            "The variance is squared; it is a square already.",
        ),
        (
            np.array(layers[:-1]) * variances / 2,
            "Each layer begins with 1 again: multiply what the layer before has left.",
        ),
        (2 * wanted, "This is the mean square before ReLU; asked for is what comes after it."),
    )


@cache
def given(place):
    """Weights and a batch whose deviations are far from 1 and from each other."""
    rng = np.random.default_rng(11 + place)
    sizes = SIZES[place]
    weights = [
        rng.standard_normal((outputs, inputs)) * 10 ** rng.uniform(-1.5, 0.5)
        for inputs, outputs in pairwise(sizes)
    ]
    return weights, 3 * rng.standard_normal((sizes[0], 60)) + 1


def scaled(student: Student, place):
    weights, batch = given(place)
    return student.call(LSUV, [weight.tolist() for weight in weights], batch.tolist())


def lsuv_list(student: Student) -> None:
    for place, sizes in enumerate(SIZES):
        value = scaled(student, place)
        if not isinstance(value, list):
            raise Failure(f"{LSUV} returned no list.", hint="Return a list of the scaled matrices.")
        if len(value) != len(sizes) - 1:
            raise Failure(
                f"{LSUV} should return {len(sizes) - 1} matrices, it returns {len(value)}.",
                hint="There is a matrix for each of the layers, the last one too.",
            )


def lsuv_numbers(student: Student) -> None:
    for place, sizes in enumerate(SIZES):
        for layer, (value, (inputs, outputs)) in enumerate(
            zip(scaled(student, place), pairwise(sizes), strict=True), 1
        ):
            is_plain_matrix(value, f"matrix {layer} of {LSUV}", (outputs, inputs))


def lsuv_direction(student: Student) -> None:
    for place in range(len(SIZES)):
        for layer, (value, weight) in enumerate(
            zip(scaled(student, place), given(place)[0], strict=True), 1
        ):
            with np.errstate(all="ignore"):  # what is beyond all bounds is no multiple
                is_multiple(value / weight, layer)


def is_multiple(ratio, layer) -> None:
    middle = ratio.mean()
    if not np.ptp(ratio) <= 1e-6 * abs(middle):
        each = np.ptp(ratio, axis=1).max() < 1e-6 * abs(ratio).max()
        raise Failure(
            f"W{layer} is no multiple of the matrix that was given.",
            hint=(
                "Each unit is scaled by itself: LSUV has one number per layer."
                if each
                else "Scale the matrices that are given; do not draw or change others."
            ),
        )
    if not middle > 0:
        raise Failure(
            f"W{layer} is the given matrix times {middle:.3g}.",
            hint="The factor is positive: 1 / deviation.",
        )


def deviations(matrices, place, statistic=np.std, relu=True):
    """The statistic of each layer's sums, with these matrices."""
    signal, measured = given(place)[1], []
    for matrix in matrices:
        sums = matrix @ signal
        measured.append(statistic(sums))
        signal = np.maximum(sums, 0) if relu else sums
    return np.array(measured)


def uncorrected(matrices, place):
    """The deviations of the new sums behind the layers as they were given."""
    signal, measured = given(place)[1], []
    for matrix, weight in zip(matrices, given(place)[0], strict=True):
        measured.append(np.std(matrix @ signal))
        signal = np.maximum(weight @ signal, 0)
    return np.array(measured)


def over_variance(matrices, place):
    """Sums over their variance have the deviation 1 / deviation: the two make 1."""
    signal, measured = given(place)[1], []
    for matrix, weight in zip(matrices, given(place)[0], strict=True):
        measured.append(np.std(matrix @ signal) * np.std(weight @ signal))
        signal = np.maximum(matrix @ signal, 0)
    return np.array(measured)


# What would be 1 for all layers, had this slip been made; the first network has four of them.
SLIPS = (
    (over_variance, "Divided by the variance: divide by its root, np.std."),
    (
        lambda matrices, place: deviations(
            matrices, place, lambda sums: np.std(np.maximum(sums, 0))
        ),
        "Measured after ReLU: the sums W @ h are to have the deviation 1.",
    ),
    (
        lambda matrices, place: deviations(matrices, place, relu=False),
        "ReLU is missing between the layers: h is max(0, sums of the layer before).",
    ),
    (
        uncorrected,
        "Each layer is measured behind the old layers: h is the layer before as it is after its "
        "correction.",
    ),
    (
        lambda matrices, place: deviations(matrices, place, lambda sums: np.sqrt(np.mean(sums**2))),
        "This is the root of the mean square, which has the mean in it: use np.std.",
    ),
)


def lsuv_scale(student: Student) -> None:
    for place, sizes in enumerate(SIZES):
        matrices = scaled(student, place)
        with np.errstate(all="ignore"):
            measured = deviations(matrices, place)
            right = np.abs(measured - 1) <= CLOSE
            if not right.all():
                layer = int(np.argmin(right))
                raise Failure(
                    f"In a network {sizes} the sums of layer {layer + 1} should have the standard "
                    f"deviation 1, they have {measured[layer]:.4g}.",
                    hint=scale_slip(matrices, place),
                )


def scale_slip(matrices, place) -> str:
    for slip, hint in SLIPS:
        if np.allclose(slip(matrices, place), 1, atol=CLOSE):
            return hint
    return (
        "Measure each layer on what it sees, the batch sent through the layers before: "
        "the deviation of its own inputs' sums."
    )


CHECKS = (
    Check("squares_length", SQUARES, squares_length),
    Check("squares_values", SQUARES, squares_values, ("squares_length",)),
    Check("lsuv_list", LSUV, lsuv_list),
    Check("lsuv_numbers", LSUV, lsuv_numbers, ("lsuv_list",)),
    Check("lsuv_direction", LSUV, lsuv_direction, ("lsuv_numbers",)),
    Check("lsuv_scale", LSUV, lsuv_scale, ("lsuv_direction",)),
)
