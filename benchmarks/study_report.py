"""The report of a large study: seconds, memory and bytes, beside reading the rows alone.

python benchmarks/study_report.py [--seeds N]
makes a store of 2,000 cells with records that are drawn, not trained, and reports on it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from math import inf
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # for the plan, and the trials of its module

from benchmarks.study import large_plan
from initlab.report import render
from initlab.study.plan import Plan
from initlab.study.record import Record, pack
from initlab.study.store import open_store, read_store
from initlab.study.study_page import study_page


def fill(path: Path, made: Plan) -> None:
    """A drawn result for every run; one in fifty diverged."""
    rng = np.random.default_rng(0)
    with open_store(path, made) as store:
        for cell in made.cells:
            iterations = np.array([*made.record_at(2000), 2000.0])
            ends = 0.7 * np.exp(-0.002 * rng.gamma(2.0, size=len(made.seeds)) * 1000)
            records = []
            for end, run in zip(ends, made.ids(cell), strict=True):
                costs = 0.7 + (end - 0.7) * iterations / 2000 + rng.normal(0, 1e-3, len(iterations))
                nothing = np.full(len(iterations), np.nan)
                curve = pack(np.stack([iterations, costs, nothing, nothing], axis=1))
                bad = rng.random() < 0.02
                records.append(
                    Record(run, inf, None, None, 700, 1, curve)
                    if bad
                    else Record(run, float(end), 0.9, 0.8, None, None, curve)
                )
            store.write(records)


def measure(path: Path) -> None:
    begin = time.perf_counter()
    with read_store(path) as store:
        made = store.plan
        for cell in made.cells:
            store.rows(made.ids(cell))
        read = time.perf_counter() - begin
        begin = time.perf_counter()
        page = render(study_page(store))
        seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("| measure | goal | measured |\n| --- | --- | --- |")
    print(f"| report of {made.runs:,} runs | < 20 s | {seconds:.1f} s |")
    print(f"| beside reading their rows alone | – | {read:.1f} s, {seconds / read:.1f} × |")
    print(f"| its size | < 3 MB | {len(page.encode()) / 1e6:.2f} MB |")
    print(f"| memory at most | < 500 MB | {peak:.0f} MB |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.store:  # in a process of its own, for its memory
        measure(asked.store)
    else:
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder, "large.study")
            fill(store, large_plan(asked.seeds))
            subprocess.run([sys.executable, __file__, "--store", store], check=True)
