"""COL001: depth makes different examples alike."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10, sqrt

from initlab.checks.facts import (
    SIX_DEPTH_SCALES,
    WIDE,
    batch_similarity,
    entry_for,
    first_uses,
    kept_share,
    outputs,
)
from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.snapshot import Signal, Snapshot


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The head sees nearly the same vector for every example.

    In a deep network without a way around its layers the cosine c between two examples tends to a
    fixed point; with too small weights, or biases that outweigh the signal, that is 1. A ReLU
    raises c by itself, but slowly: with He weights 1 − c falls as 1 / depth². What the loss can
    tell apart, and so what a gradient can use, falls with 1 − c.

    Measured: the share of 1 − c that is left, from the batch to the head's input. Networks train up
    to about six depth scales, over which e^−6 = 0.25 % is left: less is a warning, less than e^−12,
    twice that depth, an error. The last hidden pre-activations must have lost as much, so that
    pooling, which makes pictures of noise alike, is not blamed; so must every head. Vectors of
    fewer than 8 dimensions are not judged, nor batches whose examples are the same.

    What to try: He weights and biases 0 for ReLU, Xavier for tanh, residual connections, or a
    normalization over the batch.

    Source: Schoenholz et al. 2017, arXiv:1611.01232, for six depth scales.
    """
    before = batch_similarity(snapshot)
    heads = [s for s in snapshot.signals if s.is_output]
    hidden = [s for s in snapshot.signals if not s.is_output and s.operation != "embedding"]
    if not heads:
        raise NotJudged("The output's last weight is not known.")
    if not hidden:
        return
    left = [_left(snapshot, s, before) for s in heads]
    last = hidden[-1]
    if last.similarity is not None and last.units >= WIDE:
        left.append(kept_share(last.similarity, before))
    known = [share for share in left if share is not None]
    if not known or len(known) < len(left):
        raise NotJudged("What the head sees has no similarity: it is 0, or too narrow.")
    share = max(known)
    if share >= SIX_DEPTH_SCALES:
        return
    place = next(
        (
            s
            for s in hidden
            if s.similarity is not None
            and s.units >= WIDE
            and kept_share(s.similarity, before) < SIX_DEPTH_SCALES
        ),
        last,
    )
    if place.silent_share == 1:
        return  # ACT001 names what silences it
    # |x − y|² = 2 (1 − c) |x|² for vectors of one length.
    digits = -log10(sqrt(2 * share * (1 - before)))
    yield Finding(
        "COL001",
        place.layer,
        "error" if share < SIX_DEPTH_SCALES**2 else "warning",
        measured=f"the features of different examples agree to {digits:.1f} digits; of 1 − cosine "
        f"{share:.1g} is left",
        expected=f"at least {SIX_DEPTH_SCALES:.2g} (e^−6: six depth scales)",
        message=f"From {place.weight} on all inputs look alike: use He or Xavier weights and no "
        "biases, or residual connections.",
        weight=place.weight,
        magnitude=SIX_DEPTH_SCALES / share,
        explains=("COL002", "GRD001", "GRD003", "ACT001"),
        repairs=_repairs(snapshot),
    )


def _left(snapshot: Snapshot, head: Signal, before: float) -> float | None:
    inputs = snapshot.weight(head.weight).inputs
    if head.input_similarity is None or inputs is None or inputs < WIDE:
        return None
    return kept_share(head.input_similarity, before)


def _repairs(snapshot: Snapshot) -> tuple[Repair, ...]:
    heads = outputs(snapshot)
    repairs = []
    for name, signal in first_uses(snapshot).items():
        weight = snapshot.weight(name)
        if name in heads or not weight.trainable or weight.kind != "weight":
            continue
        repairs.append(Repair(name, entry_for(signal.activation), "keeps the signal's size"))
        bias = f"{weight.layer}.bias".lstrip(".")
        if any(w.name == bias and w.zero_share < 1 for w in snapshot.weights):
            repairs.append(Repair(bias, "zeros", "a bias is the same for all examples"))
    return tuple(repairs)


RULE = Rule(
    "COL001",
    "alike-inputs",
    "error",
    limit="e^−6 of 1 − cosine left at the head, for an error e^−12 (Schoenholz et al. 2017, "
    "arXiv:1611.01232)",
    judge=judge,
)
