"""COL002: depth leaves one direction."""

from __future__ import annotations

from collections.abc import Iterator

from initlab.checks.facts import SIX_DEPTH_SCALES
from initlab.checks.findings import Finding, NotJudged, Rule
from initlab.checks.snapshot import Snapshot

# An intrinsic rank of the data, or a bottleneck, below this is the user's choice.
FEWEST = 4.0
# Shares 1 − ε and ε of two directions have the effective rank 1 / ((1 − ε)² + ε²) ≈ 1 + 2 ε.
LIMIT = 1 + 2 * SIX_DEPTH_SCALES


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The examples differ along one direction only.

    The batch enters with several directions and leaves the hidden layers with one: whatever the
    head learns, it is a function of one number. Copies of units do this at once, products of many
    random matrices and attention without residual connections do it with depth.

    Measured: the effective rank (Σ s²)² / Σ s⁴ of the last hidden pre-activations, less their mean,
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
    dense = [s for s in ranked if s.operation not in ("embedding", "recurrent")]
    if not ranked:
        raise NotJudged("No effective rank was measured. Give a batch of several examples.")
    narrowest = min(min(s.rank_limit or 0.0, s.units) for s in ranked)
    entering = ranked[0].effective_rank or 0.0
    if narrowest < FEWEST or len(dense) < 2 or max(entering, _widest(snapshot)) < FEWEST - 1:
        return
    last = dense[-1]
    rank = last.effective_rank or 0.0
    if rank >= LIMIT:
        return
    place = next(s for s in dense if (s.effective_rank or 0.0) < LIMIT)
    yield Finding(
        "COL002",
        place.layer,
        "error",
        measured=f"effective rank {rank:.4g} of at most {last.rank_limit:.0f}",
        expected=f"at least {LIMIT:.4g}: e^−6 of the variance in a second direction",
        message=f"From {place.weight} on the examples differ along one direction only: make the "
        "units differ, or add residual connections.",
        weight=place.weight,
        magnitude=2 * SIX_DEPTH_SCALES / max(rank - 1, 1e-12),
        explains=("GRD001", "GRD003"),
    )


def _widest(snapshot: Snapshot) -> float:
    return max((s.effective_rank or 0.0 for s in snapshot.signals), default=0.0)


RULE = Rule(
    "COL002",
    "rank-collapse",
    "error",
    limit="an effective rank of 1 + 2 e^−6: what six depth scales leave in a second direction",
    judge=judge,
)
