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
from initlab.study.plan import Plan
from initlab.study.python_plan import plan
from initlab.study.runner import run_study
from initlab.study.store import open_store
from tests.study import trials
from tests.study.driver import small_plan
from tests.study.soak import grown

KILL_EVERY_S = 4.0  # longer than a worker takes to start, or one alone never gets to work


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
    seeds = max(1, asked.runs // 12)
    # Tasks of 50 runs, so that there are some 200 writes to be killed between.
    how = {"seeds": seeds, "iterations": 100, "task": 50}
    whole = folder / "whole.study"
    trials.finish(whole, **how)
    wanted, runs = trials.exported(whole), small_plan(seeds).runs
    rng, left, studies, same, again = random.Random(0), asked.kills, 0, 0, 0
    while left > 0:
        store = folder / f"kill{studies}.study"
        left -= trials.kill_again_and_again(store, rng, left, 0.5, **how)
        there = trials.saved(store)
        again += trials.finish(store, **how) + there - runs
        studies += 1
        same += trials.exported(store) == wanted
    line(
        f"{asked.kills} kills −9 at random moments of studies of {runs:,} runs, gone on with each "
        "time: exports with the bytes of an uninterrupted one; runs lost or trained twice after it",
        "all, 0",
        f"{same} of {studies}, {again}",
    )
    store, slowest = folder / "writes.study", 0.0
    for _ in range(asked.writes):
        trials.die_after_a_write(store, **how)
        begin = time.perf_counter()
        with open_store(store, small_plan(seeds)) as opened:
            backlog(opened.plan, opened)
        slowest = max(slowest, time.perf_counter() - begin)
    there = trials.saved(store)
    trained = trials.finish(store, **how)
    line(
        f"killed after each of its first {asked.writes} writes: same bytes; lost or twice",
        "same, 0",
        f"{'same' if trials.exported(store) == wanted else 'different'}, {trained + there - runs}",
    )
    line("opened after a kill, and known what is missing", "< 2 s", f"{slowest:.2f} s")
    line("trained by going on after a clean end", "0", f"{trials.finish(store, **how)}")


def executors(folder: Path, asked: argparse.Namespace) -> None:
    work = {"seeds": 250, "iterations": 4000, "task": 10}  # a minute of one worker
    found = dict[str, bytes]()
    for name, how in {"1 thread": {"threads": 1}, "2 threads": {"threads": 2}}.items():
        trials.finish(folder / f"{name}.study", **work, **how)
        found[name] = trials.exported(folder / f"{name}.study")
    for workers in (1, 3):
        store = folder / f"dask{workers}.study"
        killed = trials.finish_while_workers_die(store, KILL_EVERY_S, **work, workers=workers)
        found[f"Dask, workers: {workers}, killed: {killed}, one every {KILL_EVERY_S} s"] = (
            trials.exported(store)
        )
    same = len(set(found.values())) == 1
    line(f"the same bytes from {'; '.join(found)}", "same", "same" if same else "different")


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
            store, number, rng.uniform(0, 4 if more else 1), seeds=2000, iterations=2000, **more
        )
        times.append(stopped.seconds)
        good += (
            stopped.exit_code == 128 + number
            and not stopped.left
            and trials.saved(store) == stopped.told["saved"]
        )
    line("signals: right exit code, all saved, no process left", "all", f"{good} of {len(times)}")
    line("the longest from the signal to the end", "< 2 s", f"{max(times):.2f} s")


def large_plan(seeds: int) -> Plan:
    """5 initializers in 400 situations."""
    return plan(
        initializer=["he", "xavier", "glorot", "he_uniform", "random:scale=0.1"],
        activation=["relu", "tanh", "sigmoid", "gelu"],
        depth=list(range(1, 11)),
        width=[10],
        learning_rate=[10**-k for k in range(1, 6)],
        l2=[0.0, 0.1],
        seeds=seeds,
    )


def large(folder: Path, asked: argparse.Namespace) -> None:
    begin = time.perf_counter()
    made = large_plan(50)
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
