"""A process that runs a small study, to be killed: python -m tests.study.driver '{"store": …}'."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from initlab.study.executor import Executor
from initlab.study.executor_local import Local
from initlab.study.plan import Plan
from initlab.study.python_plan import plan
from initlab.study.runner import Summary, run_study
from initlab.study.signals import noted
from initlab.study.store import Store


def small_plan(seeds: int = 10, iterations: int = 100) -> Plan:
    """Several shapes; some cells share one, some runs diverge."""
    return plan(
        initializer=["he", "xavier", "random:scale=10"],
        learning_rate=[0.1, 1e200],
        layers=[[4], [3, 2]],
        iterations=iterations,
        points=5,
        seeds=seeds,
    )


def die_at_write(number: int, after: bool) -> None:
    """Have this process killed at its n-th write: before it, or when it has been made."""
    write, count = Store.write, 0

    def written(self: Store, records: Any) -> None:
        nonlocal count
        count += 1
        if after or count < number:
            write(self, records)
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    Store.write = written  # type: ignore[method-assign]


def executor_of(asked: dict[str, Any]) -> Executor:
    """Where to train: worker processes of Dask's, or threads."""
    if asked.get("workers"):
        from initlab.study.executor_dask import Dask

        return Dask(f"local:{asked['workers']}")
    return Local(asked.get("threads"))


def main(asked: dict[str, Any]) -> int:
    from initlab.study import backlog

    backlog.MOST_RUNS = asked.get("task", 8)  # many small tasks: many moments to die at
    if "die_at" in asked:
        die_at_write(asked["die_at"], asked["after"])
    told = False

    def tell(state: Summary) -> None:
        nonlocal told
        if state.trained and not told:
            told = True
            print("saving", flush=True)

    with noted() as stop:
        print("ready", flush=True)
        executor = executor_of(asked)
        try:
            found = run_study(
                small_plan(asked["seeds"], asked["iterations"]),
                asked["store"],
                executor=executor,
                progress=tell,
                stop=stop,
            )
        finally:
            executor.close()
        print(json.dumps({"saved": found.saved, "trained": found.trained}), flush=True)
    return stop.exit_code


if __name__ == "__main__":
    code = main(json.loads(sys.argv[1]))
    if code:  # as the command line ends
        os._exit(code)
