"""TRP002: query, key and value in one tensor, counted as one layer."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from initlab.checks.findings import Finding, Repair, Rule
from initlab.checks.rules.stretches import has_second_moment, is_uniform_within
from initlab.checks.snapshot import Snapshot


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """Query, key and value packed into one weight share the fan of all three.

    Glorot's variance 2 / (inputs + outputs) becomes 2 / (n + 3 n): half of 2 / (n + n), a scale
    of 0.707. Values and so the branch come out at 0.707, logits of attention at half. nn.Multihead
    Attention does it where query, key and value have one width, and does not where they differ.

    Measured: a weight of three equal parts whose variance is 2 / (inputs + 3 · outputs) within five
    standard errors, uniform or normal. It is named once for all such layers.

    What to try: "glorot_uniform", which here counts each part alone.

    Source: PyTorch, torch/nn/modules/activation.py, _reset_parameters, and issue 166378; Glorot
    and Bengio 2010, section 4.2.1.
    """
    packed = []
    for weight in snapshot.weights:
        if weight.parts != 3 or weight.kind != "weight" or not weight.inputs or not weight.outputs:
            continue
        # A GRU's three gates come from U(−1/√units, 1/√units), which is no Glorot.
        if "GRU" in weight.layer_type:
            continue
        wrong = 2.0 / (weight.inputs + 3.0 * weight.outputs)
        if is_uniform_within(weight, sqrt(3.0 * wrong)) or has_second_moment(weight, wrong, 3.0):
            packed.append(weight)
    if not packed:
        return
    first = packed[0]
    assert first.inputs is not None
    assert first.outputs is not None
    # Σ of fans: (n + 3 n) against (n + n).
    ratio = (first.inputs + first.outputs) / (first.inputs + 3.0 * first.outputs)
    because = "each of query, key and value has fans of its own"
    yield Finding(
        "TRP002",
        first.layer,
        "warning",
        measured=f"variance {first.variance:.3g} in {len(packed)} weights, {ratio:.3g} of Glorot's",
        expected=f"2 / ({first.inputs:g} + {first.outputs:g}) within five standard errors",
        message=f"{first.name} packs query, key and value and was scaled as one layer, so it is "
        f"{sqrt(ratio):.3f} of its scale: give glorot_uniform to the {len(packed)} packed weights.",
        weight=first.name,
        magnitude=1.0 / ratio,
        repairs=tuple(Repair(weight.name, "glorot_uniform", because) for weight in packed),
    )


RULE = Rule(
    "TRP002",
    "packed-qkv",
    "warning",
    limit="variance of each part, five standard errors",
    judge=judge,
)
