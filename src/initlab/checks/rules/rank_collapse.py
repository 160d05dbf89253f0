"""COL002: depth leaves one direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from initlab.checks.facts import SIX_DEPTH_SCALES
from initlab.checks.findings import Finding, NotJudged, Rule
from initlab.checks.snapshot import Signal, Snapshot

# An intrinsic rank of the data, or a bottleneck, below this is the user's choice.
FEWEST = 4.0
# Shares 1 − ε and ε of two directions have the effective rank 1 / ((1 − ε)² + ε²) ≈ 1 + 2 ε.
LIMIT = 1 + 2 * SIX_DEPTH_SCALES


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The examples differ along one direction only.

    The batch enters with several directions and leaves the hidden layers with one: whatever the
    head learns, it is a function of one number. Copies of units do this at once, products of many
    random matrices and attention without residual connections do it with depth.

    Measured: the effective rank (Σ s²)² / Σ s⁴ of the last pre-activations, less their mean,
    against 1 + 2 e^−6 = 1.005: the second direction then holds e^−6 of the variance, the share that
    six depth scales leave. Plain ReLU networks reach 1.2 at a depth of 20 and still train. Not
    judged are data with fewer than 4 directions and networks with a bottleneck of fewer.

    What to try: different units, residual connections, wider or orthogonal layers, normalization.

    Source: Daneshmand et al. 2020, arXiv:2003.01652; Dong et al. 2021, arXiv:2103.03404.
    """
    ranked = [
        s
        for s in snapshot.signals
        if s.effective_rank is not None and s.rank_limit is not None and not s.is_output
    ]
    if not ranked:
        raise NotJudged("No effective rank was measured. Give a batch of several examples.")
    narrowest = min(min(s.rank_limit or 0.0, s.units) for s in ranked)
    # A branch that ends in zeros has no rank, and takes none from the stream.
    judged = [
        s
        for s in snapshot.signals
        if s.effective_rank is not None
        and s.operation not in ("embedding", "recurrent")
        and s.units >= FEWEST
        and snapshot.weight(s.weight).zero_share < 1
    ]
    if narrowest < FEWEST or len(judged) < 2 or _largest(judged) < FEWEST - 1:
        return
    rank, last = judged[-1].effective_rank or 0.0, judged[-1]
    collapsed = [*takewhile(lambda s: (s.effective_rank or 0.0) < LIMIT, reversed(judged))]
    if not collapsed:
        return
    place = collapsed[-1]
    yield Finding(
        "COL002",
        place.layer,
        "error",
        measured=f"effective rank {rank:.4g} of at most {last.rank_limit or 0:.0f}",
        expected=f"at least {LIMIT:.4g}: e^−6 of the variance in a second direction",
        message=f"From {place.weight} on the examples differ along one direction only: make the "
        "units differ, or add residual connections.",
        weight=place.weight,
        magnitude=2 * SIX_DEPTH_SCALES / max(rank - 1, 1e-12),
        explains=("GRD001", "GRD003"),
    )


def _largest(signals: Sequence[Signal]) -> float:
    return max(s.effective_rank or 0.0 for s in signals)


RULE = Rule(
    "COL002",
    "rank-collapse",
    "error",
    limit="an effective rank of 1 + 2 e^−6: what six depth scales leave in a second direction",
    judge=judge,
)
