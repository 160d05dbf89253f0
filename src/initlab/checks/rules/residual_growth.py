"""RES001: residual branches too large for their number."""

from __future__ import annotations

from collections.abc import Iterator
from math import e, isfinite, sqrt

from initlab.checks.findings import Finding, NotJudged, Repair, Rule
from initlab.checks.rules.limits import DECADE
from initlab.checks.snapshot import Snapshot

# Gradients are as much larger at the first block as the stream grows, in root mean square.
LIMIT = e * DECADE**2


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The residual stream grows exponentially with the number of blocks.

    A branch as strong as its stream doubles the stream's mean square: 2^L after L blocks, and
    gradients grow likewise on the way back. With branches divided by √L it is at most
    (1 + 1/L)^L < e. Branches that start with a normalization add a constant each, and L + 1 is
    harmless; a stream that is normalized after the addition does not grow at all.

    Measured: mean square of the last sum over that of the first stream, over additions that no
    normalization follows. The limit is e · 100: gradients a decade apart in root mean square
    beyond what 1/√L gives. Doubling branches reach it with 9 blocks, normalized ones with 270.

    What to try: "root_depth.last" for the last weight of each branch, with layers=L; zeros there; a
    normalization at the branch's start.

    Source: Marion et al. 2025, JMLR 26, arXiv:2206.06929; Zhang et al. 2019, arXiv:1901.09321.
    """
    plain = [a for a in snapshot.additions if not a.normalized_after]
    if not snapshot.additions:
        raise NotJudged("No residual addition was seen.")
    if len(plain) < 2 or not plain[0].stream_mean_square > 0:
        return
    count = len(plain)
    growth = plain[-1].sum_mean_square / plain[0].stream_mean_square
    if not isfinite(growth) or growth <= LIMIT:
        return
    repairs = {}
    for addition in plain:
        before = [s for s in snapshot.signals if s.step < addition.step]
        if before and not before[-1].normalized_next and addition.branch_mean_square > 0:
            name = before[-1].weight
            repairs[name] = Repair(
                name, f"root_depth.last:layers={count}", f"one of {count} branches"
            )
    yield Finding(
        "RES001",
        plain[0].layer,
        "warning",
        measured=f"the stream's mean square grows {growth:.2e} times over {count} branches, "
        f"× {growth ** (1 / count):.3g} each",
        expected=f"at most e · 100 = {LIMIT:.0f}; branches divided by √{count} give e at most",
        message=f"{count} residual branches without normalization make the stream "
        f"{sqrt(growth):.3g} times larger: divide each by √{count}, with root_depth.last:"
        f"layers={count} for its last weight.",
        weight=next(iter(repairs), None),
        magnitude=growth / LIMIT,
        explains=("SCL002", "GRD002", "GRD003", "HED001"),
        repairs=tuple(repairs.values()),
    )


RULE = Rule(
    "RES001",
    "residual-growth",
    "warning",
    limit=f"stream's mean square × {LIMIT:.0f} = e · 100 over all branches without normalization",
    judge=judge,
)
