"""Train a batch, with the twins that show where its digits stop to mean something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from initlab import engine
from initlab.networks import Outcome, Spec
from initlab.study.batch import Batch
from initlab.study.horizon import twin_parameters, undetermined_from, with_twin


@dataclass(frozen=True)
class Result:
    """A run of a batch, and how it ended."""

    run: Spec
    outcome: Outcome
    twin: Outcome | None = None  # the chaos horizon's, where one was trained

    @property
    def undetermined_from(self) -> int | None:
        """The measured iteration from which the digits are an accident of rounding, if any."""
        return None if self.twin is None else undetermined_from(self.outcome, self.twin)


def run_batch(
    batch: Batch, progress: Callable[[float], None] | None = None, *, horizon: bool = False
) -> list[Result]:
    """Train every run of `batch`, in its order.

    Args:
        progress: called now and then with the share done, from 0 to 1.
        horizon: train a twin of every run, not only of those that are shown one by one.
    Raises: InitlabError: a run that cannot be trained; a diverged one is a result instead.
    """
    twins = with_twin(batch, horizon)
    specs = [*batch.runs, *(batch.runs[k] for k in twins)]
    starts = [run.draw() for run in batch.runs] + [twin_parameters(batch.runs[k]) for k in twins]
    updates = max(1, sum(spec.iterations for spec in specs))
    outcomes = engine.train(
        specs,
        batch.dataset,
        parameters=starts,
        progress=None if progress is None else lambda done: progress(done / updates),
    )
    of_twin = dict(zip(twins, outcomes[len(batch.runs) :], strict=True))
    return [
        Result(run, outcome, of_twin.get(k))
        for k, (run, outcome) in enumerate(zip(batch.runs, outcomes, strict=False))
    ]
