"""What several rules ask of a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from initlab.checks.findings import NotJudged
from initlab.checks.snapshot import Signal, Snapshot, Weight

RECTIFIERS = frozenset(
    (
        *("relu", "relu6", "leaky_relu", "rrelu", "prelu", "elu", "celu"),
        *("gelu", "gelu_tanh", "silu", "mish", "softplus", "hardswish"),
    )
)
# Networks train up to a depth of about six depth scales ξ_c, over each of which 1 − c falls by e
# (Schoenholz et al. 2017, arXiv:1611.01232): what is left then is e^−6.
SIX_DEPTH_SCALES = exp(-6)
# Fewer dimensions make a cosine a matter of luck: its standard deviation is 1 / √dimensions.
WIDE = 8
# Examples this alike are one example, to the rounding of float32 squared.
SAME = 1e-12


def learned(snapshot: Snapshot) -> list[Weight]:
    """Matrices and kernels that the forward pass used and training changes."""
    applied = {signal.weight for signal in snapshot.signals}
    return [
        weight
        for weight in snapshot.weights
        if weight.trainable
        and not weight.untouched
        and weight.finite
        and len(weight.shape) >= 2
        and (weight.kind == "weight" or (weight.kind == "other" and weight.name in applied))
    ]


def first_uses(snapshot: Snapshot) -> dict[str, Signal]:
    """The first signal of each weight."""
    uses: dict[str, Signal] = {}
    for signal in snapshot.signals:
        uses.setdefault(signal.weight, signal)
    return uses


def outputs(snapshot: Snapshot) -> set[str]:
    """Names of the weights behind which no other weight lies."""
    return {signal.weight for signal in snapshot.signals if signal.is_output}


def batch_similarity(snapshot: Snapshot) -> float:
    """How alike the examples of the batch are to begin with: their mean cosine.

    Raises: NotJudged: it was not measured, or all examples are one.
    """
    for signal in snapshot.signals:
        if signal.operation == "recurrent" and signal.input_mean_square == 0:
            continue  # a state that starts at 0 is no example
        embedded = signal.operation == "embedding"
        found = signal.similarity if embedded else signal.input_similarity
        if found is None:
            break
        if 1 - found >= SAME:
            return found
        if not embedded:  # positions are the same in all examples
            raise NotJudged("All examples of the batch are the same. Give a batch of real data.")
    raise NotJudged("The similarity of the examples was not measured. Give at least two examples.")


def entry_for(activation: str | None) -> str:
    """The catalogue's entry for a layer with this activation."""
    return "he" if activation in RECTIFIERS else "xavier"


def kept_share(similarity: float, before: float) -> float:
    """(1 − c) / (1 − c₀): of the squared distance between examples, relative to their size."""
    return max(1 - similarity, 1e-16) / (1 - before)


def shown(names: Sequence[str]) -> str:
    """A few names, and how many more."""
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def starts(names: Sequence[str]) -> str:
    """The beginning of a sentence on how they start."""
    return f"{shown(names)} {'starts' if len(names) == 1 else 'start'}"
