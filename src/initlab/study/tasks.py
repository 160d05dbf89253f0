"""A task: some runs of a plan that train side by side, and the pure function that trains them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from initlab import engine
from initlab.datasets import Dataset
from initlab.errors import InitlabError, UserCodeError
from initlab.initializers import Parameters
from initlab.networks import Outcome, Spec
from initlab.study.plan import Cell, Plan, run_id
from initlab.study.record import Record, record
from initlab.study.settings import shown
from initlab.study.sources import identity


@dataclass(frozen=True)
class Task:
    """Runs of one data set and one shape; small enough to be sent anywhere.

    Args:
        plan: as JSON.
        parts: positions of cells in the plan, each with the seeds to train.
        dataset: the data; None where the task is done loads them by their name.
    """

    plan: str
    parts: tuple[tuple[int, tuple[int, ...]], ...]
    dataset: Dataset | None

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return sum(len(seeds) for _, seeds in self.parts)


class _Stopped(Exception):
    """The driver wants to end; what is finished is the result."""


def train_task(
    task: Task, *, threads: int | None = None, stopping: Callable[[], bool] | None = None
) -> list[Record]:
    """Train the runs of a task: the same records wherever and in whatever company.

    Args:
        threads: of the engine; by default all.
        stopping: asked now and then; once it says True, the result is what is finished.
    Raises: InitlabError: a run that cannot be trained; the message names it.
    """
    plan = _plan(task.plan)
    dataset = task.dataset or _loaded(task.plan, str(plan.cells[task.parts[0][0]].values["data"]))
    ids = list[bytes]()
    specs = list[Spec]()
    starts = list[Parameters]()
    kept = list[Record]()

    def check(_: int = 0) -> None:
        if stopping is not None and stopping():
            raise _Stopped

    def keep(position: int, outcome: Outcome) -> None:
        kept.append(record(ids[position], outcome, layers=plan.record_layers))

    try:
        for position, seeds in task.parts:
            cell = plan.cells[position]
            key = plan.key(cell)
            first = _spec(plan, cell)
            for seed in seeds:
                check()
                spec = replace(first, seed=seed)
                ids.append(run_id(key, seed))
                specs.append(spec)
                starts.append(_start(plan, cell, spec))
        engine.train(
            specs, dataset, parameters=starts, progress=check, on_finished=keep, threads=threads
        )
    except _Stopped:
        pass
    return kept


def run_name(plan: Plan, cell: Cell, seed: int) -> str:
    """A run by what tells it from the others of its plan."""
    varied = [f"{axis.name} {shown(cell.values[axis.name])}" for axis in plan.varied]
    return ", ".join([*varied, f"seed {seed}"])


def _spec(plan: Plan, cell: Cell) -> Spec:
    name = str(cell.values["initializer"])
    if _identity(name) != dict(plan.starts)[name]:
        raise UserCodeError(
            f"{name} is not what it was when this study was planned. Bring the old file back, or "
            "begin a new study."
        )
    return plan.spec(cell)


def _start(plan: Plan, cell: Cell, spec: Spec) -> Parameters:
    try:
        return spec.draw()
    except InitlabError as error:
        raise type(error)(f"Run {run_name(plan, cell, spec.seed)}: {error}") from error


# A worker sees the same few plans again and again.
_plan = lru_cache(maxsize=4)(Plan.from_json)
_identity = lru_cache(maxsize=1024)(identity)


@lru_cache(maxsize=4)
def _loaded(plan: str, name: str) -> Dataset:
    return next(source for source in _plan(plan).sources if source.name == name).load()
