"""Trials by kill and signal, for the tests (few) and for benchmarks/study.py (many)."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from initlab.study.store import export, read_store
from tests.signals import as_usual
from tests.study.driver import small_plan

ROOT = Path(__file__).parents[2]


def begin(store: Path, **asked: Any) -> subprocess.Popen[str]:
    """A driver in a process group of its own, which writes to a pipe."""
    asked = {"seeds": 10, "iterations": 100, **asked, "store": str(store)}
    as_usual()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.study.driver", json.dumps(asked)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def exported(store: Path) -> bytes:
    """The table of a store with all curves, as bytes."""
    out = store.with_suffix(".csv")
    with read_store(store) as opened:
        assert opened.verify() == []
        export(opened, out, "curves")
    return out.read_bytes()


def saved(store: Path) -> int:
    """How many runs a store holds; 0 if it was killed before there was one."""
    if not store.exists() or store.stat().st_size == 0:
        return 0
    with read_store(store) as opened:
        return opened.count()


def finish(store: Path, **asked: Any) -> int:
    """Go on to the end; how many runs that trained."""
    process = begin(store, **asked)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    told = json.loads(out.splitlines()[-1])
    assert told["saved"] == small_plan(asked.get("seeds", 10)).runs
    return int(told["trained"])


def kill_at_write(store: Path, number: int, *, after: bool, **asked: Any) -> None:
    """Run a study that is killed at its n-th write, and see that just the rest is trained."""
    process = begin(store, die_at=number, after=after, **asked)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    resume(store, **asked)


def die_after_a_write(store: Path, **asked: Any) -> None:
    """Go on with a study that is killed after its next write."""
    process = begin(store, die_at=1, after=True, **asked)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL


def kill_at_random(store: Path, rng: random.Random, within_s: float, **asked: Any) -> None:
    """Run a study that is killed at some moment, and see that just the rest is trained."""
    process = begin(store, **asked)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(rng.uniform(0.0, within_s))
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    resume(store, **asked)


def kill_again_and_again(
    store: Path, rng: random.Random, kills: int, within_s: float, **asked: Any
) -> int:
    """Kill one study that often, each time at another moment of going on; how often it got so far.

    Fewer than `kills` if the study came to its end before.
    """
    before = 0
    for done in range(kills):
        process = begin(store, **asked)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(rng.uniform(0.0, within_s))
        if process.poll() is not None:
            return done
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        there = saved(store)
        assert there >= before, f"{before} runs were saved, {there} are left"
        before = there
    return kills


def resume(store: Path, **asked: Any) -> None:
    """Go on to the end: what is missing is trained, and nothing else."""
    there = saved(store)
    assert finish(store, **asked) == small_plan(asked.get("seeds", 10)).runs - there


def finish_while_workers_die(store: Path, every_s: float, **asked: Any) -> int:
    """Go on to the end while now and then one of Dask's workers is killed; how many were."""
    process = begin(store, **asked)
    assert process.stdout is not None
    for _ in range(2):  # ready, and the first write: before it there are no workers to lose
        process.stdout.readline()
    killed, last = 0, time.monotonic()
    while process.poll() is None:
        time.sleep(0.1)
        if time.monotonic() - last > every_s:
            killed += kill_a_worker(process.pid)
            last = time.monotonic()
    _, err = process.communicate()
    assert process.returncode == 0, err
    return killed


def kill_a_worker(driver: int) -> bool:
    """Kill one worker process that a driver began; whether there was one."""
    for pid in of_group(driver):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if pid != driver and b"spawn_main" in command:
            os.kill(pid, signal.SIGKILL)
            return True
    return False


@dataclass(frozen=True)
class Stopped:
    """How a driver took a signal."""

    exit_code: int
    seconds: float
    told: dict[str, int]
    left: list[int]  # processes of its group that still live


def stop_with(
    store: Path, number: int, delay_s: float, saving: bool = False, **asked: Any
) -> Stopped:
    """Send a signal to a driver, and to all its group as a terminal does, `delay_s` after it
    began to train, or with `saving` after its first write."""
    process = begin(store, **asked)
    assert process.stdout is not None
    process.stdout.readline()
    if saving:
        process.stdout.readline()
    time.sleep(delay_s)
    sent = time.monotonic()
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=60)
    seconds = time.monotonic() - sent
    assert "Traceback" not in err, err
    return Stopped(
        process.returncode, seconds, json.loads(out.splitlines()[-1]), left_of(process.pid)
    )


def left_of(group: int) -> list[int]:
    """The processes of a group that do not end by themselves when their driver has.

    Python's resource tracker does, some hundredths of a second later.
    """
    for _ in range(50):
        if not of_group(group):
            return []
        time.sleep(0.01)
    return of_group(group)


def of_group(group: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            state, _, pgrp = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(pgrp) == group and state != "Z":
            found.append(int(entry.name))
    return found
