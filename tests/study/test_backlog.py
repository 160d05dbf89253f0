"""What is missing, cut into tasks; and what a plan would take."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np

from initlab import datasets
from initlab.networks import Spec
from initlab.study.backlog import Pace, backlog, tasks
from initlab.study.cost import multiply_adds
from initlab.study.estimate import Nothing, estimate
from initlab.study.python_plan import plan
from initlab.study.runner import run_study
from initlab.study.store import read_store
from initlab.study.tasks import train_task


class Holds:
    """A store, as far as it tells what is missing."""

    def __init__(self, ids):
        self.ids = set(ids)

    def lacking(self, ids):
        return [k for k, run in enumerate(ids) if run not in self.ids]


def test_tasks_are_the_missing_runs_each_once_and_of_one_shape():
    made = plan(
        initializer=["he", "xavier"],
        activation=["relu", "tanh"],
        optimizer=["gd", "adam", "adam:beta2=0.9"],
        learning_rate=[0.1, 0.2],
        data=["circles", "moons"],
        iterations=10,
        seeds=5,
    )
    every = [(cell, run) for cell in made.cells for run in made.ids(cell)]
    there = {run for k, (_, run) in enumerate(every) if k % 3}
    store = Holds(there)
    left = backlog(made, store)
    assert left.missing == len(every) - len(there)
    assert len(left.cells) == 2 * 2 * 2  # data, activation, the optimizer's name
    seen = []
    for task in tasks(left, store, Pace(side_by_side=4)):
        cells = [made.cells[position] for position, _ in task.parts]
        values = {(c.values["data"], c.values["activation"], made.spec(c).optimizer) for c in cells}
        assert len(values) == 1
        seen += [
            made.ids(c)[s] for c, (_, seeds) in zip(cells, task.parts, strict=True) for s in seeds
        ]
    assert sorted(seen) == sorted({run for _, run in every} - there)


def test_a_task_travels_and_gives_the_same_records():
    made = plan(initializer=["he", "zeros"], iterations=10, seeds=2)
    (task,) = tasks(backlog(made, Nothing()), Nothing(), Pace(8))
    light = replace(task, dataset=None)
    assert len(pickle.dumps(light)) < 2_000
    key = lambda record: record.id  # noqa: E731
    there = sorted(train_task(pickle.loads(pickle.dumps(light))), key=key)
    assert there == sorted(train_task(task, threads=1), key=key)


def test_a_task_that_is_stopped_returns_what_is_finished():
    made = plan(iterations=10, seeds=4)
    (task,) = tasks(backlog(made, Nothing()), Nothing(), Pace(8))
    assert train_task(task, stopping=lambda: True) == []


def test_the_pace_follows_what_was_measured():
    pace = Pace(side_by_side=16)
    spec = Spec((2, 10, 5, 1), iterations=100_000)
    for _ in range(30):
        pace.learn(spec, 300, 16, 4.0)
    assert pace.runs(spec, 300) == 16  # four seconds, but less would leave lanes empty
    assert pace.runs(replace(spec, iterations=1_000), 300) > 16 * 10
    wide = Spec((10_000, 10_000, 1), iterations=1)
    assert pace.runs(wide, 300) == 1  # 4.8 GB, with gradients and moments


def test_the_cost_of_a_run_is_counted_by_hand():
    # (2, 3, 1): 6 + 3 products forward, the same for the weights, 3 for what flows back; 13
    # parameters. Ten updates of four examples.
    spec = Spec((2, 3, 1), iterations=10, batch_size=4, optimizer="gd")
    assert multiply_adds(spec, 100) == 10 * (4 * (9 + 9 + 3) + 13)
    # Two measurements on all 100 examples besides.
    assert multiply_adds(replace(spec, record_at=(0, 5)), 100) == 970 + 2 * 100 * 21


def test_an_estimate_counts_what_the_store_lacks(tmp_path):
    fewer = plan(initializer="he", layers=[[4], [8]], iterations=20, seeds=3)
    more = plan(initializer=["he", "xavier"], layers=[[4], [8]], iterations=20, seeds=3)
    run_study(fewer, tmp_path / "a.study")
    with read_store(tmp_path / "a.study") as store:
        found = estimate(more, store)
    assert (found.runs, found.cells, found.left) == (12, 4, 6)
    assert [(shape.cells, shape.runs) for shape in found.shapes] == [(1, 3), (1, 3)]
    examples = datasets.load("circles").train_x.shape[1]
    by_hand = [20 * (examples * (3 * 3 * n - 2 * n) + 4 * n + 1) for n in (4, 8)]
    assert [shape.multiply_adds for shape in found.shapes] == [3 * work for work in by_hand]
    assert found.seconds > 0


def test_the_room_on_the_disk_is_about_what_a_store_takes(tmp_path):
    made = plan(initializer=["he", "xavier"], learning_rate=0.1, iterations=200, seeds=300)
    run_study(made, tmp_path / "a.study")
    size = (tmp_path / "a.study").stat().st_size
    assert np.isclose(estimate(made).disk_bytes, size, rtol=0.5)
