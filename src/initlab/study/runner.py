"""Train what a plan holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from initlab import engine
from initlab.networks import Outcome, Spec
from initlab.study.plan import Plan


@dataclass(frozen=True)
class Result:
    """A run of a plan, and how it ended."""

    run: Spec
    outcome: Outcome


def run_plan(plan: Plan, progress: Callable[[int], None] | None = None) -> list[Result]:
    """Train every run of `plan`, in its order.

    Args:
        progress: called now and then with the number of updates done in all.
    Raises: InitlabError: a run that cannot be trained; a diverged one is a result instead.
    """
    outcomes = engine.train(plan.runs, plan.dataset, progress=progress)
    return [Result(run, outcome) for run, outcome in zip(plan.runs, outcomes, strict=True)]
