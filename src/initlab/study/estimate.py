"""What a plan would take, before it is trained: runs, multiply-adds, time and room on the disk."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from initlab import engine
from initlab.networks import Spec
from initlab.study.backlog import RUN_S, Backlog, Lacks, backlog
from initlab.study.cost import multiply_adds
from initlab.study.executor_local import Local
from initlab.study.plan import Plan
from initlab.study.settings import shown

CALIBRATION_S = 1.5  # of all shapes together
SHAPE_S = 0.2  # of one shape
# Bytes in the store, measured on stores of 1,000 runs: a row, and a measurement's columns.
ROW_BYTES = 220
POINT_BYTES = 16
LAYER_BYTES = 24


class Nothing:
    """A store that does not exist yet."""

    def lacking(self, ids: Sequence[bytes]) -> list[int]:
        """All of them."""
        return list(range(len(ids)))


@dataclass(frozen=True)
class Shape:
    """What the plan still has to train of one shape."""

    name: str
    cells: int
    runs: int
    multiply_adds: int  # of all these runs
    seconds: float  # on this machine


@dataclass(frozen=True)
class Estimate:
    """What a plan would take on this machine.

    Args:
        runs, cells: of the whole plan.
        left: runs that have no result yet; the rest counts these only.
        disk_bytes: what their results will add to the store.
    """

    runs: int
    cells: int
    left: int
    shapes: tuple[Shape, ...]
    disk_bytes: int

    @property
    def multiply_adds(self) -> int:
        """Of all runs that are left."""
        return sum(shape.multiply_adds for shape in self.shapes)

    @property
    def seconds(self) -> float:
        """For all runs that are left."""
        return sum(shape.seconds for shape in self.shapes)

    def to_json(self) -> dict[str, Any]:
        """All of it, ready for `json.dumps`."""
        return {
            "schema": 1,
            "runs": self.runs,
            "cells": self.cells,
            "left": self.left,
            "multiply_adds": self.multiply_adds,
            "seconds": self.seconds,
            "disk_bytes": self.disk_bytes,
            "shapes": [vars(shape) for shape in self.shapes],
        }


def estimate(plan: Plan, store: Lacks | None = None, *, threads: int | None = None) -> Estimate:
    """What the runs of `plan` that `store` lacks would take; trains for two seconds to know it.

    Raises: InitlabError: a run that cannot be trained.
    """
    left = backlog(plan, store or Nothing())
    shapes = _counted(left)
    trainer = Local(threads)
    known = dict[str, tuple[float, float]]()
    deadline = time.monotonic() + CALIBRATION_S
    for shape, spec in sorted(shapes, key=lambda pair: -pair[0].multiply_adds):
        if known and time.monotonic() > deadline:
            break
        known[shape.name] = _measured(plan, spec, shape, trainer)
    speeds, draws = zip(*known.values(), strict=True) if known else ((1.0,), (0.0,))
    usual = median(speeds), median(draws)
    timed = list[Shape]()
    for shape, _ in shapes:
        speed, draw = known.get(shape.name, usual)
        timed.append(
            replace(shape, seconds=shape.multiply_adds / speed + shape.runs * (draw + RUN_S))
        )
    return Estimate(
        plan.runs,
        len(plan.cells),
        left.missing,
        tuple(timed),
        sum(shape.runs * _row_bytes(plan, spec) for shape, spec in shapes),
    )


def _counted(left: Backlog) -> list[tuple[Shape, Spec]]:
    """Every shape without its time, and one of its networks."""
    plan = left.plan
    found = list[tuple[Shape, Spec]]()
    for alike, positions in left.cells.items():
        cell = plan.cells[positions[0]]
        spec = plan.spec(cell)
        runs = left.runs[alike]
        size = "-".join(map(str, spec.sizes))
        batch = "all" if spec.batch_size is None else spec.batch_size
        name = (
            f"{cell.values['data']} {size} {spec.activation} {spec.loss} "
            f"{spec.optimizer} batch {batch} iterations {shown(spec.iterations)}"
        ) + (" l2" if spec.l2 else "")
        work = runs * multiply_adds(spec, plan.source(cell).examples)
        found.append((Shape(name, len(positions), runs, work, 0.0), spec))
    return found


def _measured(plan: Plan, spec: Spec, shape: Shape, trainer: Local) -> tuple[float, float]:
    """Multiply-adds a second of such networks on these data, and seconds to draw one."""
    source = next(s for s in plan.sources if shape.name.startswith(f"{s.name} "))
    dataset = source.load()
    count = min(trainer.side_by_side, shape.runs)
    specs = [replace(spec, seed=seed, record_at=(0,)) for seed in range(count)]
    starts = [spec.draw() for spec in specs[:2]]  # the first loads what it needs
    begin = time.perf_counter()
    starts = [spec.draw() for spec in specs[:2]]
    draw = (time.perf_counter() - begin) / len(starts)
    starts = (starts * count)[:count]

    def seconds(iterations: int) -> float:
        short = [replace(spec, iterations=iterations) for spec in specs]
        times = []
        for _ in range(2):  # whatever else the machine does can only add to the shorter one
            begin = time.perf_counter()
            engine.train(short, dataset, parameters=starts, threads=trainer.threads)
            times.append(time.perf_counter() - begin)
        return min(times)

    # Long enough that the way into the kernel and out of it does not count.
    many = min(spec.iterations, 2)
    once = seconds(many)
    while many < spec.iterations and once < SHAPE_S / 4:
        many = min(spec.iterations, many * 8)
        once = seconds(many)
    work = count * multiply_adds(
        replace(spec, iterations=max(many, 1), record_at=()), source.examples
    )
    return work / max(once, 1e-9), draw


def _row_bytes(plan: Plan, spec: Spec) -> int:
    points = len(spec.record_at) + 1
    layers = len(spec.sizes) - 1 if plan.record_layers else 0
    return ROW_BYTES + points * (POINT_BYTES + layers * LAYER_BYTES)
