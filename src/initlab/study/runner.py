"""Train what a study lacks, save it task by task, and tell how far it is."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from initlab.study.backlog import Backlog, Pace, backlog, tasks
from initlab.study.executor import Executor
from initlab.study.executor_local import Local
from initlab.study.plan import Cell, Plan, run_id
from initlab.study.record import Record
from initlab.study.signals import Noted
from initlab.study.store import open_store
from initlab.study.tasks import Task, run_name


@dataclass(frozen=True)
class Summary:
    """How far a study is.

    Args:
        runs: of the plan.
        saved: runs of the plan that the store holds.
        trained: how many of them this session added.
        diverged: of those it added.
        seconds: since the training began.
        best: the run with the lowest cost that this session added, and that cost.
    """

    runs: int
    saved: int
    trained: int = 0
    diverged: int = 0
    seconds: float = 0.0
    best: tuple[str, float] | None = None

    @property
    def complete(self) -> bool:
        """Whether every run has its result."""
        return self.saved == self.runs


def run_study(
    plan: Plan,
    path: str | Path,
    *,
    executor: Executor | None = None,
    progress: Callable[[Summary], None] | None = None,
    stop: Noted | None = None,
) -> Summary:
    """Train every run of `plan` that the store at `path` lacks. Stop it anywhere; call it again.

    Args:
        executor: where to train; by default in this process on all processors. The caller closes
            one that it gives.
        progress: called after each write.
        stop: once it holds a signal, what is finished is saved and this returns.
    Raises: InitlabError: a run that cannot be trained, which the message names; what is finished
        is saved. A store that cannot be written, or that another process writes.

    >>> from tempfile import TemporaryDirectory
    >>> from initlab.study.python_plan import plan
    >>> small = plan(initializer=["he", "zeros"], iterations=10, seeds=2)
    >>> with TemporaryDirectory() as folder:
    ...     first = run_study(small, f"{folder}/small.study")
    ...     again = run_study(small, f"{folder}/small.study")
    >>> first.trained, again.trained, again.saved
    (4, 0, 4)
    """
    stop = stop or Noted()
    with open_store(Path(path), plan) as store:
        left = backlog(plan, store)
        state = Summary(plan.runs, plan.runs - left.missing)
        tell = progress or (lambda state: None)
        tell(state)
        trainer = executor or Local()
        pace = Pace(trainer.side_by_side)
        begin = time.monotonic()
        failed: BaseException | None = None

        def stopping() -> bool:
            return stop.signal is not None or failed is not None

        try:
            for done in trainer.run(tasks(left, store, pace), stopping):
                if done.error is not None:
                    failed = failed or done.error
                    continue
                store.write(done.records)
                _learn(pace, left, done.task, len(done.records), done.seconds)
                state = _added(state, plan, done.task, done.records, time.monotonic() - begin)
                tell(state)
        except BaseException as error:
            failed = error  # ends the tasks that are under way
            raise
    if failed is not None:
        raise failed
    return state


def _learn(pace: Pace, left: Backlog, task: Task, runs: int, seconds: float) -> None:
    if runs == task.runs:  # one that was cut short says nothing
        first = left.plan.cells[task.parts[0][0]]
        pace.learn(left.plan.spec(first), left.plan.source(first).examples, runs, seconds)


def _added(
    state: Summary, plan: Plan, task: Task, records: list[Record], seconds: float
) -> Summary:
    best = state.best
    lowest = min(records, key=lambda r: r.cost if math.isfinite(r.cost) else math.inf, default=None)
    if (
        lowest is not None
        and math.isfinite(lowest.cost)
        and (best is None or lowest.cost < best[1])
    ):
        best = run_name(plan, *_of_id(plan, task, lowest.id)), lowest.cost
    return replace(
        state,
        saved=state.saved + len(records),
        trained=state.trained + len(records),
        diverged=state.diverged + sum(r.diverged_at is not None for r in records),
        seconds=seconds,
        best=best,
    )


def _of_id(plan: Plan, task: Task, wanted: bytes) -> tuple[Cell, int]:
    for position, seeds in task.parts:
        cell = plan.cells[position]
        key = plan.key(cell)
        for seed in seeds:
            if run_id(key, seed) == wanted:
                return cell, seed
    raise AssertionError("a task returns its own runs")
