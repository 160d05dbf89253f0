"""The standard deviation that an exercise asks for, and the known ways to get it wrong.

A law is data: std = factor · inputs^a · outputs^b · (inputs + outputs)^c. So each usual slip is an
operation on four numbers: a missing root doubles the exponents and squares the factor, outputs for
inputs swaps two of them, and so on. The measured deviations of several layers tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Law:
    """std = factor · inputs^`inputs` · outputs^`outputs` · (inputs + outputs)^`both`.

    >>> he = Law("√(2 / inputs)", factor=2**0.5, inputs=-0.5)
    >>> round(he.std(inputs=200, outputs=7), 12)
    0.1
    """

    formula: str
    factor: float
    inputs: float = 0.0
    outputs: float = 0.0
    both: float = 0.0
    shape: str = "normal"  # or "uniform", around 0

    def std(self, inputs: int, outputs: int) -> float:
        """The standard deviation of one element."""
        sum_of_fans = float(inputs + outputs) ** self.both
        return (
            self.factor
            * float(inputs) ** self.inputs
            * float(outputs) ** self.outputs
            * sum_of_fans
        )

    def power(self, exponent: float) -> Law:
        """The law whose deviation is this one's, to a power."""
        return replace(
            self,
            factor=self.factor**exponent,
            inputs=exponent * self.inputs,
            outputs=exponent * self.outputs,
            both=exponent * self.both,
        )

    def times(self, factor: float) -> Law:
        """The law whose deviation is `factor` times this one's."""
        return replace(self, factor=factor * self.factor)


@dataclass(frozen=True)
class Cause:
    """A wrong law, and what to tell whoever used it."""

    law: Law
    hint: str


SIMPLE = (
    Cause(Law("1", 1.0), "The weights are not scaled at all: multiply by the law's deviation."),
    Cause(Law("0.01", 0.01), "The factor 0.01 is a constant, not what the task asks for."),
    Cause(Law("0.1", 0.1), "The factor 0.1 is a constant, not what the task asks for."),
    Cause(Law("10", 10.0), "The factor 10 belongs to the large random start, not to this law."),
    Cause(
        Law("√(2 / in)", sqrt(2), inputs=-0.5), "This is He's law, √(2 / inputs): not asked here."
    ),
    Cause(
        Law("√(1 / in)", 1.0, inputs=-0.5),
        "This is √(1 / inputs), LeCun's and Xavier's: not asked here.",
    ),
    Cause(
        Law("√(2 / (in + out))", sqrt(2), both=-0.5),
        "This is √(2 / (inputs + outputs)), Glorot's average of the fans: not asked here.",
    ),
    Cause(
        Law("√(4 / (in + out))", 2.0, both=-0.5),
        "This divides by the average of the fans, (inputs + outputs) / 2: not asked here.",
    ),
    Cause(
        Law("√(1 / (in + out))", 1.0, both=-0.5),
        "This is √(1 / (inputs + outputs)): the numerator is 2 where both fans are summed.",
    ),
    Cause(
        Law("√(6 / (in + out))", sqrt(6), both=-0.5),
        "6 belongs to the limit of a uniform distribution; a standard deviation has 2 there.",
    ),
    Cause(
        Law("√(2 / (in · out))", sqrt(2), inputs=-0.5, outputs=-0.5),
        "The fans are multiplied: the law divides by one number of connections.",
    ),
)


def causes(wanted: Law) -> list[Cause]:
    """The known ways to miss this law, the likeliest first."""
    plain = wanted.inputs == wanted.outputs == wanted.both == 0
    root_of_fan_only = replace(
        wanted.power(2), inputs=wanted.inputs, outputs=wanted.outputs, both=wanted.both
    )
    root_of_factor_only = replace(wanted.power(2), factor=wanted.factor)
    ways = [
        Cause(
            replace(wanted, inputs=wanted.outputs, outputs=wanted.inputs),
            "Outputs for inputs (fan_out for fan_in): divide by the size of the previous layer.",
        ),
        Cause(
            wanted.power(2),
            "The square root is missing: the law gives the variance, randn is multiplied by "
            "the standard deviation.",
        ),
        Cause(wanted.power(0.5), "The square root is taken twice: once is enough."),
        Cause(
            root_of_factor_only,
            "The square root covers the numerator only: it covers the whole fraction.",
        ),
        Cause(
            root_of_fan_only,
            _root_of_fan_hint(wanted),
        ),
        Cause(wanted.power(-1), "The fraction is upside down: divide by the fan, do not multiply."),
        Cause(
            replace(wanted.power(-1), factor=wanted.factor),
            "Multiplied by the fan where the law divides.",
        ),
        Cause(
            wanted.times(1 / sqrt(2)), "The numerator is half of what the law asks for (√1 for √2)."
        ),
        Cause(wanted.times(sqrt(2)), "The numerator is twice what the law asks for (√2 for √1)."),
        Cause(
            wanted.times(sqrt(3)),
            "√3 too large: the limit of a uniform distribution was used as the standard deviation.",
        ),
        Cause(
            wanted.times(1 / sqrt(3)),
            "√3 too small: a uniform distribution's limit is √3 times its standard deviation.",
        ),
        Cause(wanted.times(10), "10 times too large: a factor 10 is left over."),
        Cause(wanted.times(0.1), "10 times too small: is a factor 0.1 left over, or ×10 missing?"),
        Cause(wanted.times(0.01), "100 times too small: a factor 0.01 is left over."),
        Cause(wanted.times(2), "Twice too large: is the fraction's root multiplied by 2 again?"),
        Cause(wanted.times(0.5), "Half of what the law asks for."),
        *SIMPLE,
    ]
    if plain:  # a constant law: powers of it are no slip of a fan
        small = [
            Cause(
                wanted.times(1 / wanted.factor),
                f"The factor {wanted.factor:g} is missing: multiply by {wanted.factor:g}.",
            ),
            Cause(
                wanted.power(2),
                f"The factor {wanted.factor:g} is there twice.",
            ),
            Cause(
                wanted.power(0.5),
                f"The factor is the root of {wanted.factor:g}: {wanted.factor:g} itself is the "
                "standard deviation.",
            ),
            Cause(
                wanted.power(-1),
                f"Divided by {wanted.factor:g}: multiply by it.",
            ),
        ]
        ways = small + [way for way in ways if way.law.std(7, 3) != wanted.std(7, 3)]
    return [way for way in ways if way.law.std(7, 3) != wanted.std(7, 3)]


def _root_of_fan_hint(wanted: Law) -> str:
    if wanted.both:
        return (
            "√(2 / average of the fans), or a root of the denominator alone: the fans are summed, "
            "not averaged, and the root covers the whole fraction, so this is √2 too large."
        )
    if abs(wanted.factor - sqrt(2)) < 1e-9:  # 2 / √inputs and √(4 / inputs) are the same
        return (
            "√4 for √2: the square root covers the denominator only, or the numerator is 4; "
            "it is 2, and the root covers the whole fraction."
        )
    return "The square root covers the denominator only: it covers the whole fraction."


def diagnose(stds: Array, counts: Array, fans: Sequence[tuple[int, int]], wanted: Law) -> str:
    """What was probably done instead; one sentence.

    Args:
        stds: the measured deviation of each layer's weights.
        counts: how many weights each was measured from.
        fans: (inputs, outputs) of each.
        wanted: the law that was asked for.
    """
    # Six standard errors of a normal's deviation; of a uniform's it is more.
    widths = 6 / np.sqrt(2 * counts)

    def fits(candidate: list[float]) -> bool:
        return bool(np.all(np.abs(stds / np.array(candidate) - 1) < widths))

    if np.all(stds == 0):
        return (
            "All weights are 0: does a division of whole numbers (//) give 0, "
            "or is the factor forgotten?"
        )
    for cause in causes(wanted):
        if fits([cause.law.std(*pair) for pair in fans]):
            return cause.hint
    for hint, inputs in _other_inputs(fans):
        if fits([wanted.std(fan, outputs) for fan, (_, outputs) in zip(inputs, fans, strict=True)]):
            return hint
    ratios = stds / np.array([wanted.std(*pair) for pair in fans])
    if np.all(np.abs(ratios / ratios[0] - 1) < 2 * widths):
        return f"In every layer the weights are {ratios[0]:.2g} times as large as asked."
    return (
        "The ratio to what is asked differs from layer to layer "
        f"({', '.join(f'{ratio:.2g}' for ratio in ratios)}): look at the fan that you divide by."
    )


def _other_inputs(fans: Sequence[tuple[int, int]]) -> list[tuple[str, list[int]]]:
    """Numbers that a loop over the layers may take by mistake for their inputs."""
    layers = [fans[0][0], *(outputs for _, outputs in fans)]
    if len(fans) == 1 or [fan for fan, _ in fans] != layers[:-1]:
        return []  # separate calls, no network
    count = len(fans)
    return [
        (
            "Every layer is divided by the first layer's size: each has its own fan.",
            [layers[0]] * count,
        ),
        (
            "Every layer is divided by the last layer's size: each has its own fan.",
            [layers[-1]] * count,
        ),
        ("Divided by the number of layers, not by a layer's size.", [count] * count),
        ("Divided by the number of layers, not by a layer's size.", [count + 1] * count),
        (
            "Divided by the size two layers back: the fan is layers_dims[l - 1].",
            [layers[place - 1] for place in range(count)],
        ),
        ("Divided by the sum of all sizes: each layer has its own fan.", [sum(layers)] * count),
    ]
