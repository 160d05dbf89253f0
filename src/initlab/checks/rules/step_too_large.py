"""STP001: a learning rate beyond what the loss's curvature allows."""

from __future__ import annotations

from collections.abc import Iterator

from initlab.checks.findings import Finding, NotJudged, Rule
from initlab.checks.snapshot import Snapshot


def judge(snapshot: Snapshot) -> Iterator[Finding]:
    """The first steps of gradient descent go uphill.

    On a quadratic of curvature λ a step of gradient descent multiplies the distance to the bottom
    by 1 − η λ. It shrinks as long as η < 2 / λ and grows without bound beyond. A network is no
    quadratic: training often survives a somewhat larger η, at the price of a loss that first rises
    until the curvature has fallen. So this is a warning; a warm-up does the same in safety.

    Measured: the largest eigenvalue of the loss's Hessian at the start, by ten Lanczos steps. They
    approach it from below, so the true limit is, if anything, smaller. It speaks of plain gradient
    descent on this batch; momentum β raises the limit to 2 (1 + β) / λ, and Adam rescales each
    parameter, so give no learning rate of Adam's.

    What to try: a learning rate below the limit, a warm-up, or weights whose signals keep their
    size, which lowers the curvature.

    Source: LeCun et al. 1998, Efficient BackProp; Lewkowycz et al. 2020,
    arXiv:2003.02218, for what happens beyond.
    """
    curvature = snapshot.curvature
    if curvature is None or curvature.learning_rate is None:
        raise NotJudged("The curvature or the learning rate is not known. Give a learning rate.")
    if curvature.largest <= 0:
        return
    limit = 2 / curvature.largest
    if curvature.learning_rate <= limit:
        return
    yield Finding(
        "STP001",
        "",
        "warning",
        measured=f"a learning rate of {curvature.learning_rate:.3g}",
        expected=f"at most 2 / λ = {limit:.3g}, λ = {curvature.largest:.3g} being the largest "
        "curvature at the start",
        message=f"You use {curvature.learning_rate:.3g}; the first steps go uphill beyond "
        f"{limit:.3g}: lower it, or warm up.",
        magnitude=curvature.learning_rate / limit,
    )


RULE = Rule(
    "STP001",
    "step-too-large",
    "warning",
    limit="2 / λ, the largest step that descends on a quadratic of curvature λ",
    judge=judge,
)
