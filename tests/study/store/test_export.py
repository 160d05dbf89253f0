"""Exports: the numbers that were stored, in the plan's order, the same bytes every time."""

import csv
import io
import random
import sqlite3
import subprocess
import sys
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import numpy as np
import pytest

from initlab.errors import FileError, InitlabError, MissingPackage
from initlab.study.python_plan import plan
from initlab.study.record import Record, pack
from initlab.study.store import export, open_store, read_store, to_pandas, to_polars
from tests.study.store.samples import ids_of, result, small_plan

PLAN = small_plan(seeds=3, rates=2)
IDS = ids_of(PLAN)


def filled(path, made, records):
    with open_store(path, made) as store:
        store.write(records)
    return read_store(path)


def exported(store, kind="csv"):
    path = store.path.with_name("out." + kind)
    return export(store, path, kind), path


def test_every_number_comes_back_from_csv(tmp_path):
    with filled(tmp_path / "a.db", PLAN, [result(run) for run in IDS]) as store:
        missing, path = exported(store)
    assert (missing.lacking, missing.damage) == (0, [])
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    # The order of the plan by hand: initializers, rates, seeds.
    assert [(r["initializer"], float(r["learning_rate"]), int(r["seed"])) for r in rows] == [
        (start, rate, seed)
        for start in ("he", "xavier")
        for rate in (0.01, 0.02)
        for seed in range(3)
    ]
    for row, run in zip(rows, IDS, strict=True):
        expected = result(run)
        assert row["id"] == run.hex()
        assert float(row["cost"]) == expected.cost
        for name in ("train_accuracy", "test_accuracy", "diverged_at", "diverged_layer"):
            value = getattr(expected, name)
            assert row[name] == "" if value is None else float(row[name]) == value


def test_a_table_by_hand(tmp_path):
    made = plan(
        initializer=["he", "random:scale=0.5"], layers=[[], [3, 2]], batch_size=[None, 32], seeds=1
    )
    ids = ids_of(made)
    records = [
        Record(ids[2], 1 / 3, 0.5, 1.0, None, None, b""),
        Record(ids[7], inf, None, None, 17, 2, b""),
    ]
    with filled(tmp_path / "a.db", made, records) as store:
        missing, path = exported(store)
    assert missing.lacking == 6
    head, first, second = path.read_bytes().decode().removesuffix("\n").split("\n")
    assert head == (
        "data,initializer,activation,layers,loss,optimizer,learning_rate,batch_size,l2,iterations,"
        "seed,cost,train_accuracy,test_accuracy,diverged_at,diverged_layer,id"
    )
    assert first == (
        'circles,he,relu,"3,2",,gd,0.01,,0.0,2000,0,0.3333333333333333,0.5,1.0,,,' + ids[2].hex()
    )
    assert second == (
        'circles,random:scale=0.5,relu,"3,2",,gd,0.01,32,0.0,2000,0,inf,,,17,2,' + ids[7].hex()
    )


@pytest.mark.parametrize("kind", ["csv", "curves", "parquet"])
def test_the_order_of_writing_leaves_no_trace(tmp_path, kind):
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    records = [result(run) for run in IDS]
    with filled(tmp_path / "a.db", PLAN, records) as store:
        once = exported(store, kind)[1].read_bytes()
    random.Random(0).shuffle(records)
    path = tmp_path / "b.db"
    for k in range(0, len(IDS), 5):
        with open_store(path, PLAN) as store:
            store.write(records[k : k + 5])
    with read_store(path) as store:
        assert exported(store, kind)[1].read_bytes() == once


def test_curves_have_a_row_for_each_measurement(tmp_path):
    made = plan(layers=[[], [3, 2]], record_layers=True, seeds=1)
    flat, deep = ids_of(made)
    short = np.array([[0.0, 0.7, nan, 0.5, 1.0, 2.0, 3.0]])
    long = np.array([[50.0, inf, 0.25, 0.5, *range(9)]])
    records = [
        Record(flat, 0.7, None, 0.5, None, None, pack(short)),
        Record(deep, inf, None, None, 60, 1, pack(np.vstack([long, long + 1]))),
    ]
    with filled(tmp_path / "a.db", made, records) as store:
        text = exported(store, "curves")[1].read_text()
    names = [
        f"{n}_{k}" for n in ("mean_square", "silent_share", "gradient_norm") for k in (1, 2, 3)
    ]
    assert list(csv.reader(io.StringIO(text))) == [
        ["layers", "seed", "id", "iteration", "cost", "train_accuracy", "test_accuracy", *names],
        [
            "none",
            "0",
            flat.hex(),
            "0",
            "0.7",
            "",
            "0.5",
            "1.0",
            "",
            "",
            "2.0",
            "",
            "",
            "3.0",
            "",
            "",
        ],
        ["3,2", "0", deep.hex(), "50", "inf", "0.25", "0.5", *(f"{k}.0" for k in range(9))],
        ["3,2", "0", deep.hex(), "51", "inf", "1.25", "1.5", *(f"{k}.0" for k in range(1, 10))],
    ]


def test_damaged_runs_are_left_out_and_named(tmp_path):
    path = tmp_path / "a.db"
    filled(path, PLAN, [result(run) for run in IDS[:-1]]).close()
    db = sqlite3.connect(path)
    db.execute("UPDATE run SET cost = 0.001 WHERE id = ?", (IDS[4],))
    db.commit()
    db.close()
    with read_store(path) as store:
        missing, out = exported(store)
    assert missing.lacking == 1
    assert [d.what for d in missing.damage] == ["initializer = he, learning_rate = 0.02, seed 1"]
    ids = [row["id"] for row in csv.DictReader(out.read_text().splitlines())]
    assert ids == [run.hex() for run in IDS[:4] + IDS[5:-1]]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_text_becomes_a_formula(tmp_path, monkeypatch, sign):
    (tmp_path / f"{sign}cmd.csv").write_text("a,b,label\n" + "1,2,x\n2,1,y\n3,1,x\n1,3,y\n" * 5)
    monkeypatch.chdir(tmp_path)
    made = plan(data=f"{sign}cmd.csv", seeds=1)
    with filled(tmp_path / "a.db", made, [replace(result(ids_of(made)[0]), cost=-1.5)]) as store:
        (row,) = csv.DictReader(exported(store)[1].read_text().splitlines())
    assert row["data"] == f"'{sign}cmd.csv"
    assert row["cost"] == "-1.5"


def test_parquet_and_frames_have_types(tmp_path):
    pandas = pytest.importorskip("pandas")
    parquet = pytest.importorskip("pyarrow.parquet")
    expected = [result(run) for run in IDS]
    with filled(tmp_path / "a.db", PLAN, expected) as store:
        table = parquet.read_table(exported(store, "parquet")[1])
        frame = to_pandas(store)
    types = {field.name: str(field.type) for field in table.schema}
    assert types["cost"] == types["learning_rate"] == "double"
    assert types["iterations"] == types["seed"] == types["diverged_at"] == "int64"
    assert types["id"] == types["layers"] == "string"
    assert table["cost"].to_pylist() == [r.cost for r in expected]
    assert table["diverged_at"].to_pylist() == [r.diverged_at for r in expected]
    assert frame["cost"].tolist() == [r.cost for r in expected]
    assert [None if v is pandas.NA else v for v in frame["diverged_at"]] == [
        r.diverged_at for r in expected
    ]
    assert frame["id"].tolist() == [run.hex() for run in IDS]


def test_polars_has_types(tmp_path):
    polars = pytest.importorskip("polars", reason="needs initlab's extra dev")
    with filled(tmp_path / "a.db", PLAN, [result(run) for run in IDS]) as store:
        frame = to_polars(store)
    assert frame["cost"].to_list() == [result(run).cost for run in IDS]
    assert frame.schema["diverged_at"] == polars.Int64


@pytest.mark.parametrize("package", ["pyarrow", "pandas", "polars"])
def test_a_missing_package_is_named(tmp_path, monkeypatch, package):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    calls = {"pyarrow": lambda s: exported(s, "parquet"), "pandas": to_pandas, "polars": to_polars}
    with (
        filled(tmp_path / "a.db", PLAN, []) as store,
        pytest.raises(MissingPackage, match=f"needs {package}, .* pip install"),
    ):
        calls[package](store)
    assert not (tmp_path / "out.parquet").exists()


def test_what_cannot_be_exported_is_refused_in_one_line(tmp_path):
    with filled(tmp_path / "a.db", PLAN, []) as store:
        for path, kind, says in (
            (tmp_path, "csv", "file name such as study.csv"),
            (tmp_path / "none" / "a.csv", "csv", "no folder"),
            (tmp_path / "a.csv", "cvs", "Did you mean 'curves'|Did you mean 'csv'"),
        ):
            with pytest.raises(InitlabError, match=says) as found:
                export(store, path, kind)
            assert "\n" not in str(found.value)
    assert not (tmp_path / "a.csv").exists()


DIES = """
import os, sys
from pathlib import Path
from initlab.study.store import export, read_store
from initlab.study.store.store import Store
out, heads = Path(sys.argv[1]).with_name("out.csv"), Store.heads
def dying(self, ids):
    os._exit(9)
Store.heads = dying
with read_store(Path(sys.argv[1])) as store:
    export(store, out)
"""


def test_an_export_that_dies_leaves_the_old_file(tmp_path):
    path, out = tmp_path / "a.db", tmp_path / "out.csv"
    with filled(path, PLAN, [result(run) for run in IDS[:3]]) as store:
        export(store, out)
    before = out.read_bytes()
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", DIES, str(path)], cwd=root)
    assert done.returncode == 9
    assert out.read_bytes() == before


def test_a_full_disk_leaves_the_old_file(tmp_path):
    resource = pytest.importorskip("resource")
    out = tmp_path / "out.csv"
    with filled(tmp_path / "a.db", PLAN, [result(run) for run in IDS]) as store:
        out.write_text("old")
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
        try:
            with pytest.raises(FileError, match=f"Cannot write {out}"):
                export(store, out)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert out.read_text() == "old"
    assert not list(tmp_path.glob(".*"))
