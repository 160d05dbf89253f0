"""What hostile submissions take, leave and change: each one of the tests', graded in each sandbox.

    .venv/bin/python benchmarks/sandbox.py [NAME...]

While each is graded, all processes below this one are looked at, every 5 ms: their number, and the
largest memory that each has had, summed. A process that a submission lets loose falls to this one.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from initlab.course.grading import grade  # noqa: E402
from initlab.course.sandbox import LAYERS, ChildSession, Layer, trouble  # noqa: E402
from initlab.course.sandbox.layers import FIRST_UID, UIDS  # noqa: E402
from initlab.course.sandbox.python import packages, standard_library  # noqa: E402
from tests.course.sandbox.attacks import ASKED, Attack, attacks, standing_world  # noqa: E402

EVERY_S = 0.005
PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Cost:
    """The most of what was seen at one time."""

    processes: int = 0
    memory: int = 0  # bytes
    seconds: float = 0.0  # of the longest session, from before its start to after its end
    lingering_s: float = 0.0  # after the end, until no process was left
    faults: list[str] = field(default_factory=list)

    def see(self) -> int:
        """Look once; return the number of processes."""
        statuses = list(_statuses(os.getpid()))
        self.processes = max(self.processes, len(statuses))
        peaks = (int(s.get("VmHWM", "0 kB").split()[0]) << 10 for s in statuses)
        self.memory = max(self.memory, sum(peaks))
        return len(statuses)


def _statuses(parent: int) -> Iterator[dict[str, str]]:
    with suppress(OSError):
        for task in os.listdir(f"/proc/{parent}/task"):
            for child in Path(f"/proc/{parent}/task/{task}/children").read_text().split():
                with suppress(OSError, ValueError):
                    lines = Path(f"/proc/{child}/status").read_text().splitlines()
                    status = dict(line.split(":\t", 1) for line in lines)
                    if not status["State"].startswith("Z"):
                        yield status
                yield from _statuses(int(child))


@contextmanager
def watched(cost: Cost) -> Iterator[None]:
    """Look until the end, and then until all are gone, for 10 seconds at most."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(EVERY_S):
            cost.see()

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
    start = time.monotonic()
    while cost.see() and time.monotonic() < start + 10:
        time.sleep(EVERY_S)
    cost.lingering_s = time.monotonic() - start
    if cost.see():
        cost.faults.append("a process is left")


def measured(attack: Attack, layer: Layer) -> Cost:
    """The cost of grading it, and what is not as it must be."""
    cost = Cost()

    class Timed(ChildSession):
        def __enter__(self) -> Timed:
            self.start = time.monotonic()
            super().__enter__()
            return self

        def __exit__(self, *error: object) -> None:
            super().__exit__(*error)
            cost.seconds = max(cost.seconds, time.monotonic() - self.start)

    with TemporaryDirectory() as name, watched(cost):
        try:
            with standing_world(Path(name)) as world:
                path = Path(name) / "handed_in.py"
                path.write_text(attack.submission(world), encoding="utf-8")
                result = grade(ASKED, path, lambda source: Timed(source, layer))
        except AssertionError as error:
            cost.faults.append(str(error))
        if round(3 * result.score) != 2:
            cost.faults.append(f"its mark is {result.score:.2f}")
    return cost


def outside() -> dict[str, Any]:
    """Sizes and times of what a submission could be after, and what it owns anywhere."""
    watched_places = (ROOT / "src", ROOT / "tests", Path("/etc"), standard_library(), *packages())
    seen: dict[str, Any] = {}
    for path in (inner for place in watched_places for inner in place.rglob("*")):
        if "__pycache__" not in path.parts:
            status = path.lstat()
            seen[str(path)] = (status.st_size, status.st_mtime_ns, status.st_mode)
    for place in ("/tmp", "/var/tmp", "/dev/shm"):
        for folder, folders, files in os.walk(place):
            for path in (Path(folder, name) for name in (*folders, *files)):
                with suppress(OSError):  # others come and go there
                    if FIRST_UID <= path.lstat().st_uid < FIRST_UID + UIDS:
                        seen[str(path)] = "left"
    return seen


def main() -> None:
    """A line for what is wrong, and one for each sandbox."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    asked = [one for one in attacks() if not sys.argv[1:] or one.name in sys.argv[1:]]
    for layer in LAYERS.values():
        if why := trouble(layer):
            print(f"{layer.description}: {why}")
            continue
        before = outside()
        costs = {attack.name: measured(attack, layer) for attack in asked}
        after = outside()
        changed = sorted(k for k in before.keys() | after.keys() if before.get(k) != after.get(k))
        for name, cost in costs.items():
            for fault in cost.faults:
                print(f"{layer.description}: {name}: {fault}")
        right = sum(not cost.faults for cost in costs.values())
        print(f"{layer.description}: {right} of {len(costs)} right")
        for what, unit, size in (
            ("processes", "", 1),
            ("memory", " GiB", 1 << 30),
            ("seconds", " s", 1),
            ("lingering_s", " s", 1),
        ):
            worst = max(costs, key=lambda name: getattr(costs[name], what))
            print(f"    {what}: {getattr(costs[worst], what) / size:.4g}{unit} at most ({worst})")
        print(f"    changed outside: {', '.join(changed) or 'nothing'}", flush=True)


if __name__ == "__main__":
    main()
