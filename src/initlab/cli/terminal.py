"""What commands share: consoles, the progress bar, JSON on stdout, and the next command."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


def show(what: RenderableType) -> None:
    """Results: on stdout. Without colour, and 100 columns wide, off a terminal."""
    console = Console(width=None if sys.stdout.isatty() else 100, highlight=False)
    with console.capture() as capture:  # so that a reader who has left is ours to notice
        console.print(what)
    print("\n".join(line.rstrip() for line in capture.get().splitlines()), flush=True)


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


def check_report(path: Path | None) -> None:
    """Fail before the work, not after it, if the report cannot be written or would hurt a file."""
    if path is None:
        return
    from initlab.errors import FileError
    from initlab.report import check_writable

    if path.exists() and path.suffix.lower() not in (".html", ".htm"):
        raise FileError(f"{path} exists and is no HTML file. Name another for the report.")
    check_writable(path)


def say_if_slow() -> None:
    """One line on stderr when the compiled engine is not in use."""
    from initlab.engine import kernel_missing

    missing = kernel_missing()
    if missing is not None:
        print(f"initlab: {missing}", file=sys.stderr)


def program() -> str:
    """How the user called initlab, so that a command we name can be copied: `.venv/bin/initlab`."""
    called = Path(sys.argv[0])
    if called.name == "initlab":
        return "initlab" if shutil.which("initlab") == str(called) else _from_here(called)
    python = Path(sys.executable)
    on_path = shutil.which(python.name) == str(python)
    return f"{python.name if on_path else _from_here(python)} -m initlab"


def _from_here(place: Path) -> str:
    """A path as one would type it in this folder."""
    try:
        return shlex.quote(str(place.relative_to(Path.cwd())))
    except ValueError:
        return shlex.quote(str(place))
