"""The store in ordinary use: what goes in comes out, and what does not belong is refused."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from hashlib import blake2b
from math import isnan, nan
from pathlib import Path
from struct import pack as packed
from tempfile import TemporaryDirectory

import pytest

from initlab.errors import FileError
from initlab.study.python_plan import plan
from initlab.study.record import Record
from initlab.study.store import open_store, read_store
from tests.study.store.samples import ids_of, result, small_plan

PLAN = small_plan()
IDS = ids_of(PLAN)
RESULTS = [result(run) for run in IDS]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.db"


@pytest.fixture
def written(path):
    with open_store(path, PLAN) as store:
        store.write(RESULTS)
    return path


def one_line(error, path):
    message = str(error.value).replace(str(path), "study.db")
    assert "\n" not in message
    assert len(message) <= 200


def test_what_was_written_is_read_again_in_the_order_asked_for(written):
    asked = [IDS[7], bytes(16), IDS[0], IDS[7]]
    with read_store(written) as store:
        assert store.plan == PLAN
        assert store.rows(asked) == [RESULTS[7], None, RESULTS[0], RESULTS[7]]
        assert store.heads(asked[::2]) == [replace(RESULTS[k], curve=b"") for k in (7, 0)]
        assert store.lacking(asked) == [1]
        assert store.count() == len(IDS)
        assert store.verify() == []


def test_writing_twice_is_harmless(path):
    with open_store(path, PLAN) as store:
        store.write(RESULTS[:5])
        store.write(RESULTS[3:8])
        store.write([])
        assert store.count() == 8
        assert store.lacking(IDS) == list(range(8, len(IDS)))
        assert store.verify() == []


def test_the_first_of_two_intact_results_stays(path):
    other = replace(RESULTS[0], cost=0.125)
    with open_store(path, PLAN) as store:
        store.write([RESULTS[0]])
        store.write([other])
        assert store.rows(IDS[:1]) == RESULTS[:1]
        assert store.verify() == []


def test_numbers_at_the_edge_of_what_sqlite_holds(path):
    odd = [
        Record(IDS[0], -0.0, 1.0, 0.0, None, None, b""),
        Record(IDS[1], 5e-324, 1 / 3, 0.1 + 0.2, 2**62, 1, b"\0"),
        Record(IDS[2], nan, None, None, 1, None, bytes(100_000)),
    ]
    with open_store(path, PLAN) as store:
        store.write(odd)
        found = store.rows(IDS[:3])
        assert found[:2] == odd[:2]
        assert isnan(found[2].cost)
        assert found[2].curve == odd[2].curve
        assert store.verify() == []


def test_a_reader_sees_what_a_driver_has_written_so_far(path):
    with open_store(path, PLAN) as driver:
        driver.write(RESULTS[:3])
        with read_store(path) as reader:
            assert reader.count() == 3
            driver.write(RESULTS[3:6])
            assert reader.count() == 6
            assert reader.rows(IDS[:7]) == [*RESULTS[:6], None]
            driver.write(RESULTS)
            assert reader.lacking(IDS) == []


def test_a_closed_store_is_one_file(written):
    assert [entry.name for entry in written.parent.iterdir()] == ["study.db"]


def test_a_second_driver_is_refused_with_the_pid_of_the_first(path):
    with open_store(path, PLAN):
        with pytest.raises(FileError, match=f"being written by process {os.getpid()}") as found:
            open_store(path, PLAN)
        one_line(found, path)
    open_store(path, PLAN).close()


def test_a_plan_with_more_seeds_and_values_goes_on(written):
    wider = small_plan(seeds=6, rates=6)
    with open_store(written, wider) as store:
        assert store.plan == wider
        assert len(store.lacking(ids_of(wider))) == wider.runs - PLAN.runs
    with read_store(written) as store:
        assert store.plan == wider


def test_an_earlier_plan_becomes_the_newest_again(written):
    open_store(written, small_plan(seeds=6)).close()
    open_store(written, PLAN).close()
    with read_store(written) as store:
        assert store.plan == PLAN


@pytest.mark.parametrize(
    "other", [plan(initializer="zeros"), small_plan(first_seed=4)], ids=["values", "seeds"]
)
def test_a_plan_that_shares_no_run_is_refused(written, other):
    with pytest.raises(FileError, match="holds another study") as found:
        open_store(written, other)
    one_line(found, written)
    with read_store(written) as store:
        assert store.plan == PLAN


def foreign(path):
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE run (id)")
    db.close()


@pytest.mark.parametrize(
    ("make", "reading", "writing"),
    [
        (lambda p: p.write_text("word " * 2_000), "no store of a study", "no store of a study"),
        (lambda p: p.write_bytes(b"hi"), "no store of a study", "no store of a study"),
        (foreign, "of another program", "of another program"),
        (lambda p: p.mkdir(), "is a folder", "is a folder"),
        (lambda p: p.touch(), "holds no study yet", None),
        (lambda p: None, "does not exist", None),
    ],
    ids=["text", "two bytes", "another database", "folder", "empty", "nothing"],
)
def test_what_is_no_store_is_refused_and_left_alone(path, make, reading, writing):
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(FileError, match=reading) as found:
        read_store(path)
    one_line(found, path)
    if writing is None:
        open_store(path, PLAN).close()
        return
    with pytest.raises(FileError, match=writing) as found:
        open_store(path, PLAN)
    one_line(found, path)
    if before is not None:
        assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileError, match=f"no folder {tmp_path / 'none'}"):
        open_store(tmp_path / "none" / "study.db", PLAN)


# The first version as it was released: this text is never changed.
VERSION_1 = """
CREATE TABLE run (
  id BLOB NOT NULL UNIQUE, cost REAL, train_accuracy REAL, test_accuracy REAL,
  diverged_at INTEGER, diverged_layer INTEGER, head_sum BLOB NOT NULL,
  curve BLOB NOT NULL, curve_sum BLOB NOT NULL
) STRICT;
CREATE TABLE tally (count INTEGER NOT NULL, ids BLOB NOT NULL) STRICT;
CREATE TABLE plan (number INTEGER PRIMARY KEY, text BLOB NOT NULL, sum BLOB NOT NULL) STRICT;
CREATE TABLE plan_copy (number INTEGER PRIMARY KEY, text BLOB NOT NULL, sum BLOB NOT NULL) STRICT;
PRAGMA application_id = 1768844386;
PRAGMA user_version = 1;
"""


def guard(content):
    return blake2b(content, digest_size=8).digest()


def test_version_1_stays_readable(path):
    text, run = PLAN.to_json().encode(), IDS[0]
    db = sqlite3.connect(path)
    db.executescript(VERSION_1)
    plan_row = (1, text, guard(b"\1" + bytes(7) + text))
    db.execute("INSERT INTO plan VALUES (?, ?, ?)", plan_row)
    db.execute("INSERT INTO plan_copy VALUES (?, ?, ?)", plan_row)
    # Bits 1 and 2 of the 17th byte: both accuracies are absent.
    head = guard(packed("<16sB3d2q", run, 0b00110, 0.5, 0.0, 0.0, 7, 2))
    row = (run, 0.5, None, None, 7, 2, head, b"curve", guard(run + b"curve"))
    db.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    db.execute("INSERT INTO tally VALUES (1, ?)", (run[:8],))
    db.commit()
    db.close()
    expected = Record(run, 0.5, None, None, 7, 2, b"curve")
    with read_store(path) as store:
        assert store.plan == PLAN
        assert store.rows([run]) == [expected]
        assert store.verify() == []
    with open_store(path, PLAN) as store:
        store.write(RESULTS[1:])
        assert store.rows(IDS) == [expected, *RESULTS[1:]]
        assert store.verify() == []


def test_a_newer_version_is_refused(written):
    db = sqlite3.connect(written)
    db.execute("CREATE TABLE more (something)")
    db.execute("PRAGMA user_version = 2")
    db.close()
    for opens in (read_store, lambda p: open_store(p, PLAN)):
        with pytest.raises(FileError, match="has version 2 of the store") as found:
            opens(written)
        one_line(found, written)


READS = """
import os, sys
from pathlib import Path
from initlab.errors import FileError
from initlab.study.store import open_store, read_store
path = Path(sys.argv[1])
read_store(path.with_name("other.db")).close()  # while everything can still be imported
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)  # the superuser may write everywhere
with read_store(path) as store:
    print(store.count(), store.verify())
    print(len(store.plan.seeds), "seeds")
try:
    open_store(path, store.plan)
except FileError as error:
    print(error)
"""


@pytest.mark.parametrize("log", [False, True], ids=["closed", "log left behind"])
def test_a_folder_that_must_not_be_written_can_be_read(written, log):
    with TemporaryDirectory() as name:  # not in `tmp_path`, which is closed to other users
        folder = Path(name)
        shutil.copy(written, folder / "other.db")
        with open_store(written, small_plan(seeds=5)) if log else nullcontext():
            shutil.copy(written, folder)
            if log:  # the plan of more seeds is in it alone
                shutil.copy(f"{written}-wal", folder)
        folder.chmod(0o555)
        before = {entry.name for entry in folder.iterdir()}
        command = [sys.executable, "-c", READS, str(folder / "study.db")]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.stderr == ""
        count, seeds, refusal = done.stdout.splitlines()
        assert count == f"{len(IDS)} []"
        assert seeds == f"{5 if log else 4} seeds"
        assert "permission denied. Choose another place." in refusal
        assert {entry.name for entry in folder.iterdir()} >= before
        folder.chmod(0o755)
