"""SCL001 and SCL002: a signal that vanishes or explodes through depth."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, isfinite, log

from initlab.checks.findings import Finding, NotJudged, Rule
from initlab.checks.rules.limits import LOG_SLOW
from initlab.checks.rules.stretches import (
    Stretch,
    after,
    chance,
    hidden,
    in_words,
    repairs,
    stretches,
)
from initlab.checks.snapshot import Snapshot

SIGMAS = 3.0  # of the log of a mean square, on top of a limit far from 0


def judge_vanishing(snapshot: Snapshot) -> Iterator[Finding]:
    """The signal dies out from layer to layer.

    Where no normalization follows, each layer multiplies the mean square by a factor; below 1 it
    falls exponentially. All gradients of weights hold the product of those factors, so nothing
    but the last bias learns.

    Measured: the mean square of what the last hidden layer passes on, against the first layer's
    input, in each run of layers without normalization or residual addition. The limit is a root
    mean square of 1e-3, less what chance does at these widths (three standard deviations).

    What to try: the entry that keeps the activation's mean square: "he" for ReLU, "gained" for
    others.

    Source: He et al. 2015, arXiv:1502.01852, section 2.2; Hanin and Rolnick 2018,
    arXiv:1803.01719, for chance.
    """
    for stretch, change in _changes(snapshot):
        mean, std = chance(stretch)
        limit = -LOG_SLOW + mean - SIGMAS * std
        if change < limit:
            yield _finding(snapshot, stretch, change, limit, "SCL001")


def judge_exploding(snapshot: Snapshot) -> Iterator[Finding]:
    """The signal grows from layer to layer.

    Each layer multiplies the mean square by a factor above 1, so outputs and gradients are huge:
    the first step of any usual learning rate throws the weights away, and in half precision
    numbers soon overflow. Behind a bounded activation the same weights saturate it instead.

    Measured: as for SCL001; the limit is a growth of the mean square by 1e3, plus what chance does
    at these widths (three standard deviations). Curvature grows with the mean square, so the
    largest stable rate is then 1e-3 of that which suits the last bias.

    What to try: the entry that keeps the activation's mean square: "he" for ReLU, "gained" for
    others.

    Source: He et al. 2015, arXiv:1502.01852, section 2.2; Hanin and Rolnick 2018,
    arXiv:1803.01719, for chance.
    """
    for stretch, change in _changes(snapshot):
        mean, std = chance(stretch)
        limit = max(LOG_SLOW / 2 + mean + SIGMAS * std, LOG_SLOW / 2)
        if change > limit:
            yield _finding(snapshot, stretch, change, limit, "SCL002")


def _changes(snapshot: Snapshot) -> Iterator[tuple[Stretch, float]]:
    """Hidden layers whose scale matters, and log(leaving / entering) over them."""
    if not snapshot.signals:
        raise NotJudged("No weight was seen at work.")
    for stretch in stretches(snapshot):
        layers = hidden(stretch)
        if len(layers) < 2 or layers[-1].normalized_next:
            continue
        entering, leaving = layers[0].input_mean_square, after(layers[-1])
        if not (isfinite(entering) and isfinite(leaving) and entering > 0):
            continue
        # All zero is silence, which other rules speak of, unless it is what rounding left of a
        # signal that was there.
        if leaving > 0 and all(signal.output_mean_square > 0 for signal in layers):
            yield layers, log(leaving / entering)


def _finding(
    snapshot: Snapshot, layers: Stretch, change: float, limit: float, code: str
) -> Finding:
    vanishing = code == "SCL001"
    factor = exp(change / len(layers))
    verb = "shrinks" if vanishing else "grows"
    first, last = layers[0], layers[-1]
    symptoms = ("GRD001", "GRD003") if vanishing else ("GRD002", "GRD003", "HED001", "STP001")
    return Finding(
        code,
        first.layer,
        "error",
        measured=f"mean square × {exp(change):.2e} from {first.layer} to {last.layer}, "
        f"× {factor:.3g} per layer",
        expected=f"× {exp(limit):.1e} at {'least' if vanishing else 'most'}: "
        f"{'1e-6' if vanishing else '1e3'}, and three standard deviations of chance",
        message=f"The signal {verb} by {factor:.3g} per layer over {len(layers)} layers without "
        f"normalization: give {in_words(layers)}.",
        weight=first.weight,
        magnitude=change / limit,
        explains=("SCL003", *symptoms) if not vanishing else symptoms,
        repairs=repairs(snapshot, layers, f"the signal {verb} by {factor:.3g} per layer"),
    )


VANISHING = Rule(
    "SCL001",
    "vanishing-signal",
    "error",
    limit="root mean square 1e-3 of the input's, and chance at finite width",
    judge=judge_vanishing,
)
EXPLODING = Rule(
    "SCL002",
    "exploding-signal",
    "error",
    limit="mean square 1e3 times the input's, and chance at finite width",
    judge=judge_exploding,
)
