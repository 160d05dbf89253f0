"""What the store of a study costs beside bare SQLite, in the same run.

    python benchmarks/study_store.py [--runs 20000] [--batch 64]

Both sides write the same rows in transactions of the same size, in turn, the best of three counts:
the store with its checksums, its tally and its lock; the other side a table with the same columns,
no checksum and nothing else, in the same journal mode. Then the store is read and verified. Bytes
per run are those of the closed file. The curves hold 41 measurements of a run that learns.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from initlab.study.plan import Plan
from initlab.study.python_plan import plan
from initlab.study.record import Record, pack
from initlab.study.store import export, open_store, read_store

COLUMNS = "id, cost, train_accuracy, test_accuracy, diverged_at, diverged_layer, curve"
POINTS, STEP = 41, 50


def learning(run_id: bytes, rng: np.random.Generator) -> Record:
    """A run whose cost falls and whose accuracies rise, with all digits of the cost."""
    at = np.arange(POINTS)
    cost = 0.7 * np.exp(-at / rng.uniform(5, 40)) + 0.01 * rng.random(POINTS)
    right = 1 - cost / 1.5
    curve = np.stack([at * STEP, cost, np.round(right * 300) / 300, np.round(right * 100) / 100], 1)
    return Record(run_id, *curve[-1, 1:].tolist(), None, None, pack(curve))


def bare(path: Path, records: Sequence[Record], batch: int) -> None:
    """The other side: INSERT, and nothing else."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(
        "CREATE TABLE run (id BLOB NOT NULL UNIQUE, cost REAL, train_accuracy REAL,"
        " test_accuracy REAL, diverged_at INTEGER, diverged_layer INTEGER, curve BLOB) STRICT"
    )
    for start in range(0, len(records), batch):
        db.execute("BEGIN IMMEDIATE")
        for r in records[start : start + batch]:
            row = (r.id, r.cost, r.train_accuracy, r.test_accuracy, r.diverged_at)
            row = (*row, r.diverged_layer, r.curve)
            db.execute(f"INSERT INTO run ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        db.execute("COMMIT")
    db.close()


def ours(path: Path, made: Plan, records: Sequence[Record], batch: int) -> None:
    """The store, as a driver uses it."""
    with open_store(path, made) as store:
        for start in range(0, len(records), batch):
            store.write(records[start : start + batch])


def seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=64)
    options = parser.parse_args()
    seeds = max(1, options.runs // 200)
    made = plan(
        initializer=["he", "xavier"], learning_rate=[k / 1000 for k in range(1, 101)], seeds=seeds
    )
    ids = [run for cell in made.cells for run in made.ids(cell)]
    rng = np.random.default_rng(0)
    records = [learning(run, rng) for run in ids]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times: dict[str, list[float]] = {"store": [], "bare": []}
        for k in range(3):
            path = folder / f"store{k}.db"
            times["store"].append(seconds(lambda p=path: ours(p, made, records, options.batch)))
            path = folder / f"bare{k}.db"
            times["bare"].append(seconds(lambda p=path: bare(p, records, options.batch)))
        rate = {side: len(ids) / min(found) for side, found in times.items()}
        path = folder / "store0.db"
        size = {side: (folder / f"{side}0.db").stat().st_size / len(ids) for side in times}
        with read_store(path) as store:
            assert store.rows(ids) == records
            reading = {
                "heads": seconds(lambda: store.heads(ids)),
                "rows with curves": seconds(lambda: store.rows(ids)),
                "verify": seconds(store.verify),
                "export as CSV": seconds(lambda: export(store, folder / "out.csv")),
            }
    print(f"{len(ids):,} runs of {POINTS} measurements, {options.batch} to a transaction\n")
    print("| | store | bare SQLite | store / bare |\n|---|---|---|---|")
    print(
        f"| runs written per second | {rate['store']:,.0f} | {rate['bare']:,.0f} "
        f"| {rate['store'] / rate['bare']:.2f} |"
    )
    print(
        f"| bytes per run | {size['store']:,.0f} | {size['bare']:,.0f} "
        f"| {size['store'] / size['bare']:.2f} |\n"
    )
    print("| for 10,000 runs | seconds |\n|---|---|")
    for what, taken in reading.items():
        print(f"| {what} | {taken * 10_000 / len(ids):.2f} |")


if __name__ == "__main__":
    main()
