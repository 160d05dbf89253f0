"""What every executor shares: a few tasks under way, and results in the order they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from initlab.study.record import Record
from initlab.study.tasks import Task

POLL_S = 0.05  # between two looks at the wish to stop
PATIENCE_S = 1.0  # for tasks under way, once it is there


@dataclass(frozen=True)
class Done:
    """A task that has ended: its records, and why there are not more, if so."""

    task: Task
    records: list[Record]
    seconds: float
    error: Exception | None = None


class Executor(Protocol):
    """Where tasks are trained. The results do not depend on it."""

    @property
    def side_by_side(self) -> int:
        """Networks that a task needs at least to use a worker in full."""

    def run(self, tasks: Iterator[Task], stopping: Callable[[], bool]) -> Iterator[Done]:
        """Every task, as it ends; no new ones once `stopping` says True."""

    def close(self) -> None:
        """Leave no process and no thread behind."""


# Begins a task, and later hands over a function that tells how it ended.
Start = Callable[[Task, Callable[[Callable[[], Done]], None]], None]


def keep_busy(
    tasks: Iterator[Task], start: Start, most: Callable[[], int], stopping: Callable[[], bool]
) -> Iterator[Done]:
    """Keep `most()` tasks under way until there are no more or `stopping` says True."""
    ended = SimpleQueue[Callable[[], Done]]()
    under_way = 0
    stop_at = float("inf")
    more = True
    while True:
        while more and under_way < most() and not stopping():
            task = next(tasks, None)
            more = task is not None
            if task is not None:
                start(task, ended.put)
                under_way += 1
        if not under_way:
            return
        try:
            done = ended.get(timeout=POLL_S)
        except Empty:
            if stopping():
                stop_at = min(stop_at, time.monotonic() + PATIENCE_S)
            if time.monotonic() > stop_at:
                return
            continue
        under_way -= 1
        yield done()
