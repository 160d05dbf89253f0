"""SYM001: a layer of zeros that cuts the signal, or that no gradient moves."""

from __future__ import annotations

from collections.abc import Iterator

from initlab.checks.facts import SAME, entry_for, first_uses, learned, outputs, starts
from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.snapshot import Signal, Snapshot, Weight

EXPLAINS = (
    *("SYM002", "ACT001", "COL001", "COL002", "SCL001", "SCL004"),
    *("GRD001", "GRD003", "HED001", "RES001", "TRP001"),
)


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """A layer starts with zero weights where zeros do harm.

    A layer of zeros gives every example the same output. If nothing carries the signal around it,
    the layers behind it see one and the same vector, and their units, and with zero weights behind
    them their gradients too, stay equal: the layer trains as if it had one unit, or not at all.

    Zeros are right in three places, and those are not reported: the last layer of a residual branch
    (the stream goes on), a head (its features differ, so its rows learn different things at once)
    and the second matrix of a low-rank update.

    Measured, not guessed from names: a weight of zeros is reported if

    - the next weight sees the same vector for every example, although the batch's examples differ;
    - or its own gradient is exactly 0, and no other zero tensor further on, with a gradient that is
      not 0, will open the way after the first step.

    What to try: He for layers with ReLU and its kin, Xavier otherwise; biases may stay 0.

    Source: Goodfellow, Bengio and Courville 2016, Deep Learning, section 8.4, on breaking symmetry.
    """
    if not snapshot.signals:
        raise NotJudged("Nothing is known of the forward pass.")
    uses, heads = first_uses(snapshot), outputs(snapshot)
    zero = [w for w in learned(snapshot) if w.zero_share == 1]
    cut = [w.name for w in zero if w.name not in heads and _cuts(snapshot, uses.get(w.name))]
    stuck = [w.name for w in zero if w.gradient_mean_square == 0 and not _opens(snapshot, w)]
    guilty = [w for w in zero if w.name in cut or w.name in stuck]
    if not guilty:
        return
    first = min(guilty, key=lambda w: uses[w.name].step if w.name in uses else -1)
    why = "its gradient is 0" if first.name in stuck else "what follows sees one vector"
    names = [first.name, *(w.name for w in guilty if w is not first)]
    yield Finding(
        "SYM001",
        first.layer,
        "error",
        measured=f"{len(guilty)} of {len(learned(snapshot))} weights are all 0, and {why}",
        expected="weights that differ from unit to unit, or a way around a layer of zeros",
        message=f"{starts(names)} at 0: draw them at random; only biases may be 0.",
        weight=first.name,
        magnitude=float("inf"),
        explains=EXPLAINS,
        repairs=tuple(_repair(w, uses.get(w.name)) for w in guilty),
    )


def _cuts(snapshot: Snapshot, signal: Signal | None) -> bool:
    """Whether the next weight sees one vector, and this one saw several."""
    if signal is None or signal.operation == "recurrent":
        return False  # a recurrent unit has another input
    entering = signal.input_similarity
    if entering is None or 1 - entering < SAME:
        return False
    # A recurrent weight's first input is a state of zeros.
    later = [s for s in snapshot.signals if s.step > signal.step and s.operation != "recurrent"]
    return bool(later) and _is_one_vector(later[0])


def _is_one_vector(signal: Signal) -> bool:
    alike = signal.input_similarity
    return signal.input_mean_square == 0 or (alike is not None and 1 - alike < SAME)


def _opens(snapshot: Snapshot, zero: Weight) -> bool:
    """Whether another zero tensor, which moves at the first step, lets a gradient through."""
    uses = first_uses(snapshot)
    own = uses[zero.name].step if zero.name in uses else -1
    for other in snapshot.weights:
        moves = other.zero_share == 1 and (other.gradient_mean_square or 0) > 0
        if other.name == zero.name or not moves or other.kind in ("bias", "norm shift"):
            continue
        use = uses.get(other.name)
        if use is None or (use.step > own and not _is_one_vector(use)):
            return True
    return False


def _repair(weight: Weight, signal: Signal | None) -> Repair:
    entry = entry_for(signal.activation if signal else None)
    return Repair(weight.name, entry, "random values make its units differ")


RULE = Rule(
    "SYM001",
    "zero-weights",
    "error",
    limit="no weight of zeros that cuts the signal or has a gradient of 0 (Goodfellow et al. 2016, "
    "section 8.4)",
    judge=judge,
)
