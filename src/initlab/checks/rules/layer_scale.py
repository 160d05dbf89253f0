"""SCL004: one layer off the scale of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, log
from statistics import median

from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.rules.limits import DECADE
from initlab.checks.rules.stretches import Stretch, asked, entry_for, hidden, stretches
from initlab.checks.snapshot import Signal, Snapshot, Weight

Row = tuple[Signal, Weight, float]  # with log r, as the page of the rule has it
PEERS = 4  # hidden layers in a row: of three, a median is as often the odd one


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """One layer's variance is not what its inputs and activation ask for, nor its neighbours'.

    A weight scaled by k scales the gradients of all others by k and its own by nothing: relative
    to the weights they move, its steps are k² smaller than the others'. No one learning rate
    then suits all layers.

    In a row of two or three the neighbours say little. There a layer is named if r is above 10, for
    its outputs in place of its inputs too, and the next layer really gets a mean square 10 times
    what it got itself; smaller weights are in use, N(0, 0.02²) in narrow layers among them.

    Measured: r = inputs · E[W²] over the value that keeps the activation's mean square, with the
    true number of inputs, for hidden layers in a row without normalization or residual addition.
    A layer is named if r is 10 times off 1, and off the row's median, in the same direction: one
    decade of learning rates. The sampling error of E[W²], √(2 / elements), is added. Sin is left
    alone, as its weights set frequencies.

    What to try: the entry of the activation; a bare std=1 or a forgotten layer is the usual cause.

    Source: He et al. 2015, arXiv:1502.01852, section 2.2.
    """
    if not snapshot.signals:
        raise NotJudged("No weight was seen at work.")
    for stretch in stretches(snapshot):
        rows = list(_ratios(snapshot, stretch))
        if len(rows) < PEERS:
            yield from _among_few(rows, stretch)
        else:
            yield from _among_peers(rows)


def _ratios(snapshot: Snapshot, stretch: Stretch) -> Iterator[Row]:
    known = {weight.name: weight for weight in snapshot.weights}
    for signal in hidden(stretch):
        weight = known[signal.weight]
        square = weight.variance + weight.mean**2
        judged = weight.inputs and square > 0 and weight.finite and signal.activation != "sin"
        if judged and not signal.normalized_next:
            assert weight.inputs is not None
            yield signal, weight, log(weight.inputs * square / asked(signal.activation))


def _among_peers(rows: Sequence[Row]) -> Iterator[Finding]:
    usual = median(off for _, _, off in rows)
    around = f"; {exp(usual):.3g} times in the layers around it"
    for signal, weight, off in rows:
        apart = min(abs(off), abs(off - usual)) if off * (off - usual) > 0 else 0.0
        if apart > _limit(weight):
            yield _finding(signal, weight, off, around, apart / _limit(weight))


def _among_few(rows: Sequence[Row], stretch: Stretch) -> Iterator[Finding]:
    for signal, weight, off in rows:
        after = next((s for s in stretch if s.step > signal.step), None)
        if after is None or not signal.input_mean_square > 0 or not weight.outputs:
            continue
        growth = after.input_mean_square / signal.input_mean_square
        inputs = weight.inputs or 1.0
        least = min(off, off + log(weight.outputs / inputs))
        if least > _limit(weight) and growth > exp(_limit(weight)):
            grows = f"; the mean square grows {growth:.3g} times"
            yield _finding(signal, weight, off, grows, least / _limit(weight))


def _limit(weight: Weight) -> float:
    """Of log r: a decade, and three standard errors of a normal's variance."""
    count = weight.shape[0] * (weight.inputs or 1.0)
    return log(DECADE) + 3.0 * (2.0 / count) ** 0.5


def _finding(signal: Signal, weight: Weight, off: float, beside: str, magnitude: float) -> Finding:
    entry = entry_for(signal.activation)
    size = "large" if off > 0 else "small"
    return Finding(
        "SCL004",
        signal.layer,
        "warning",
        measured=f"variance {exp(off):.3g} times what its {weight.inputs:g} inputs ask for{beside}",
        expected="0.1 to 10 times, or the same in all layers: one decade of learning rates",
        message=f"The weights of {signal.layer} are {exp(abs(off) / 2):.3g} times too {size} for "
        f"{weight.inputs:g} inputs: give {weight.name} {entry}.",
        weight=weight.name,
        magnitude=magnitude,
        explains=("SCL001", "GRD001") if off < 0 else ("SCL002", "GRD002", "ACT002", "HED001"),
        repairs=(Repair(weight.name, entry, "that keeps the mean square"),),
    )


RULE = Rule(
    "SCL004",
    "layer-off-scale",
    "warning",
    limit="variance within a factor 10 of what inputs and activation ask for, or of its peers",
    judge=judge,
)
