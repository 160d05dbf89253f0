"""The runner: the same results from every executor, and after every way to end it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from itertools import cycle
from pathlib import Path
from threading import Timer

import pytest

from initlab import datasets, networks
from initlab.errors import InitlabError
from initlab.study import backlog as backlogs
from initlab.study.executor_local import Local
from initlab.study.plan import Plan
from initlab.study.python_plan import plan
from initlab.study.record import record
from initlab.study.runner import Summary, run_study
from initlab.study.signals import Noted
from initlab.study.store import Store, read_store
from tests.study import trials
from tests.study.driver import small_plan


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    """The export of the small study, trained undisturbed on one thread."""
    store = tmp_path_factory.mktemp("whole") / "whole.study"
    run_study(small_plan(), store, executor=Local(1))
    return trials.exported(store)


def rows(path: Path, made: Plan) -> list[object]:
    with read_store(path) as store:
        return [row for cell in made.cells for row in store.rows(made.ids(cell))]


def test_the_results_are_those_of_the_definition_run_by_run(tmp_path):
    made = small_plan(seeds=2, iterations=20)
    run_study(made, tmp_path / "a.study")
    data = datasets.load("circles")
    expected = []
    for cell in made.cells:
        for seed, run in zip(made.seeds, made.ids(cell), strict=True):
            spec = made.spec(cell)
            spec = networks.Spec(**{**vars(spec), "seed": seed})
            train = networks.examples(spec, data.train_x, data.train_y)
            test = networks.examples(spec, data.test_x, data.test_y)
            expected.append(record(run, networks.train(spec, train, test), layers=False))
    assert rows(tmp_path / "a.study", made) == expected


def test_threads_and_tasks_of_any_size_change_nothing(tmp_path, whole, monkeypatch):
    monkeypatch.setattr(backlogs, "MOST_RUNS", 7)
    summary = run_study(small_plan(), tmp_path / "a.study", executor=Local(2))
    assert summary.complete
    assert trials.exported(tmp_path / "a.study") == whole


def test_workers_that_are_killed_change_nothing(tmp_path, whole):
    pytest.importorskip("distributed")
    process = trials.begin(tmp_path / "a.study", workers=2, task=30)
    for _ in range(2):  # ready, and the first write
        process.stdout.readline()
    Timer(0.05, trials.kill_a_worker, [process.pid]).start()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert trials.exported(tmp_path / "a.study") == whole
    assert trials.left_of(process.pid) == []


def test_a_worker_that_joins_with_another_initlab_is_refused():
    pytest.importorskip("distributed")
    from initlab.study.executor_dask import _timed
    from initlab.study.tasks import Task

    task = Task(small_plan(seeds=1).to_json(), ((0, (0,)),), None)
    with pytest.raises(InitlabError, match=r"the study runs with 0\.0\.1 \(numerics 1\)"):
        _timed(task, ("0.0.1", 1))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    "number", [2, *(pytest.param(k, marks=pytest.mark.slow) for k in (1, *range(3, 13)))]
)
def test_killed_at_any_write_it_goes_on_to_the_same_bytes(tmp_path, whole, number, after):
    trials.kill_at_write(tmp_path / "a.study", number, after=after)
    assert trials.exported(tmp_path / "a.study") == whole


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in range(1, 20))]
)
def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(tmp_path, whole, seed):
    trials.kill_at_random(tmp_path / "a.study", random.Random(seed), within_s=0.3)
    assert trials.exported(tmp_path / "a.study") == whole


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_saves_what_is_finished_and_leaves_no_process(tmp_path, number):
    stopped = trials.stop_with(
        tmp_path / "a.study", number, 0.1, saving=True, seeds=500, iterations=2000
    )
    assert stopped.exit_code == 128 + number
    assert stopped.left == []
    assert trials.saved(tmp_path / "a.study") == stopped.told["saved"] > 0
    trials.exported(tmp_path / "a.study")  # every checksum holds


def test_a_signal_ends_dasks_workers_too(tmp_path):
    pytest.importorskip("distributed")
    stopped = trials.stop_with(
        tmp_path / "a.study", signal.SIGINT, 0.2, True, seeds=500, iterations=2000, workers=2
    )
    assert stopped.exit_code == 130
    assert stopped.left == []
    assert trials.saved(tmp_path / "a.study") == stopped.told["saved"]


def test_workers_that_an_executor_ends_are_not_begun_anew():
    pytest.importorskip("distributed")
    program = """
import multiprocessing, os, time
from initlab.study.executor_dask import Dask, _start_no_more
executor = Dask("local:1")
workers = executor.workers.values()
executor._cluster.sync(_start_no_more, executor._cluster)
for pid in workers:
    os.kill(pid, 9)
time.sleep(1)
assert multiprocessing.active_children() == []
executor.close()
"""
    ended = subprocess.run([sys.executable, "-c", program], timeout=60, capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_study_on_dasks_workers_ends_when_it_is_done(tmp_path, whole):
    pytest.importorskip("distributed")
    process = trials.begin(tmp_path / "a.study", workers=1)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert trials.left_of(process.pid) == []
    assert trials.exported(tmp_path / "a.study") == whole


def test_a_clock_that_is_moved_changes_nothing(tmp_path, whole, monkeypatch):
    years = cycle([0.0, 3e9, 1e6])  # to 1970, to 2065, back again
    monkeypatch.setattr("time.time", lambda: next(years))
    monkeypatch.setattr("time.time_ns", lambda: int(next(years) * 1e9))
    monkeypatch.setattr(backlogs, "MOST_RUNS", 8)
    stop = Noted()

    def after_a_while(state: Summary) -> None:
        stop.signal = signal.SIGINT if state.saved > 30 else None

    begun = run_study(small_plan(), tmp_path / "a.study", progress=after_a_while, stop=stop)
    assert 30 < begun.saved < begun.runs
    assert run_study(small_plan(), tmp_path / "a.study").complete
    assert trials.exported(tmp_path / "a.study") == whole


def test_a_finished_study_trains_nothing(tmp_path, monkeypatch):
    made = plan(initializer=["he", "zeros"], iterations=10, seeds=3)
    assert run_study(made, tmp_path / "a.study").trained == 6

    def never(self: Store, records: object) -> None:
        raise AssertionError("nothing is to be written")

    monkeypatch.setattr(Store, "write", never)
    again = run_study(made, tmp_path / "a.study")
    assert (again.trained, again.saved, again.complete) == (0, 6, True)


def test_a_larger_plan_trains_only_what_is_new(tmp_path):
    fewer = plan(initializer=["he", "zeros"], iterations=10, seeds=3)
    more = plan(initializer=["he", "zeros", "xavier"], iterations=10, seeds=5)
    run_study(fewer, tmp_path / "a.study")
    summary = run_study(more, tmp_path / "a.study")
    assert (summary.runs, summary.trained, summary.saved) == (15, 9, 15)


def test_progress_counts_runs_and_knows_the_best(tmp_path):
    made = plan(initializer="he", learning_rate=[0.1, 1e200], iterations=50, seeds=3)
    seen: list[Summary] = []
    summary = run_study(made, tmp_path / "a.study", progress=seen.append)
    assert [state.saved for state in seen] == sorted(state.saved for state in seen)
    assert (seen[0].saved, seen[-1]) == (0, summary)
    found = rows(tmp_path / "a.study", made)
    assert summary.diverged == sum(row.diverged_at is not None for row in found) == 3
    lowest = min(range(6), key=lambda k: found[k].cost)
    rate = made.cells[lowest // 3].values["learning_rate"]
    assert summary.best == (f"learning_rate {rate}, seed {lowest % 3}", found[lowest].cost)


def test_data_in_memory_are_trained_on(tmp_path):
    own = datasets.Dataset(
        "mine", [[0.0, 1.0, 2.0, 3.0]], [0, 0, 1, 1], None, None, ("a", "b"), (1,), ""
    )
    assert run_study(plan(data=own, iterations=5, seeds=2), tmp_path / "a.study").saved == 2


def test_a_function_that_fails_is_named_with_its_run_and_the_rest_is_kept(tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text("def f(sizes, rng):\n    raise ValueError('no luck')\n")
    made = plan(initializer=["he", f"{tmp_path}/mine.py:f"], iterations=5, seeds=2)
    monkeypatch.setattr(backlogs, "MOST_RUNS", 2)
    with pytest.raises(InitlabError, match=r"^Run initializer .*mine\.py:f, seed 0: .*no luck"):
        run_study(made, tmp_path / "a.study")
    assert trials.saved(tmp_path / "a.study") == 2


def test_a_function_that_has_changed_since_the_plan_is_refused(tmp_path):
    from initlab.study.tasks import Task, _identity, train_task

    mine = tmp_path / "mine.py"
    mine.write_text("def f(shape, rng):\n    return rng.standard_normal(shape)\n")
    made = plan(initializer=f"{mine}:f", iterations=5, seeds=1)
    mine.write_text("def f(shape, rng):\n    return 0 * rng.standard_normal(shape)\n")
    _identity.cache_clear()  # a worker that comes later
    with pytest.raises(InitlabError, match="is not what it was"):
        train_task(Task(made.to_json(), ((0, (0,)),), None))


def test_a_wish_to_stop_that_is_there_already_trains_nothing(tmp_path):
    made = plan(iterations=10, seeds=3)
    summary = run_study(made, tmp_path / "a.study", stop=Noted(signal.SIGINT))
    assert (summary.trained, summary.saved) == (0, 0)


@pytest.mark.parametrize("runs", [3_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_long_study_keeps_no_memory_and_no_files(tmp_path, runs):
    from tests.study.soak import grown

    memory, files = grown(tmp_path / "a.study", runs)
    assert memory < 20 * 2**20
    assert files == 0
