"""ACT001: rectified units that are off for the whole batch."""

from __future__ import annotations

from collections.abc import Iterator
from math import erfc, sqrt

import numpy as np

from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.snapshot import Signal, Snapshot, Weight

EXPLAINS = ("SCL001", "SCL004", "GRD001", "GRD003", "COL001", "COL002")
# With one zone of slope 0, on the side of negative values.
ONE_SIDED = ("relu", "threshold", "hardswish", "relu6")
# Standard errors of a count: a chance of 3e-5 for each layer.
ERRORS = 4.0
# Without a tenth of its units a layer's finite-width error √(2 / n) grows by 5 %: not worth a word.
NOTABLE = 0.1


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """Units have slope 0 on every example, so that no gradient reaches them.

    A ReLU that is negative on all examples is silent: its weights get no gradient, and if data do
    not wake it, it is lost. If a whole layer is silent, nothing in front of it learns.

    Measured: the share of units with slope 0 on all examples and positions. How many are normal
    depends on how alike the examples are. With weights and biases
    drawn around 0 pre-activations are as often negative as positive, so a unit is silent with
    probability ½ if all examples are one, with 2^−n if n examples are independent, and in between
    with the probability that n Gaussians of the measured correlation are all below 0. Hence:

    - error: all units, or more than ½ + 4 √(¼ / units). No draw around 0 gives that; the biases or
      the weights lean to the negative side.
    - warning: at least a tenth of the units, and more than the measured similarity and rank of the
      examples predict, by four standard errors.

    Layers whose examples are nearly one vector have half of their units silent: that is COL001's
    finding, and not repeated here.

    What to try: biases 0, weights with mean 0 (He). Data shifted to mean 0.

    Source: the orthant probability of equally correlated Gaussians, Steck 1962, Biometrika 49.
    """
    judged = [s for s in snapshot.signals if s.silent_share is not None and s.finite]
    if not judged:
        if not snapshot.signals:
            raise NotJudged("Nothing is known of the forward pass.")
        return
    findings = [found for s in judged if (found := _finding(snapshot, s)) is not None]
    # A layer behind a silent one sees constants: its silence has the same cause.
    for finding in findings:
        yield finding
        if finding.severity == "error":
            return


def _finding(snapshot: Snapshot, signal: Signal) -> Finding | None:
    share = signal.silent_share or 0.0
    one_sided = signal.activation in ONE_SIDED
    ceiling = 0.5 + ERRORS * sqrt(0.25 / max(signal.units, 1)) if one_sided else 1.0
    if share == 1 or share > ceiling:
        severity, limit = "error", min(ceiling, 1.0)
        source = "½ + 4 standard errors, the most that weights around 0 give"
    else:
        chance = silent_chance(signal, snapshot.batch_size)
        if not one_sided or chance is None:
            return None
        limit = chance + ERRORS * sqrt(chance * (1 - chance) / signal.units)
        if share <= max(limit, NOTABLE):
            return None
        severity = "warning"
        source = "what the similarity of the examples predicts, with 4 standard errors"
    silent = round(share * signal.units)
    alive = max(1 - share, 0.5 / signal.units)
    return Finding(
        "ACT001",
        signal.layer,
        "error" if severity == "error" else "warning",
        measured=f"{silent} of {signal.units} units are silent on the whole batch ({share:.0%})",
        expected=f"at most {limit:.1%}: {source}",
        message=_message(snapshot, signal),
        weight=signal.weight,
        magnitude=max((1 - limit) / alive, share / max(limit, NOTABLE)),
        explains=EXPLAINS,
        repairs=_repairs(snapshot, signal),
    )


def silent_chance(signal: Signal, examples: int | None) -> float | None:
    """An upper bound on the chance that a unit drawn around 0 is silent; None: not measured.

    Two estimates, of which the larger counts: examples equally alike, as their mean cosine says, or
    as many groups as the centred signal has dimensions, one more for its mean.

    >>> alone = Signal(0, "w", "", "dense", 1, 1, 0, None, None, 0.5, 0.5, 63.0, 63.0, units=8)
    >>> round(silent_chance(alone, 4), 6)  # Gaussians of correlation ½: 1 / (n + 1)
    0.2
    """
    if signal.similarity is None or examples is None:
        return None
    equal = below_0(examples, max(0.0, min(1.0, signal.similarity)))
    if signal.effective_rank is None:
        return equal
    return max(equal, min(0.5, 2.0 ** -(1 + signal.effective_rank)))


def below_0(count: int, correlation: float) -> float:
    """The probability that `count` standard Gaussians of equal correlation ≥ 0 are all below 0.

    With z_i = √c t + √(1 − c) e_i it is E_t[Φ(−t √(c / (1 − c)))^count].

    >>> round(below_0(2, 0.5), 9)  # ¼ + arcsin(½) / 2π = ⅓
    0.333333333
    """
    if correlation >= 1:
        return 0.5
    t = np.linspace(-10.0, 10.0, 4001)  # the trapezoid rule is exact to rounding for such tails
    slope = sqrt(correlation / (1 - correlation))
    below = np.array([0.5 * erfc(value * slope / sqrt(2)) for value in t])
    weights = np.exp(-(t**2) / 2) / sqrt(2 * np.pi)
    return float(np.sum(weights * below**count) * (t[1] - t[0]))


def _bias(snapshot: Snapshot, signal: Signal) -> Weight | None:
    name = f"{signal.layer}.bias".lstrip(".")
    return next((w for w in snapshot.weights if w.name == name), None)


def _leans(weight: Weight) -> bool:
    """Whether its mean is below 0 by more than four standard errors."""
    size = 1
    for n in weight.shape:
        size *= n
    return weight.mean < 0 and weight.mean**2 * size > ERRORS**2 * weight.variance


def _message(snapshot: Snapshot, signal: Signal) -> str:
    bias = _bias(snapshot, signal)
    if bias is not None and _leans(bias):
        return f"The biases {bias.name} hold the units below 0: start them at 0."
    if _leans(snapshot.weight(signal.weight)):
        return f"{signal.weight} has a negative mean: draw it around 0."
    return f"The pre-activations of {signal.weight} lie below 0: centre its inputs, or use He."


def _repairs(snapshot: Snapshot, signal: Signal) -> tuple[Repair, ...]:
    repairs = []
    bias = _bias(snapshot, signal)
    if bias is not None and bias.zero_share < 1:
        repairs.append(Repair(bias.name, "zeros", "a negative bias holds a unit off"))
    if _leans(snapshot.weight(signal.weight)):
        repairs.append(Repair(signal.weight, "he", "around 0, half of the units are on"))
    return tuple(repairs)


RULE = Rule(
    "ACT001",
    "silent-units",
    "error",
    limit="½ + 4 √(¼ / units), the most that weights around 0 give; for a warning, the orthant "
    "probability at the measured similarity",
    judge=judge,
)
