"""Distribution: is a set of weights a sample of the law that was asked for?

Any order of random draws passes, since only the sample is judged. The variance of a normal sample
is judged by the exact χ² test, the mean by its exact normal law, the shape by Kolmogorov and
Smirnov's. One test alarms falsely with the chance `CHANCE`, so an exercise of a hundred tests does
so once in a thousand million.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab.course.judging.laws import Law, diagnose
from initlab.course.judging.outcome import Failure

Array = NDArray[np.float64]
CHANCE = 1e-11
FEWEST = 8  # weights below this are judged in structure only: no test could tell


def follows_law(weights: Sequence[Array], law: Law) -> None:
    """Each array is an independent sample of the law.

    Args:
        weights: arrays (outputs, inputs), of layers or of separate calls: the more sizes, the
            surer is the cause of a fault.
        law: what was asked for.
    Raises: Failure: with the likely cause as its hint.
    """
    with np.errstate(all="ignore"):  # what is beyond all bounds is infinite, and fails as that
        _varied(weights)
        _without_repeats(weights)
        _centred(weights)
        _scaled(weights, law)
        _of_shape(weights, law)


def _varied(weights: Sequence[Array]) -> None:
    for layer, weight in enumerate(weights, 1):
        if weight.size >= FEWEST and np.all(weight == weight.flat[0]):
            value = weight.flat[0]
            raise Failure(
                f"The weights W{layer} are all {value:.3g}: units that start alike stay alike.",
                hint=(
                    "All weights are 0: does a division of whole numbers (//) give 0, "
                    "or is the random part missing?"
                    if value == 0
                    else "Weights must be drawn at random: np.random.randn, not a constant."
                ),
            )


def _without_repeats(weights: Sequence[Array]) -> None:
    for layer, weight in enumerate(weights, 1):
        if weight.size < FEWEST:
            continue
        values, counts = np.unique(weight, return_counts=True)
        if len(values) < 0.9 * weight.size:
            raise Failure(
                f"W{layer} holds the same values again and again: {weight.size} weights, "
                f"{len(values)} values.",
                hint=_why_repeated(weight, counts),
            )


def _why_repeated(weight: Array, counts: NDArray[np.integer[Any]]) -> str:
    if len(np.unique(weight, axis=0)) < len(weight):
        return "Every row repeats the same draw: draw (outputs, inputs) numbers."
    if len(np.unique(weight, axis=1).T) < weight.shape[1]:
        return "Every column repeats the same draw: draw (outputs, inputs) numbers."
    if counts[[0, -1]].sum() > 0.9 * (weight.size - len(counts)):
        return "The draw is cut off at a bound (np.clip, np.maximum): leave it as it is."
    return "Weights repeat: draw each of them, without rounding."


def layers_differ(weights: Sequence[Array]) -> None:
    """No layer repeats the random numbers of another. Raises: Failure."""
    for later in range(1, len(weights)):
        for earlier in range(later):
            if _alike(weights[earlier], weights[later]):
                raise Failure(
                    f"W{later + 1} repeats the random numbers of W{earlier + 1}.",
                    hint="The seed is set inside the loop, so each layer starts the same numbers "
                    "again: seed once, before the loop.",
                )


def _alike(one: Array, other: Array) -> bool:
    """Whether two layers hold the same draws up to a factor."""
    count = min(one.size, other.size)
    if count < 3 * FEWEST:
        return False
    first, second = one.ravel()[:count], other.ravel()[:count]
    return bool(abs(np.corrcoef(first, second)[0, 1]) > 0.999)


def _centred(weights: Sequence[Array]) -> None:
    from scipy.stats import norm

    # Judged with the sample's own deviation, so that a wrong scale is not called a wrong mean.
    for layer, weight in enumerate(weights, 1):
        if weight.size < 100:
            continue
        distance = weight.mean() / weight.std() * np.sqrt(weight.size)
        if 2 * norm.sf(abs(distance)) < CHANCE:
            positive = weight.min() >= 0
            raise Failure(
                f"The mean of W{layer} should be near 0, it is {weight.mean():.3g}.",
                hint=(
                    "All weights are positive: np.random.rand draws from 0 to 1, "
                    "and an absolute value loses the sign."
                    if positive
                    else "The weights are shifted: nothing is added to a draw around 0."
                ),
            )


def _scaled(weights: Sequence[Array], law: Law) -> None:
    fans = [(weight.shape[1], weight.shape[0]) for weight in weights]
    stds = np.array([np.sqrt(np.mean(weight**2)) for weight in weights])
    counts = np.array([weight.size for weight in weights])
    for layer, (weight, (inputs, outputs)) in enumerate(zip(weights, fans, strict=True), 1):
        wanted = law.std(inputs, outputs)
        if not variance_chance(weight, wanted, law.shape) >= CHANCE:
            raise Failure(
                f"The standard deviation of W{layer} ({inputs} inputs, {outputs} outputs) should "
                f"be {law.formula} = {wanted:.4g}, it is {stds[layer - 1]:.4g}.",
                hint=_square_or_bell(weights, law, stds) or diagnose(stds, counts, fans, law),
            )


def _square_or_bell(weights: Sequence[Array], law: Law, stds: Array) -> str:
    """The hint for a normal draw where a uniform one was asked for, or the other way round."""
    other = "uniform" if law.shape == "normal" else "normal"
    largest = max(range(len(weights)), key=lambda place: weights[place].size)
    scaled = weights[largest].ravel() / stds[largest]
    if shape_chance(scaled, law.shape) > 1e-6 or shape_chance(scaled, other) < 1e-6:
        return ""
    return SHAPE_HINTS[law.shape]


SHAPE_HINTS = {
    "normal": "The weights are uniform: a normal draw is asked for, np.random.randn.",
    "uniform": "The weights are normal: a uniform draw is asked for, from -limit to limit.",
}


def _of_shape(weights: Sequence[Array], law: Law) -> None:
    for layer, weight in enumerate(weights, 1):
        if weight.size < FEWEST:
            continue
        scaled = weight.ravel() / np.sqrt(np.mean(weight**2))
        if shape_chance(scaled, law.shape) >= CHANCE:
            continue
        other = "uniform" if law.shape == "normal" else "normal"
        told = (
            SHAPE_HINTS[law.shape]
            if shape_chance(scaled, other) > 1e-6
            else (
                f"The values are not {law.shape}: is the draw cut off, rounded or of another kind?"
            )
        )
        raise Failure(f"W{layer} has the right size but is not {law.shape}.", hint=told)


def variance_chance(weight: Array, std: float, shape: str) -> float:
    """Chance that a right sample's mean square lies as far off as this one's, on either side.

    >>> variance_chance(np.ones(10), std=1.0, shape="normal") > 0.5
    True
    >>> variance_chance(np.full(1000, 2.0), std=1.0, shape="normal") < 1e-9
    True
    """
    from scipy.stats import chi2, norm

    square = float(np.sum((weight / std) ** 2))
    if shape == "normal":  # exact: a sum of n squares of normal numbers
        return float(2 * min(chi2.cdf(square, weight.size), chi2.sf(square, weight.size)))
    # The square of a uniform number of deviation 1 has the variance 9/5 - 1; n is large.
    return float(2 * norm.sf(abs(square - weight.size) / np.sqrt(0.8 * weight.size)))


def shape_chance(scaled: Any, shape: str) -> float:
    """Chance of as large a distance from the shape, for values of deviation 1."""
    from scipy.stats import kstest

    law = "norm" if shape == "normal" else "uniform"
    arguments = () if shape == "normal" else (-np.sqrt(3), 2 * np.sqrt(3))
    return float(kstest(scaled, law, args=arguments, method="asymp").pvalue)
