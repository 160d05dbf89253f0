"""Weights that follow one another with neither normalization nor residual addition between them.

In such a stretch factors multiply, so a small fault in each layer becomes a large one in depth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

from initlab import activations
from initlab.checks.findings import Repair
from initlab.checks.snapshot import Signal, Snapshot, Weight

Stretch = tuple[Signal, ...]


def stretches(snapshot: Snapshot) -> Iterator[Stretch]:
    """The stretches, in order. Embeddings and recurrent weights are in none."""
    cuts = {addition.step for addition in snapshot.additions}
    found: list[Signal] = []
    for signal in snapshot.signals:
        apart = signal.operation in ("embedding", "recurrent")
        if apart or signal.step in cuts or (found and found[-1].normalized_next):
            if found:
                yield tuple(found)
            found = []
        if not apart:
            found.append(signal)
    if found:
        yield tuple(found)


def chance(stretch: Sequence[Signal]) -> tuple[float, float]:
    """Mean and standard deviation that finite widths give the log of a mean square.

    For ReLU each layer adds 5 / width to the variance, and half of that is the fall of the mean;
    other activations add less (Hanin and Rolnick 2018, arXiv:1803.01719, theorem 5).
    """
    variance = sum(5.0 / signal.units for signal in stretch if signal.units)
    return -variance / 2.0, sqrt(variance)


def asked(activation: str | None) -> float:
    """inputs · Var[W] that keeps the mean square in a stack of layers with that activation."""
    known = {record.name: record for record in activations.ALL}
    if activation not in known:
        return 1.0
    return float(activations.forward_gain(known[activation]) ** 2)


def entry_for(activation: str | None) -> str:
    """The catalogue's entry for a layer whose activation this is."""
    if activation == "relu":
        return "he"
    if activation in (None, "linear") or activation not in {a.name for a in activations.ALL}:
        return "xavier"
    return f"gained:activation={activation}"


def repairs(snapshot: Snapshot, layers: Sequence[Signal], because: str) -> tuple[Repair, ...]:
    """For each layer the entry that its activation asks for, and zero for its bias."""
    biases = {w.layer: w.name for w in snapshot.weights if w.kind == "bias" and w.largest > 0}
    found: dict[str, Repair] = {}
    for signal in layers:
        found[signal.weight] = Repair(signal.weight, entry_for(signal.activation), because)
        if signal.layer in biases:
            name = biases[signal.layer]
            found[name] = Repair(name, "zeros", "a bias that all examples share hides them")
    return tuple(found.values())


def in_words(layers: Sequence[Signal]) -> str:
    """What to give to which layers: "'he' to the 29 hidden layers"."""
    entries = list(dict.fromkeys(entry_for(signal.activation) for signal in layers))
    count = "the hidden layer" if len(layers) == 1 else f"the {len(layers)} hidden layers"
    return f"{' and '.join(map(repr, entries))} to {count}"


def hidden(stretch: Sequence[Signal]) -> Stretch:
    """The stretch without what makes the model's output."""
    return tuple(signal for signal in stretch if not signal.is_output)


def after(signal: Signal) -> float:
    """Mean square of what the next weight gets, as far as it is known."""
    found = signal.activated_mean_square
    return signal.output_mean_square if found is None else found


def has_second_moment(weight: Weight, expected: float, fourth_over_square: float) -> bool:
    """Whether Var[W] is `expected` within five standard errors; 1.8 is uniform, 3 is normal."""
    count = 1
    for size in weight.shape:
        count *= size
    error = sqrt((fourth_over_square - 1.0) / count)
    return weight.variance > 0 and abs(weight.variance / expected - 1.0) <= 5.0 * error


def is_uniform_within(weight: Weight, bound: float) -> bool:
    """Whether a weight is what U(−bound, bound) draws."""
    # Rounding may take the largest draw a unit in its last place beyond the bound; 1 % is more
    # than bfloat16's 2^-8.
    return weight.largest <= 1.01 * bound and has_second_moment(weight, bound**2 / 3.0, 1.8)
