"""The chaos horizon: from where on a run's digits are an accident of rounding.

Training can amplify a difference in the last bit until nothing is left of the agreement; then
another order of additions, another library or another order of the examples gives other digits,
and none of them is right. A twin shows it: the same run with every weight of the first layer moved
by one unit in the last place, up. Where the two part, the digits of both mean nothing more.
"""

from __future__ import annotations

from itertools import chain
from math import isfinite

import numpy as np

from initlab.initializers import Layer, Parameters
from initlab.networks import Outcome, Spec
from initlab.study.batch import Batch

PARTED = 1e-3  # relative difference of the costs
SHOWN = 8  # runs for which a twin is trained unasked: those that tables and pictures show singly


def with_twin(batch: Batch, everyone: bool) -> list[int]:
    """Positions of the runs that get a twin: all, or those of the first seed, at most eight."""
    if everyone:
        return list(range(len(batch.runs)))
    first = batch.runs[0].seed
    return [k for k, run in enumerate(batch.runs) if run.seed == first][:SHOWN]


def twin_parameters(spec: Spec) -> Parameters:
    """What the twin of a run begins with.

    >>> spec = Spec((1, 1), initializer="zeros")
    >>> float(twin_parameters(spec)[0].weights[0, 0])
    5e-324
    """
    first, *others = spec.draw()
    return (Layer(np.nextafter(first.weights, np.inf), first.biases), *others)


def undetermined_from(outcome: Outcome, twin: Outcome) -> int | None:
    """The first measured iteration at which run and twin have parted; None if they never do.

    A twin that diverges elsewhere has parted there.
    """
    pairs = zip(
        chain(outcome.history, [outcome.final]), chain(twin.history, [twin.final]), strict=False
    )
    for ours, theirs in pairs:
        if ours.iteration != theirs.iteration:
            return min(ours.iteration, theirs.iteration)
        if not isfinite(ours.cost) and not isfinite(theirs.cost):
            continue  # nothing to tell apart
        if not abs(ours.cost - theirs.cost) <= PARTED * max(abs(ours.cost), abs(theirs.cost)):
            return ours.iteration
    return None
