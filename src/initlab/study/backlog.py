"""What of a plan is not in its store yet, cut into tasks of about a second each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from initlab import kernel
from initlab.networks import Spec
from initlab.study.cost import multiply_adds, parameters
from initlab.study.plan import Cell, Plan
from initlab.study.settings import optimizer
from initlab.study.tasks import Task

TASK_S = 1.0  # what a task should take: a kill loses no more, and the progress is live
RUN_S = 5e-4  # of a run, besides its multiply-adds: drawing, packing
MOST_BYTES = 2**30  # of the parameters of a task, with their gradients and moments
MOST_RUNS = 4096  # of a task


class Lacks(Protocol):
    """A store, as far as it tells what is missing."""

    def lacking(self, ids: Sequence[bytes]) -> list[int]:
        """Positions of the runs that have no intact result."""


@dataclass(frozen=True)
class Backlog:
    """The cells of a plan in which runs are missing, grouped by the shape they share."""

    plan: Plan
    cells: dict[tuple[object, ...], array[int]]  # positions; 8 bytes each
    runs: dict[tuple[object, ...], int]  # that are missing

    @property
    def missing(self) -> int:
        """Runs, of all shapes."""
        return sum(self.runs.values())


def backlog(plan: Plan, store: Lacks) -> Backlog:
    """What of `plan` the store lacks."""
    cells: dict[tuple[object, ...], array[int]] = {}
    runs = dict[tuple[object, ...], int]()
    for cell in plan.cells:
        lacking = len(store.lacking(plan.ids(cell)))
        if lacking:
            alike = shape(cell)
            cells.setdefault(alike, array("q")).append(cell.position)
            runs[alike] = runs.get(alike, 0) + lacking
    return Backlog(plan, cells, runs)


def shape(cell: Cell) -> tuple[object, ...]:
    """What cells must share to be trained side by side: rates and initializers may differ."""
    values = cell.values
    return (
        values["data"],
        cell.layers,
        *(values[name] for name in ("activation", "loss", "batch_size", "iterations")),
        optimizer(str(values["optimizer"]))[0],
        values["l2"] != 0.0,
    )


class Pace:
    """How many runs make a task; it learns from the tasks that are done.

    Args:
        side_by_side: networks that a task needs at least to use a worker in full.
    """

    def __init__(self, side_by_side: int) -> None:
        self._least = side_by_side
        # Multiply-adds a second; the first task is rather too small than too large.
        self._speed = 5e8 if kernel.load() is not None else 2e7

    def runs(self, spec: Spec, examples: int) -> int:
        """The runs of a task of such networks."""
        seconds = multiply_adds(spec, examples) / self._speed + RUN_S
        wanted = int(TASK_S / seconds) // self._least * self._least
        fitting = MOST_BYTES // (8 * 6 * parameters(spec.sizes))
        return max(1, min(max(wanted, self._least), fitting, MOST_RUNS))

    def learn(self, spec: Spec, examples: int, runs: int, seconds: float) -> None:
        """Take in that a task of so many of these runs took so long."""
        at_work = max(seconds - runs * RUN_S, 0.1 * seconds, 1e-6)
        self._speed = 0.5 * (self._speed + runs * multiply_adds(spec, examples) / at_work)


def tasks(left: Backlog, store: Lacks, pace: Pace) -> Iterator[Task]:
    """The missing runs, task by task; each is cut when it is asked for."""
    plan = left.plan
    text = plan.to_json()
    for positions in left.cells.values():
        first = plan.cells[positions[0]]
        source, spec = plan.source(first), plan.spec(first)
        dataset = source.load()
        parts = list[tuple[int, tuple[int, ...]]]()
        room = pace.runs(spec, source.examples)
        for position in positions:
            ids = plan.ids(plan.cells[position])
            seeds = [plan.seeds[k] for k in store.lacking(ids)]
            while seeds:
                parts.append((position, tuple(seeds[:room])))
                room -= len(parts[-1][1])
                seeds = seeds[len(parts[-1][1]) :]
                if room == 0:
                    yield Task(text, tuple(parts), dataset)
                    parts = []
                    room = pace.runs(spec, source.examples)
        if parts:
            yield Task(text, tuple(parts), dataset)
