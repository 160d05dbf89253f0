"""TRP003 and TRP004: convolutions whose inputs or outputs were miscounted."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log, prod

from initlab.checks.findings import Finding, Repair, Rule
from initlab.checks.rules.limits import DECADE
from initlab.checks.rules.stretches import entry_for, has_second_moment, stretches
from initlab.checks.snapshot import Signal, Snapshot, Weight

UNIFORM, NORMAL = 1.8, 3.0  # E[w⁴] / Var²
NUMERATORS = (1 / 3, 1.0, 2.0)  # PyTorch's default, LeCun, He


def judge_depthwise(snapshot: Snapshot) -> Iterator[Finding]:
    """A grouped convolution was scaled by all outputs, though an input meets one group's.

    Each output of a depthwise convolution has kernel-many inputs, and each input kernel-many
    outputs. Rules that divide by outputs, or by inputs + outputs, and read the number off the
    shape count every channel: the variance comes out too small by up to the number of groups.

    Measured: the variance of a weight with groups equals, within five standard errors, 2 or 1 over
    shape[0] · kernel, or 2 over that plus the inputs; and this is less than a tenth of 1 / inputs.
    A convolution that a normalization follows is left alone.

    What to try: "he", whose count of inputs is right with groups, or "he:fan=outputs", which here
    divides by one group's.

    Source: PyTorch issue 23854; He et al. 2015, arXiv:1502.01852, section 2.2.
    """
    for weight, signal in _unnormalized(snapshot):
        if weight.groups <= 1 or not weight.inputs or weight.layer_type.startswith("ConvTr"):
            continue
        counted = weight.shape[0] * prod(weight.shape[2:])
        wrong = (2.0 / counted, 1.0 / counted, 2.0 / (counted + weight.inputs))
        too_small = weight.variance * weight.inputs < 1.0 / DECADE
        if too_small and any(_is(weight, variance) for variance in wrong):
            ratio = weight.variance * weight.inputs
            yield _finding(
                "TRP003",
                [(weight, signal)],
                ratio,
                f"{weight.name} has {weight.groups} groups and was scaled by all {counted} outputs",
            )


def judge_transposed(snapshot: Snapshot) -> Iterator[Finding]:
    """A transposed convolution was scaled by its outputs in place of its inputs.

    Its weight is stored as (inputs, outputs / groups, *kernel), and PyTorch takes the second
    number for the inputs. An output truly meets inputs · kernel / stride² products. Where channels
    get fewer, as in a decoder, the two errors may cancel or add up.

    Measured: the variance is 2, 1 or 1/3 over outputs / groups · kernel within five standard
    errors. The ratio to the same numerator over the true inputs is multiplied over consecutive
    transposed convolutions without normalization; past 10 in either direction, a decade of
    learning rates, the run is named.

    What to try: "he", which divides by the true inputs.

    Source: PyTorch, torch/nn/init.py, _calculate_fan_in_and_fan_out; Lasagne issue 858.
    """
    known = {weight.name: weight for weight in snapshot.weights}
    for stretch in stretches(snapshot):
        run, total = [], 0.0
        for signal in stretch:
            weight = known[signal.weight]
            if signal.operation != "transposed convolution" or signal.normalized_next:
                continue
            counted = weight.shape[0] // weight.groups * prod(weight.shape[2:])
            if not weight.inputs or not any(_is(weight, n / counted) for n in NUMERATORS):
                continue
            off = log(weight.inputs / counted)
            if off:
                run.append((weight, signal))
                total += off
        if abs(total) > log(DECADE):
            names = f"{len(run)} transposed convolutions were" if len(run) > 1 else "The weight was"
            yield _finding(
                "TRP004", run, exp(total), f"{names} scaled by outputs in place of inputs"
            )


def _unnormalized(snapshot: Snapshot) -> Iterator[tuple[Weight, Signal]]:
    seen = set()
    for signal in snapshot.signals:
        if signal.weight not in seen and not signal.normalized_next:
            seen.add(signal.weight)
            yield snapshot.weight(signal.weight), signal


def _is(weight: Weight, variance: float) -> bool:
    return has_second_moment(weight, variance, NORMAL) or has_second_moment(
        weight, variance, UNIFORM
    )


def _finding(code: str, layers: list[tuple[Weight, Signal]], ratio: float, cause: str) -> Finding:
    weight = layers[0][0]
    entries = sorted({entry_for(signal.activation) for _, signal in layers})
    names = "it" if len(layers) == 1 else f"the {len(layers)} layers"
    return Finding(
        code,
        weight.layer,
        "warning",
        measured=f"variance {ratio:.3g} times what the true {weight.inputs:g} inputs give",
        expected="0.1 to 10 times: one decade of learning rates",
        message=f"{cause}: give {' and '.join(entries)} to {names}.",
        weight=weight.name,
        magnitude=max(ratio, 1.0 / ratio) / DECADE,
        explains=("SCL001", "SCL004", "GRD001", "GRD003")
        if ratio < 1
        else ("SCL002", "SCL004", "GRD002", "GRD003"),
        repairs=tuple(
            Repair(w.name, entry_for(s.activation), f"its inputs are {w.inputs:g}")
            for w, s in layers
        ),
    )


DEPTHWISE = Rule(
    "TRP003",
    "depthwise-fan",
    "warning",
    limit="variance a tenth of 1 / inputs, where the miscount explains it",
    judge=judge_depthwise,
)
TRANSPOSED = Rule(
    "TRP004",
    "transposed-fan",
    "warning",
    limit="a factor 10 over consecutive layers, where the miscount explains it",
    judge=judge_transposed,
)
