"""How memory and open files grow over a long study, in one process."""

from __future__ import annotations

import os
from pathlib import Path

from initlab.study.python_plan import plan
from initlab.study.runner import Summary, run_study


def grown(store: Path, runs: int) -> tuple[int, int]:
    """Bytes that the last nine tenths of so many runs add, and files left open after all."""
    made = plan(
        initializer=["he", "xavier"],
        learning_rate=[0.01, 0.02, 0.03, 0.04, 0.05],
        layers=[2],
        iterations=5,
        points=2,
        seeds=runs // 10,
    )
    early: list[int] = []

    def look(state: Summary) -> None:
        if not early and state.saved >= runs // 10:
            early.append(resident())

    before = files()
    run_study(made, store, progress=look)
    return resident() - early[0], files() - before


def resident() -> int:
    """Bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def files() -> int:
    """Files that this process has open."""
    return len(os.listdir("/proc/self/fd"))
