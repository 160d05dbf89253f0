"""A signal's mean square by arithmetic, and LSUV by measurement; both have one right answer."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from initlab.course.exercise import Check, Function
from initlab.course.judging import Failure, Student, is_plain_matrix

SQUARES = "mean_squares"
LSUV = "lsuv"
FUNCTIONS = (Function(SQUARES), Function(LSUV))

LAYERS = [30, 50, 20, 40, 8]
VARIANCES = [0.05, 0.03, 0.2, 0.004]
SIZES = [12, 20, 15, 25, 6]
CLOSE = 1e-3  # a search that ends within a thousandth is as good as a division


def squares(inputs, variances, half=2.0):
    """The mean squares that a rule gives, layer after layer."""
    return np.cumprod(np.array(inputs) * np.array(variances) / half)


def asked_squares(student: Student):
    value = student.call(SQUARES, LAYERS, VARIANCES)
    if not isinstance(value, list | np.ndarray):
        raise Failure(f"{SQUARES} returned no list.", hint="Return the list of all layers.")
    return value


def squares_length(student: Student) -> None:
    count = len(asked_squares(student))
    wanted = len(VARIANCES)
    if count != wanted:
        raise Failure(
            f"{SQUARES} should give {wanted} numbers for {LAYERS}, it gives {count}.",
            hint=(
                "There is one number per layer of weights: leave the inputs themselves away."
                if count == wanted + 1
                else "Return the numbers of every layer, in a list."
            ),
        )


def squares_values(student: Student) -> None:
    try:
        got = np.array(asked_squares(student), dtype=np.float64).reshape(len(VARIANCES))
    except (TypeError, ValueError):
        raise Failure(
            f"{SQUARES} should give a list of numbers.", hint="One number each."
        ) from None
    wanted = squares(LAYERS[:-1], VARIANCES)
    slips = (
        (squares(LAYERS[:-1], VARIANCES, half=1.0), "ReLU keeps half of the mean square."),
        (
            squares(LAYERS[1:], VARIANCES),
            "Outputs for inputs: a unit sums over the previous layer.",
        ),
        (
            squares(LAYERS[:-1], np.array(VARIANCES) ** 2),
            "The variance is squared; it is a square already.",
        ),
        (
            np.array(LAYERS[:-1]) * VARIANCES / 2,
            "Each layer begins with 1 again: multiply what the layer before has left.",
        ),
        (2 * wanted, "This is the mean square before ReLU; asked for is what comes after it."),
    )
    if not np.allclose(got, wanted, rtol=1e-9, atol=0):
        place = int(np.argmin(np.isclose(got, wanted, rtol=1e-9, atol=0)))
        raise Failure(
            f"Layer {place + 1} of {LAYERS} should have {wanted[place]:.6g}, "
            f"it has {got[place]:.6g}.",
            hint=next((hint for slip, hint in slips if np.allclose(got, slip)), ""),
        )


def given():
    """Weights and a batch whose deviations are far from 1 and from each other."""
    rng = np.random.default_rng(11)
    weights = [
        rng.standard_normal((outputs, inputs)) * scale
        for (inputs, outputs), scale in zip(pairwise(SIZES), (2.0, 0.05, 0.7, 0.3), strict=True)
    ]
    return weights, 3 * rng.standard_normal((SIZES[0], 60)) + 1


def scaled(student: Student):
    weights, batch = given()
    return student.call(LSUV, [weight.tolist() for weight in weights], batch.tolist())


def lsuv_list(student: Student) -> None:
    value = scaled(student)
    if not isinstance(value, list):
        raise Failure(f"{LSUV} returned no list.", hint="Return a list of the scaled matrices.")
    if len(value) != len(SIZES) - 1:
        raise Failure(
            f"{LSUV} should return {len(SIZES) - 1} matrices, it returns {len(value)}.",
            hint="There is a matrix for each of the layers, the last one too.",
        )


def lsuv_numbers(student: Student) -> None:
    for layer, (value, shape) in enumerate(zip(scaled(student), pairwise(SIZES), strict=True), 1):
        is_plain_matrix(value, f"matrix {layer} of {LSUV}", shape[::-1])


def lsuv_direction(student: Student) -> None:
    for layer, (value, weight) in enumerate(zip(scaled(student), given()[0], strict=True), 1):
        ratio = value / weight
        if np.ptp(ratio) > 1e-6 * abs(ratio.mean()):
            rows = np.ptp(ratio, axis=1).max() < 1e-6 * abs(ratio).max()
            raise Failure(
                f"W{layer} is no multiple of the matrix that was given.",
                hint=(
                    "Each unit is scaled by itself: LSUV has one number per layer."
                    if rows
                    else "Scale the matrices that are given; do not draw or change others."
                ),
            )
        if ratio.mean() <= 0:
            raise Failure(
                f"W{layer} is the given matrix times {ratio.mean():.3g}.",
                hint="The factor is positive: 1 / deviation.",
            )


def deviations(matrices, statistic=np.std, relu=True):
    """The statistic of each layer's sums, with these matrices."""
    signal, measured = given()[1], []
    for matrix in matrices:
        sums = matrix @ signal
        measured.append(statistic(sums))
        signal = np.maximum(sums, 0) if relu else sums
    return np.array(measured)


def uncorrected(matrices):
    """The deviations of the new sums behind the layers as they were given."""
    signal, measured = given()[1], []
    for matrix, weight in zip(matrices, given()[0], strict=True):
        measured.append(np.std(matrix @ signal))
        signal = np.maximum(weight @ signal, 0)
    return np.array(measured)


def over_variance(matrices):
    """sums / variance of the sums has the deviation 1 / deviation: their product is 1."""
    signal, measured = given()[1], []
    for matrix, weight in zip(matrices, given()[0], strict=True):
        measured.append(np.std(matrix @ signal) * np.std(weight @ signal))
        signal = np.maximum(matrix @ signal, 0)
    return np.array(measured)


SLIPS = (
    (over_variance, "Divided by the variance: divide by its root, np.std."),
    (
        lambda matrices: deviations(matrices, lambda sums: np.std(np.maximum(sums, 0))),
        "Measured after ReLU: the sums W @ h are to have the deviation 1.",
    ),
    (
        lambda matrices: deviations(matrices, relu=False),
        "ReLU is missing between the layers: h is max(0, sums of the layer before).",
    ),
    (
        uncorrected,
        "Each layer is measured behind the old layers: h is the layer before as it is after its "
        "correction.",
    ),
    (
        lambda matrices: deviations(matrices, lambda sums: np.sqrt(np.mean(sums**2))),
        "This is the root of the mean square, which has the mean in it: use np.std.",
    ),
)


def lsuv_scale(student: Student) -> None:
    matrices = scaled(student)
    measured = deviations(matrices)
    wrong = np.abs(measured - 1) > CLOSE
    if wrong.any():
        layer = int(np.argmax(wrong))
        raise Failure(
            f"The sums of layer {layer + 1} should have the standard deviation 1, "
            f"they have {measured[layer]:.4g}.",
            hint=next(
                (hint for slip, hint in SLIPS if np.allclose(slip(matrices), 1, atol=CLOSE)),
                "Measure each layer on what it sees, the batch sent through the layers before: "
                "the deviation of its own inputs' sums.",
            ),
        )


CHECKS = (
    Check("squares_length", SQUARES, squares_length),
    Check("squares_values", SQUARES, squares_values, ("squares_length",)),
    Check("lsuv_list", LSUV, lsuv_list),
    Check("lsuv_numbers", LSUV, lsuv_numbers, ("lsuv_list",)),
    Check("lsuv_direction", LSUV, lsuv_direction, ("lsuv_numbers",)),
    Check("lsuv_scale", LSUV, lsuv_scale, ("lsuv_direction",)),
)
