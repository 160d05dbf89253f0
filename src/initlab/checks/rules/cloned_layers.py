"""SYM003: layers that start as copies of one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isclose, sqrt

from initlab.checks.facts import learned
from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.snapshot import Snapshot, Weight


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """Different layers start with the same weights.

    Copies of a layer are no independent draws: their errors add up instead of averaging out, and
    copies side by side (heads, experts, members of an ensemble) that see the same input compute the
    same and may never part. `nn.TransformerEncoder` and `nn.TransformerDecoder` make their layers
    with `copy.deepcopy` of the one they are given, so all of them start equal; so do layers whose
    initializer was given one seed.

    Measured: weights that training changes, with equal elements in every place, that are not one
    tensor (tied weights are meant to be equal) and are not made of zeros and one other number, such
    as identities and Dirac kernels, which are the same wherever they are used.

    What to try: initialize each layer again after building the stack, for example with
    `initlab.torch.initialize` or a loop over the layers' weights.

    Source: pytorch/pytorch issue 72253, on the layers of `nn.TransformerEncoder`.
    """
    if not snapshot.weights:
        raise NotJudged("No weight was measured.")
    judged = {w.name: w for w in learned(snapshot) if not _two_valued(w)}
    cloned = [w for w in judged.values() if any(name in judged for name in w.same_as)]
    if not cloned:
        return
    first = cloned[0]
    others = [name for name in first.same_as if name in judged]
    yield Finding(
        "SYM003",
        first.layer,
        "warning",
        measured=f"{len(cloned)} weights are copies; {first.name} equals {others[0]}"
        + (f" and {len(others) - 1} more" if len(others) > 1 else ""),
        expected="0 copies: two random tensors never agree in all elements",
        message=_message(first, others[0]),
        weight=first.name,
        magnitude=float(1 + len(others)),
        repairs=tuple(_repairs(cloned)),
    )


def _repairs(cloned: Sequence[Weight]) -> Iterator[Repair]:
    """All but the first of each set of copies, drawn again at the scale they have."""
    seen: set[str] = set()
    for weight in cloned:
        if weight.name in seen:
            scale = f"{sqrt(weight.variance):.3g}"
            yield Repair(weight.name, f"random:scale={scale}", "it is a copy of another weight")
        seen.update(weight.same_as)


def _message(first: Weight, other: str) -> str:
    stacked = any(f".{part}." in f".{first.name}" for part in ("self_attn", "linear1", "linear2"))
    if stacked and "layers." in first.name:
        return (
            "nn.TransformerEncoder and Decoder copy one layer, so all of them start equal: "
            "initialize them again after building the stack."
        )
    return f"{first.name} and {other} start equal: draw each of them anew."


def _two_valued(weight: Weight) -> bool:
    """Zeros and one other number: then Σw = m c and Σw² = m c² for m elements of size c."""
    share = 1 - weight.zero_share
    square = weight.variance + weight.mean**2
    return isclose(abs(weight.mean), share * weight.largest, rel_tol=1e-6) and isclose(
        square, share * weight.largest**2, rel_tol=1e-6
    )


RULE = Rule(
    "SYM003",
    "cloned-layers",
    "warning",
    limit="no two weights with equal elements, but for tied ones and patterns of one number",
    judge=judge,
)
