"""`initlab study` as a user meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from initlab import datasets, networks
from initlab.cli.main import main
from initlab.cli.study_progress import shown
from initlab.study.runner import Summary
from initlab.study.store import read_store
from initlab.study.toml_text import plan_toml, starter_text
from tests.study.driver import small_plan

PLAN = plan_toml(small_plan(seeds=2, iterations=20))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with a plan file."""
    monkeypatch.chdir(tmp_path)
    Path("plan.toml").write_text(PLAN)
    return tmp_path


def diverged() -> int:
    """How many runs of the plan diverge, by the definition of training."""
    made, data, count = small_plan(seeds=2, iterations=20), datasets.load("circles"), 0
    for cell in made.cells:
        for seed in made.seeds:
            spec = replace(made.spec(cell), seed=seed)
            examples = networks.examples(spec, data.train_x, data.train_y)
            count += networks.train(spec, examples).diverged_at is not None
    return count


def test_a_study_says_what_is_there_and_what_comes_next(folder, capsys):
    assert main(["study", "plan.toml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("24 of 24 runs are in plan.study, 24 of them new in ")
    assert lines[0].endswith(f", {diverged()} of these diverged.")
    assert lines[1].startswith("Lowest cost: 0.")
    assert lines[-1].endswith("initlab study report plan.study")
    with read_store(Path("plan.study")) as store:
        assert store.count() == 24


def test_json_is_one_versioned_document(folder, capsys):
    assert main(["study", "plan.toml", "--json", "--store", "other.study"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["saved"], found["trained"]) == (1, 24, 24)
    assert main(["study", "status", "other.study", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["saved"], found["damaged"]) == (1, 24, 0)
    assert found["diverged"] == diverged()
    assert found["varied"] == {"initializer": 3, "learning_rate": 2, "layers": 2}


def test_a_dry_run_trains_nothing_and_counts_what_is_left(folder, capsys):
    assert main(["study", "plan.toml", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("24 runs in 12 cells. 24 to train: about ")
    assert not Path("plan.study").exists()
    main(["study", "plan.toml"])
    capsys.readouterr()
    assert main(["study", "plan.toml", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("24 runs in 12 cells, all of them trained.\n")
    assert out.endswith("study report plan.study\n")


def test_new_writes_a_plan_and_never_replaces_one(folder, capsys):
    assert main(["study", "new", "mine.toml"]) == 0
    assert Path("mine.toml").read_text() == starter_text()
    assert capsys.readouterr().out.endswith("study mine.toml --dry-run\n")
    assert main(["study", "new", "plan.toml"]) == 2
    assert Path("plan.toml").read_text() == PLAN


def test_a_plan_called_new_is_told_how_to_run(folder, capsys):
    Path("new").write_text(PLAN)
    assert main(["study", "new"]) == 2
    assert "write ./new" in capsys.readouterr().err
    assert main(["study", "./new"]) == 0
    assert Path("new.study").exists()


def test_export_and_repair(folder, capsys):
    main(["study", "plan.toml"])
    assert main(["study", "export", "plan.study", "--csv", "a.csv"]) == 0
    assert len(Path("a.csv").read_text().splitlines()) == 1 + 24
    assert main(["study", "export", "plan.study", "--csv", "b.csv", "--curves"]) == 0
    assert Path("b.csv").read_text().startswith("initializer,layers,learning_rate,")
    assert main(["study", "repair", "plan.study"]) == 0
    assert "24 runs are sound" in capsys.readouterr().out
    assert Path("plan.study.damaged").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("study plan.toml --threads 0", "at least 1; got 0"),
        ("study plan.toml --scheduler local:2", "--scheduler is for --executor dask"),
        ("study plan.toml --executor dask --threads 2", "--threads is for --executor local"),
        ("study plan.toml --executor dask --scheduler local:x", "as in local:2"),
        ("study plan.toml --executor dask --scheduler here", "such as tcp://host:8786"),
        ("study plan.toml --executor cloud", "cloud"),
        ("study status no.study", "does not exist"),
        ("study export no.study", "got neither"),
        ("study export no.study --parquet a --curves", "CSV only"),
        ("study new /no/such/folder/plan.toml", "Cannot write"),
    ],
)
def test_wrong_words_get_one_line_and_exit_2(words, message, folder, capsys):
    pytest.importorskip("distributed")
    assert main(words.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert len(err.splitlines()) == 1


def test_off_a_terminal_progress_is_a_line_now_and_then(monkeypatch, capsys):
    monkeypatch.setattr("initlab.cli.study_progress.EVERY_S", 0.0)
    with shown(100) as tell:
        tell(Summary(runs=100, saved=50, trained=50, seconds=5.0, best=("he", 0.25)))
    assert capsys.readouterr().err == (
        "initlab: 50 of 100 runs, 10 runs/s, 5 s left, lowest cost 0.25\n"
    )


def test_an_interrupted_study_says_how_to_go_on(folder, capsys, monkeypatch):
    from initlab.study import runner

    def tell_and_interrupt(plan, path, *, stop, **more):
        os.kill(os.getpid(), signal.SIGTERM)
        return runner.Summary(24, 5, 5)

    monkeypatch.setattr(runner, "run_study", tell_and_interrupt)
    assert main(["study", "plan.toml"]) == 143
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("initlab: 5 of 24 runs saved. Go on with: ")
    assert err.splitlines()[-1].endswith("initlab study plan.toml")
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_ctrl_c_during_the_imports_leaves_no_traceback(tmp_path):
    """The signal comes while the command line is imported, from the import itself."""
    code = (
        "import os, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'initlab.cli.main':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from initlab.cli.entry import run\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "initlab: interrupted.\n")
