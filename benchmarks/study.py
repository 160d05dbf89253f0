"""What a study costs above the bare engine, and what it survives.

python benchmarks/study.py [ROW …] [--runs N] [--kills N] [--writes N] [--signals N] [--soak N]
prints one line of a table for each row: | measure | goal | measured |
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the trials that the tests share

from initlab import engine
from initlab.study.backlog import backlog
from initlab.study.estimate import Nothing, estimate
from initlab.study.executor_local import Local
from initlab.study.plan import Plan
from initlab.study.python_plan import plan
from initlab.study.runner import run_study
from tests.study import trials
from tests.study.driver import small_plan
from tests.study.soak import grown


def line(measure: str, goal: str, measured: str) -> None:
    print(f"| {measure} | {goal} | {measured} |", flush=True)


def many(runs: int, iterations: int = 200) -> Plan:
    """A plan of 20 cells on one shape: the seed network."""
    return plan(
        initializer=["he", "xavier", "random:scale=0.1", "zeros", "glorot"],
        learning_rate=[0.01, 0.03, 0.1, 0.3],
        iterations=iterations,
        seeds=max(1, runs // 20),
    )


def overhead(folder: Path, asked: argparse.Namespace) -> None:
    made = many(asked.runs)
    ratios, seconds = [], []
    for k in range(asked.repeats):
        specs = [replace(made.spec(cell), seed=s) for cell in made.cells for s in made.seeds]
        data = made.sources[0].load()
        begin = time.perf_counter()
        engine.train(specs, data)
        bare = time.perf_counter() - begin
        begin = time.perf_counter()
        run_study(made, folder / f"{k}.study")
        seconds.append(time.perf_counter() - begin)
        ratios.append(seconds[-1] / bare)
    line(
        f"{made.runs:,} runs of the seed network, 200 iterations: study / bare engine",
        "≤ 1.10",
        f"{sorted(ratios)[len(ratios) // 2]:.2f} (of {', '.join(f'{r:.2f}' for r in ratios)})",
    )
    begin = time.perf_counter()
    again = run_study(made, folder / "0.study")
    line(
        f"resume of {made.runs:,} finished runs",
        "< 2 s, 0 trained",
        f"{time.perf_counter() - begin:.2f} s, {again.trained} trained",
    )


def kills(folder: Path, asked: argparse.Namespace) -> None:
    run_study(small_plan(), folder / "whole.study", executor=Local(1))
    whole = trials.exported(folder / "whole.study")
    rng, same = random.Random(0), 0
    for k in range(asked.kills):
        store = folder / f"kill{k}.study"
        trials.kill_at_random(store, rng, within_s=0.4)
        same += trials.exported(store) == whole
    line("killed at a random moment, then resumed: same bytes", "all", f"{same} of {asked.kills}")
    same = 0
    for k in range(asked.writes):
        store = folder / f"write{k}.study"
        number, after = 1 + k // 2 % 8, bool(k % 2)
        trials.kill_at_write(store, number, after=after)
        same += trials.exported(store) == whole
    line("killed before or after a write, then resumed", "all", f"{same} of {asked.writes}")


def executors(folder: Path, asked: argparse.Namespace) -> None:
    found = dict[str, bytes]()
    for name, how in {
        "1 thread": {"threads": 1},
        "2 threads": {"threads": 2},
        "Dask, 2 workers": {"workers": 2},
        "Dask, 3 workers": {"workers": 3},
    }.items():
        store = folder / f"{name}.study"
        trials.finish(store, **how)
        found[name] = trials.exported(store)
    same = len(set(found.values())) == 1
    line(f"the same bytes from {', '.join(found)}", "same", "same" if same else "different")


def soak(folder: Path, asked: argparse.Namespace) -> None:
    memory, files = grown(folder / "soak.study", asked.soak)
    line(
        f"{asked.soak:,} runs in one process: memory and files more at the end",
        "< 20 MiB, 0",
        f"{memory / 2**20:.1f} MiB, {files}",
    )


def signals(folder: Path, asked: argparse.Namespace) -> None:
    rng, times, good = random.Random(1), list[float](), 0
    sent = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for k in range(asked.signals):
        store, number = folder / f"signal{k}.study", sent[k % 3]
        more = {"workers": 2} if k % 10 == 9 else {}
        stopped = trials.stop_with(
            store, number, rng.uniform(0, 1), seeds=2000, iterations=2000, **more
        )
        times.append(stopped.seconds)
        good += (
            stopped.exit_code == 128 + number
            and not stopped.left
            and trials.saved(store) == stopped.told["saved"]
        )
    line("signals: right exit code, all saved, no process left", "all", f"{good} of {len(times)}")
    line("the longest from the signal to the end", "< 2 s", f"{max(times):.2f} s")


def large(folder: Path, asked: argparse.Namespace) -> None:
    begin = time.perf_counter()
    made = plan(
        initializer=["he", "xavier", "glorot", "he_uniform", "random:scale=0.1"],
        activation=["relu", "tanh", "sigmoid", "gelu"],
        depth=list(range(1, 11)),
        width=[10],
        learning_rate=[10**-k for k in range(1, 6)],
        l2=[0.0, 0.1],
        seeds=50,
    )
    planned = time.perf_counter() - begin
    begin = time.perf_counter()
    left = backlog(made, Nothing())
    found = time.perf_counter() - begin
    begin = time.perf_counter()
    estimate(made)
    line(
        f"a plan of {left.missing:,} runs: made, what is missing, dry run",
        "< 2 s, < 5 s, < 10 s",
        f"{planned:.2f} s, {found:.2f} s, {time.perf_counter() - begin:.2f} s",
    )


ROWS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "overhead": overhead,
    "kills": kills,
    "executors": executors,
    "soak": soak,
    "signals": signals,
    "large": large,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", help=f"of {', '.join(ROWS)}; all by default")
    for name, count in {
        "runs": 10_000, "repeats": 3, "kills": 200, "writes": 100, "soak": 100_000, "signals": 100
    }.items():  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=count)
    asked = parser.parse_args()
    unknown = [row for row in asked.rows if row not in ROWS]
    if unknown:
        parser.error(f"no row {unknown[0]}; there are {', '.join(ROWS)}")
    line("measure", "goal", "measured")
    line("---", "---", "---")
    for name in asked.rows or ROWS:
        with tempfile.TemporaryDirectory() as folder:
            ROWS[name](Path(folder), asked)


if __name__ == "__main__":
    main()
