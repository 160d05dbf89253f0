"""What commands share: consoles, the progress bar, JSON on stdout, and the next command."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


def out() -> Console:
    """Results: stdout. Without colour, and 100 columns wide, off a terminal."""
    return Console(width=None if sys.stdout.isatty() else 100, highlight=False)


def print_json(value: dict[str, Any]) -> None:
    """One JSON document on stdout; numbers keep every digit."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[float], None]]:
    """A bar on stderr while a terminal watches; a function that takes the share done."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(what, total=1.0)
        yield lambda done: progress.update(task, completed=done)


def say_if_slow() -> None:
    """One line on stderr when the compiled engine is not in use."""
    from initlab.engine import kernel_missing

    missing = kernel_missing()
    if missing is not None:
        print(f"initlab: {missing}", file=sys.stderr)


def program() -> str:
    """How the user called initlab, so that a command we name can be copied: `.venv/bin/initlab`."""
    called = Path(sys.argv[0])
    if called.name != "initlab":
        return "python -m initlab"
    if shutil.which("initlab") == str(called):
        return "initlab"
    try:
        return str(called.relative_to(Path.cwd()))
    except ValueError:
        return str(called)
