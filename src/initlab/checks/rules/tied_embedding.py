"""HED003: an embedding whose scale suits a lookup and not the head it is tied to."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.snapshot import Snapshot

EXPLAINS = ("HED001", "SCL002", "SCL004", "GRD002", "STP001", "ACT002")

# GPT-2's. At 1/√d a token's own logit is about √d where a residual stream carries it on.
SMALL = 0.02


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """An embedding that is also the head starts too large for a head.

    A lookup has one input, so `nn.Embedding` draws from N(0, 1). As a head the same matrix sums
    over d features: its logits get the variance d · E[W²], 512 for d = 512 and N(0, 1). The first
    loss is then many times log(vocabulary), and the first steps are spent on shrinking the table.

    Measured: d · E[W²], the logits' variance on features of mean square 1 (as LayerNorm gives
    them), and the logits' mean square itself. Logits of variance v add about v / 2 to the loss, so
    it is an error if both exceed 2 log(vocabulary): the start costs more than there is to learn.

    What to try: N(0, 0.02²), and a multiplication of the lookup by √d if its size matters.
    N(0, 1/d) is enough for the variance, but leaves a token's own logit, which a residual stream
    carries on, at √d.

    Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.4; log E[exp z] = v / 2.
    """
    if not snapshot.signals:
        raise NotJudged("Nothing is known of the forward pass.")
    looked_up = {s.weight for s in snapshot.signals if s.operation == "embedding"}
    for head in snapshot.signals:
        if not head.is_output or head.weight not in looked_up or head.units < 2:
            continue
        weight = snapshot.weight(head.weight)
        features = weight.shape[-1]
        variance = features * (weight.variance + weight.mean**2)
        limit = 2 * log(head.units)
        if min(variance, head.output_mean_square) <= limit:
            continue
        deviation = min(SMALL, features**-0.5)
        yield Finding(
            "HED003",
            weight.layer,
            "error",
            measured=f"logits of mean square {head.output_mean_square:.3g}, as {features} features "
            f"× {variance / features:.3g} give",
            expected=f"at most 2 log {head.units} = {limit:.3g}",
            message=f"{weight.name} is an embedding and the head: draw it with a standard "
            f"deviation of {deviation:.3g}.",
            weight=weight.name,
            magnitude=variance / limit,
            explains=EXPLAINS,
            repairs=(
                Repair(
                    weight.name,
                    f"random:scale={deviation:.6g}",
                    "its logits then start small",
                ),
            ),
        )


RULE = Rule(
    "HED003",
    "tied-embedding-scale",
    "error",
    limit="logits of variance 2 log(vocabulary): v / 2 is what they add to the loss",
    judge=judge,
)
