"""Damaged files: no number is ever silently another than the one that was written."""

import os
import random
import shutil
import sqlite3
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest

from initlab.errors import FileError
from initlab.study.record import Record
from initlab.study.store import Damage, open_store, read_store, repair
from tests.study.store.samples import ids_of, result, small_plan

PAGE = 4096
PLAN = small_plan(seeds=6, rates=6)
IDS = ids_of(PLAN)
RESULTS = [result(run) for run in IDS]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The bytes of a store without damage."""
    path = tmp_path_factory.mktemp("sound") / "study.db"
    with open_store(path, PLAN) as store:
        for k in range(0, len(IDS), 16):
            store.write(RESULTS[k : k + 16])
    return path.read_bytes()


def flipped(content, rng):
    # Every third in the first pages, which hold what all others depend on.
    place = rng.randrange(len(content) if rng.random() < 2 / 3 else 4 * PAGE)
    changed = bytearray(content)
    changed[place] ^= 1 << rng.randrange(8)
    return bytes(changed)


def truncated(content, rng):
    return content[: rng.randrange(len(content))]


def zeroed(content, rng):
    place = PAGE * rng.randrange(len(content) // PAGE)
    return content[:place] + bytes(PAGE) + content[place + PAGE :]


def outcome(path):
    """What a reader meets: "unreadable", "told" or "sound"; and that no number is another."""
    try:
        store = read_store(path)
    except FileError:
        return "unreadable"
    with store:
        assert store.plan == PLAN
        whole, heads, damage = store.rows(IDS), store.heads(IDS), store.verify()
    for expected, row, head in zip(RESULTS, whole, heads, strict=True):
        if isinstance(row, Record):
            assert row == expected
        if isinstance(head, Record):
            assert vars(head) == {**vars(expected), "curve": b""}
        if isinstance(row, Damage):
            assert row.id == expected.id
    if any(not isinstance(row, Record) for row in whole):
        assert damage
        return "told"
    return "sound"


def mended(path):
    """The driver goes on, after a repair if it has to; at the end everything is there."""
    try:
        train(path)
        return "resumed"
    except FileError:
        pass
    try:
        done = repair(path)
    except FileError:
        return "given up"
    assert done.old.exists()
    train(path)
    with read_store(path) as store:
        assert store.verify() == []
    done.old.unlink()
    return "repaired"


def train(path):
    with open_store(path, PLAN) as store:
        store.write([RESULTS[k] for k in store.lacking(IDS)])
        assert store.rows(IDS) == RESULTS


def met(tmp_path, sound, damage, count, seed):
    rng, seen = random.Random(seed), Counter()
    for number in range(count):
        path = tmp_path / f"{number}.db"
        path.write_bytes(damage(sound, rng))
        seen[outcome(path)] += 1
        seen[mended(path)] += 1
        path.unlink()
    return seen


def test_flipped_bits(tmp_path, sound):
    seen = met(tmp_path, sound, flipped, 60, seed=1)
    assert seen["told"] > 10
    assert seen["unreadable"] == seen["given up"] == 0


def test_truncated_files(tmp_path, sound):
    seen = met(tmp_path, sound, truncated, 20, seed=2)
    assert seen["sound"] == 0
    assert seen["told"] > 5


def test_zeroed_pages(tmp_path, sound):
    seen = met(tmp_path, sound, zeroed, 10, seed=3)
    assert seen["told"] > 5
    assert seen["unreadable"] == seen["given up"] == 0


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "count"), [(flipped, 1_000), (truncated, 200), (zeroed, 100)])
def test_much_damage(tmp_path, sound, damage, count):
    seen = met(tmp_path, sound, damage, count, seed=4)
    assert seen["told"] > count / 5
    assert damage is truncated or seen["unreadable"] == seen["given up"] == 0


def test_a_first_page_of_zeros_costs_nothing(tmp_path, sound):
    path = tmp_path / "study.db"
    path.write_bytes(bytes(PAGE) + sound[PAGE:])
    with read_store(path) as store:
        assert store.rows(IDS) == RESULTS
    with pytest.raises(FileError, match="initlab study repair"):
        open_store(path, PLAN)
    done = repair(path)
    assert (done.kept, done.lost) == (len(IDS), ())
    assert done.old.name == "study.db.damaged"
    assert done.old.read_bytes() == bytes(PAGE) + sound[PAGE:]
    with open_store(path, PLAN) as store:
        assert store.lacking(IDS) == []
        assert store.verify() == []


def test_a_broken_tree_costs_nothing(tmp_path):
    # Rows of all sizes, some over several pages; numbers that SQLite writes as whole ones.
    sizes = [0, 100, 3_900, 4_061, 4_062, 5_000, 12_345, 100_000]
    records = [
        replace(r, cost=k if k % 3 else r.cost, curve=random.Random(k).randbytes(sizes[k % 8]))
        for k, r in enumerate(RESULTS)
    ]
    path = tmp_path / "study.db"
    with open_store(path, PLAN) as store:
        store.write(records)
    db = sqlite3.connect(path)
    ((root,),) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'run'").fetchall()
    db.close()
    content = bytearray(path.read_bytes())
    content[PAGE * (root - 1) : PAGE * root] = bytes(PAGE)
    path.write_bytes(content)
    with read_store(path) as store:
        assert store.rows(IDS) == records
        assert store.heads(IDS) == [replace(r, curve=b"") for r in records]
        assert store.verify()
    done = repair(path)
    assert (done.kept, done.lost) == (len(IDS), ())
    with read_store(path) as store:
        assert store.rows(IDS) == records
        assert store.verify() == []


@pytest.mark.parametrize("column", ["cost", "test_accuracy", "head_sum", "curve", "curve_sum"])
def test_a_changed_value_names_its_run(tmp_path, sound, column):
    path = tmp_path / "study.db"
    path.write_bytes(sound)
    run = next(k for k, r in enumerate(RESULTS) if k > 50 and r.test_accuracy is not None)
    db = sqlite3.connect(path)
    blob = column not in ("cost", "test_accuracy")
    value = f"zeroblob(length({column}))" if blob else f"{column} + 1e-9"
    db.execute(f"UPDATE run SET {column} = {value} WHERE id = ?", (IDS[run],))
    db.commit()
    db.close()
    # By hand: 36 runs of He come first, then 6 seeds for each rate.
    rate, seed = (run - 36) // 6, run % 6
    name = f"initializer = xavier, learning_rate = {(rate + 1) / 100}, seed {seed}"
    with read_store(path) as store:
        (damage,) = store.verify()
        assert (damage.what, damage.id) == (name, IDS[run])
        assert store.lacking(IDS) == [run]
        assert store.rows(IDS) == [*RESULTS[:run], damage, *RESULTS[run + 1 :]]
        guarded = RESULTS[run].id if column.startswith("curve") else None
        assert getattr(store.heads(IDS)[run], "cost", None) == (guarded and RESULTS[run].cost)
    train(path)
    with read_store(path) as store:
        assert store.verify() == []


def test_a_lost_row_is_noticed(tmp_path, sound):
    path = tmp_path / "study.db"
    path.write_bytes(sound)
    db = sqlite3.connect(path)
    db.execute("DELETE FROM run WHERE id = ?", (IDS[3],))
    db.commit()
    db.close()
    with read_store(path) as store:
        assert [str(d) for d in store.verify()] == [
            "The number of runs: 72 were written, 71 can be read"
        ]
        assert store.rows(IDS)[3] is None
        assert store.lacking(IDS) == [3]


def test_an_exchanged_row_is_noticed(tmp_path, sound):
    path, other = tmp_path / "study.db", tmp_path / "other.db"
    path.write_bytes(sound)
    with open_store(other, small_plan(seeds=7)) as store:
        store.write([result(ids_of(small_plan(seeds=7))[6])])
    db = sqlite3.connect(path)
    db.execute("DELETE FROM run WHERE id = ?", (IDS[3],))
    db.execute("ATTACH ? AS other", (str(other),))
    db.execute("INSERT INTO run SELECT * FROM other.run")
    db.commit()
    db.close()
    with read_store(path) as store:
        assert [d.what for d in store.verify()] == ["The ids of the runs"]


@pytest.mark.parametrize("tables", [["plan"], ["plan_copy"], ["plan", "plan_copy"]])
def test_a_plan_is_kept_twice(tmp_path, sound, tables):
    path = tmp_path / "study.db"
    path.write_bytes(sound)
    db = sqlite3.connect(path)
    for table in tables:
        changed = PLAN.to_json().replace("0.05", "0.07").encode()
        db.execute(f"UPDATE {table} SET text = ?", (changed,))
    db.commit()
    db.close()
    if len(tables) == 2:
        with pytest.raises(FileError, match="both copies of its plan are damaged"):
            read_store(path)
        train(path)  # the driver brings the plan along; what it trained is still there
        with pytest.raises(FileError, match="holds another study"):
            open_store(path, small_plan(first_seed=50))
    with read_store(path) as store:
        assert store.plan == PLAN
        assert store.rows(IDS) == RESULTS
        assert [d.what for d in store.verify()] == ["The plan"]
    repair(path)
    with read_store(path) as store:
        assert store.verify() == []


@pytest.mark.parametrize(
    ("endings", "left"), [(["-shm"], 30), (["-wal"], 20), (["-wal", "-shm"], 20)]
)
def test_missing_logs(tmp_path, endings, left):
    path, copy = tmp_path / "study.db", tmp_path / "copy.db"
    with open_store(path, PLAN) as store:
        store.write(RESULTS[:20])
    with open_store(path, PLAN) as store:
        store.write(RESULTS[20:30])
        for ending in {"", "-wal", "-shm"} - set(endings):
            shutil.copy(f"{path}{ending}", f"{copy}{ending}")
    with read_store(copy) as store:
        assert store.rows(IDS) == [*RESULTS[:left], *[None] * (len(IDS) - left)]
        assert store.lacking(IDS) == list(range(left, len(IDS)))
    train(copy)
    with read_store(copy) as store:
        assert store.verify() == []


def test_a_log_that_is_cut_off_keeps_whole_transactions(tmp_path):
    path, copy = tmp_path / "study.db", tmp_path / "copy.db"
    with open_store(path, PLAN) as store:
        store.write(RESULTS[:20])
    with open_store(path, PLAN) as store:
        for k in range(20, 40, 5):
            store.write(RESULTS[k : k + 5])
        shutil.copy(path, copy)
        log = (tmp_path / "study.db-wal").read_bytes()
    seen = set()
    for length in range(0, len(log), 1_999):
        (tmp_path / "copy.db-wal").write_bytes(log[:length])
        with read_store(copy) as store:
            found = store.count()
            assert store.rows(IDS[:40]) == [*RESULTS[:found], *[None] * (40 - found)]
            assert store.verify() == []
        seen.add(found)
    assert seen >= {20, 25, 30, 35}


@pytest.mark.parametrize("step", [0, 1])
def test_a_repair_interrupted_between_its_renames_is_finished_by_the_next(
    tmp_path, sound, monkeypatch, step
):
    path = tmp_path / "study.db"
    path.write_bytes(sound)
    steps, real = 0, os.replace

    def replace(old: object, new: object) -> None:
        nonlocal steps
        if not str(old).endswith(("-wal", "-shm")):
            steps += 1
            if steps > step:
                raise KeyboardInterrupt
        real(old, new)

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(os, "replace", replace)
        repair(path)
    assert repair(path).kept == len(RESULTS)
    with read_store(path) as store:
        assert store.rows(IDS) == RESULTS
    assert (tmp_path / "study.db.damaged").exists()


def test_a_second_repair_keeps_both_old_files(tmp_path, sound):
    path = tmp_path / "study.db"
    path.write_bytes(sound)
    assert repair(path).old.name == "study.db.damaged"
    assert repair(path).old.name == "study.db.damaged2"
    with open_store(path, PLAN), pytest.raises(FileError, match="being written by process"):
        repair(path)
    with pytest.raises(FileError, match="no such file"):
        repair(tmp_path / "none.db")
