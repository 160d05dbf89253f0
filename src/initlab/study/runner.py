"""Train what a plan holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from initlab import networks
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
    results: list[Result] = []
    done = 0
    for run in plan.runs:
        train, test = examples_of(plan, run)
        step = None if progress is None else (lambda n, base=done: progress(base + n))
        results.append(Result(run, networks.train(run, train, test, progress=step)))
        done += run.iterations
    return results


def examples_of(plan: Plan, run: Spec) -> tuple[networks.Examples, networks.Examples | None]:
    """The plan's training and test data in the form that the run's loss trains on."""
    data = plan.dataset
    train = networks.examples(run, data.train_x, data.train_y)
    if data.test_x is None or data.test_y is None:
        return train, None
    return train, networks.examples(run, data.test_x, data.test_y)
