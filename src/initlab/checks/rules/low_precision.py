"""TRP005: a truncated normal drawn in low precision."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log, pi, prod, sqrt

from initlab.checks.findings import Finding, Repair, Rule
from initlab.checks.snapshot import Snapshot, Weight

SPACING = {"bfloat16": 2.0**-7, "float16": 2.0**-10}  # largest gap between neighbours / value
CHANCE = 1e-6  # that a healthy normal has an element so large


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """Many elements sit on the bound of a truncated normal.

    A uniform number drawn in bfloat16 is often exactly ±1, whose image under the inverse of the
    error function is infinite; cut off, it lands on the bound. With PyTorch's default bounds of
    ±2 and a deviation of 0.02 these are weights of 100 deviations, a few in a thousand, and they
    decide what a layer computes.

    Measured: in bfloat16 and float16, several elements share the largest absolute value, and
    either that value is beyond what a normal reaches once in a million tensors,
    √(2 log(2 elements / 1e-6)) deviations; or it is at least two deviations, and the share is more
    than a normal's density there allows in the widest gap between two numbers of the format, by
    more than a Poisson law explains once in a million tensors.

    What to try: draw in float32 and round once, as "he_truncated" and all of the catalogue do.

    Source: PyTorch issues 145498 and 155588.
    """
    for weight in snapshot.weights:
        count = prod(weight.shape)
        if weight.dtype not in SPACING or not weight.variance > 0 or weight.kind == "bias":
            continue
        heap = weight.edge_share * count
        deviations = weight.largest / sqrt(weight.variance + weight.mean**2)
        if heap < 2 or deviations < 2:
            continue
        if deviations > sqrt(2.0 * log(2.0 * count / CHANCE)):
            yield _finding(weight, deviations, heap, f"{heap:.0f} elements so far out, not one")
            continue
        by_chance = count * _share(deviations, SPACING[weight.dtype])
        # One is there, as something is the largest; so many more come by a Poisson law.
        if _at_least(round(heap) - 1, by_chance) < CHANCE:
            yield _finding(
                weight, deviations, heap / (1 + by_chance), f"{1 + by_chance:.2g} of {count}"
            )


def _at_least(count: int, mean: float) -> float:
    """The chance that a Poisson variable of that mean reaches `count`, or a bound on it."""
    if count <= mean:
        return 1.0
    # Chernoff's bound: e^(count − mean) (mean / count)^count.
    return exp(count - mean - count * log(count / mean)) if mean > 0 else 0.0


def _share(deviations: float, spacing: float) -> float:
    """Of a normal cut off there, with what may round to the bound."""
    # Two tails, a gap of `spacing` · bound. A deviation of the cut normal is at most its own, so
    # the density at the bound is not below the true one's; √2 for what the cut adds at 2 σ.
    density = 2.0 * exp(-(deviations**2) / 2.0) / sqrt(2.0 * pi)
    return sqrt(2.0) * density * spacing * deviations


def _finding(weight: Weight, deviations: float, magnitude: float, expected: str) -> Finding:
    entry = f"random:scale={sqrt(weight.variance):.3g}"
    if weight.inputs and weight.kind == "weight":
        entry = f"xavier_truncated:scale={weight.inputs * weight.variance:.3g}"
    return Finding(
        "TRP005",
        weight.layer,
        "warning",
        measured=f"{weight.edge_share:.2%} of the elements are ±{weight.largest:.3g}, "
        f"{deviations:.3g} deviations",
        expected=expected,
        message=f"{weight.name} was truncated in {weight.dtype}, which heaps elements on the "
        f"bound: draw it in float32 and round, as {entry} does.",
        weight=weight.name,
        magnitude=magnitude,
        explains=("SCL002", "SCL004", "HED001"),
        repairs=(Repair(weight.name, entry, "drawn in float32, rounded once"),),
    )


RULE = Rule(
    "TRP005",
    "truncated-in-low-precision",
    "warning",
    limit="elements on the bound: more than a normal puts there once in a million tensors",
    judge=judge,
)
