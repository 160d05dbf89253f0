"""Train tasks in this process, on the engine's threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Thread

from initlab import kernel
from initlab.errors import DomainError
from initlab.study.executor import Done, keep_busy
from initlab.study.tasks import Task, train_task

UNDER_WAY = 2  # while one task draws and packs, in Python, the other trains


class Local:
    """The executor of this process.

    Args:
        threads: of the engine; by default as many as this process may use.
    Raises: DomainError: less than one.
    """

    def __init__(self, threads: int | None = None) -> None:
        if threads is not None and threads < 1:
            raise DomainError(f"threads is a whole number of at least 1; got {threads}.")
        self.threads = threads or kernel.threads()

    @property
    def side_by_side(self) -> int:
        """All lanes of all threads."""
        return lanes() * self.threads

    def run(self, tasks: Iterator[Task], stopping: Callable[[], bool]) -> Iterator[Done]:
        """Every task, as it ends."""

        def start(task: Task, ended: Callable[[Callable[[], Done]], None]) -> None:
            def work() -> None:
                begin = time.perf_counter()
                try:
                    records = train_task(task, threads=self.threads, stopping=stopping)
                    done = Done(task, records, time.perf_counter() - begin)
                except Exception as error:
                    done = Done(task, [], 0.0, error)
                ended(lambda: done)

            # A daemon, so that a user's function that never returns cannot hold the process.
            Thread(target=work, daemon=True).start()

        return keep_busy(tasks, start, lambda: UNDER_WAY, stopping)

    def close(self) -> None:
        """Nothing stays behind."""


def lanes() -> int:
    """Networks that one thread trains side by side; 1 without the compiled engine."""
    compiled = kernel.load()
    return 1 if compiled is None else int(compiled.lane_widths()[0])
