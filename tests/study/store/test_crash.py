"""Processes that die, disks that are full, drivers that meet: what is saved stays, all goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from initlab.study.store import open_store, read_store
from tests.study.store.samples import ids_of, result, small_plan

ROOT = Path(__file__).parents[3]
PLAN = small_plan(seeds=2, rates=3)
IDS = ids_of(PLAN)


def script(text, *arguments, **options):
    """Start Python with what a driver needs already imported."""
    head = """
import os, sys
from pathlib import Path
from initlab.errors import FileError
from initlab.study.store import open_store, read_store
from tests.study.store.samples import ids_of, result, small_plan
PLAN = small_plan(seeds=2, rates=3)
IDS = ids_of(PLAN)
path = Path(sys.argv[1])
"""
    return subprocess.Popen(
        [sys.executable, "-c", head + text, *map(str, arguments)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def ended(process):
    out, err = process.communicate(timeout=60)
    assert err == ""
    return out.splitlines()


def test_a_driver_may_die_before_any_statement(tmp_path):
    program = str(Path(__file__).with_name("crash.py"))
    done = subprocess.run(
        [sys.executable, program, str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.stderr == ""
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) > 40  # statements of a driver that lives, and one more
    assert [line[0] for line in lines] == [str(k + 1) for k in range(len(lines))]
    left = [int(line[1]) for line in lines]
    assert left == sorted(left)
    assert set(left) == {0, 4, 8}  # whole batches only
    assert {line[2] for line in lines} == {"same"}


def test_a_killed_driver_leaves_its_lock_to_the_next(tmp_path):
    path = tmp_path / "study.db"
    driver = script(
        """
with open_store(path, PLAN) as store:
    store.write([result(run) for run in IDS[:5]])
    print("written", flush=True)
    sys.stdin.read()
""",
        path,
        stdin=subprocess.PIPE,
    )
    assert driver.stdout.readline() == "written\n"
    driver.send_signal(signal.SIGKILL)
    driver.communicate()
    assert (tmp_path / "study.db.lock").exists()
    with open_store(path, PLAN) as store:
        assert store.lacking(IDS) == list(range(5, len(IDS)))
        assert store.verify() == []
        store.write([result(run) for run in IDS[5:]])
    assert [entry.name for entry in tmp_path.iterdir()] == ["study.db"]


EIGHT = """
import time
end = path.with_name("end")
deadline = time.monotonic() + 30
start, go = os.pipe()
children = []
for _ in range(8):
    sys.stdout.flush()
    child = os.fork()
    if child:
        children.append(child)
        continue
    os.close(go)
    os.read(start, 1)  # until the parent closes its end: all at once
    try:
        with open_store(path, PLAN) as store:
            for run in IDS:
                store.write([result(run)])
            while not end.exists() and time.monotonic() < deadline:
                time.sleep(0.001)
        said = f"{os.getpid()} trained"
    except FileError as error:
        said = str(error)
    os.write(1, (said + chr(10)).encode())
    os._exit(0)
os.close(go)
for _ in range(7):
    os.wait()  # refused, while the eighth holds the store
while True:
    try:
        with read_store(path) as store:
            found = store.rows(IDS)
    except FileError as error:
        found = [None] if "holds no study yet" in str(error) else error
    if found != [f and result(f.id) for f in found] or time.monotonic() > deadline:
        print(found)
        break
    if None not in found:
        break
end.touch()
os.wait()
"""


def test_of_eight_drivers_one_trains_while_a_reader_reads(tmp_path):
    path = tmp_path / "study.db"
    lines = ended(script(EIGHT, path))
    assert len(lines) == 8
    owner, trained = lines[-1].split()
    assert trained == "trained"
    refused = f"{path} is being written by {{}}. Wait for it, or stop it first."
    whose = f"process {owner}", "another process"  # the lock is held a moment before it is signed
    assert {*lines[:-1]} <= {refused.format(who) for who in whose}
    with read_store(path) as store:
        assert store.rows(IDS) == [result(run) for run in IDS]
        assert store.verify() == []


FULL = """
import resource
from dataclasses import replace
runs = [replace(result(run), curve=bytes(range(256)) * 64) for run in IDS]
for limit in map(int, sys.argv[2:]):
    path = Path(sys.argv[1]) / f"{limit}.db"
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        with open_store(path, PLAN) as store:
            for run in runs:
                store.write([run])
        said = "no limit reached"
    except FileError as error:
        said = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    with open_store(path, PLAN) as store:
        lacking = store.lacking(IDS)
        assert lacking == list(range(len(IDS) - len(lacking), len(IDS))), lacking
        assert store.verify() == []
        store.write(runs)
        assert store.rows(IDS) == runs
        assert store.verify() == []
    print(len(lacking), said)
"""


def test_a_full_disk_costs_nothing_that_was_saved(tmp_path):
    limits = [0, 1, 100, 4_096, 5_000, 20_000, 40_000, 70_000, 100_000, 150_000, 200_000]
    lines = ended(script(FULL, tmp_path, *limits))
    assert len(lines) == len(limits)
    lacking = [int(line.split()[0]) for line in lines]
    assert lacking == sorted(lacking, reverse=True)
    assert lacking[0] == len(IDS) > lacking[-1] > 0
    for line, limit in zip(lines, limits, strict=True):
        assert f"Cannot write {tmp_path / f'{limit}.db'}: " in line


def test_closing_twice_is_harmless(tmp_path):
    store = open_store(tmp_path / "study.db", PLAN)
    store.close()
    store.close()
    assert result(IDS[0]).id == IDS[0]
