"""How far a study is, live on a terminal, and a line now and then otherwise; on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from initlab.cli.study_text import duration
from initlab.study.runner import Summary

EVERY_S = 10.0  # between two lines off a terminal


@contextmanager
def shown(runs: int) -> Iterator[Callable[[Summary], None]]:
    """A function that shows how far a study of so many runs is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines()
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=runs)
        yield lambda state: progress.update(task, completed=state.saved, description=line(state))


def _lines() -> Callable[[Summary], None]:
    last = time.monotonic()

    def tell(state: Summary) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY_S:
            last = time.monotonic()
            print(f"initlab: {line(state)}", file=sys.stderr, flush=True)

    return tell


def line(state: Summary) -> str:
    """How far it is, in one line.

    >>> line(Summary(runs=1000, saved=500, trained=400, diverged=3, seconds=8.0))
    '500 of 1,000 runs, 3 diverged, 50 runs/s, 10 s left'
    """
    parts = [f"{state.saved:,} of {state.runs:,} runs"]
    if state.diverged:
        parts.append(f"{state.diverged:,} diverged")
    if state.trained and state.seconds:
        rate = state.trained / state.seconds
        parts.append(f"{rate:.3g} runs/s")
        parts.append(f"{duration((state.runs - state.saved) / rate)} left")
    if state.best is not None:
        parts.append(f"lowest cost {state.best[1]:.3g}")
    return ", ".join(parts)
