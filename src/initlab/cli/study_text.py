"""What `initlab study` prints: durations, sizes, and what a plan would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from initlab.study.estimate import Estimate

SHOWN = 12  # shapes in the table


def duration(seconds: float) -> str:
    """A time as one says it.

    >>> duration(3.2), duration(200), duration(8000), duration(400_000)
    ('3 s', '3 min', '2 h 13 min', '4.6 days')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    if seconds < 100_000:
        minutes = round(seconds / 60)
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{seconds / 86_400:.1f} days"


def size(count: int) -> str:
    """Bytes as one says them.

    >>> size(900), size(71_000), size(3_200_000)
    ('900 bytes', '71 kB', '3.2 MB')
    """
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= unit:
            return (
                f"{count / unit:.2g} {name}" if count < 100 * unit else f"{count / unit:.0f} {name}"
            )
    return f"{count} bytes"


def estimate_renderable(found: Estimate) -> Group:
    """What a plan would take: a sentence, and a table of its largest shapes."""
    counted = f"{found.runs:,} runs in {found.cells:,} cells"
    if not found.left:
        return Group(Text(f"{counted}, all of them trained."))
    done = f", {found.runs - found.left:,} of them trained" if found.left < found.runs else ""
    head = Text(
        f"{counted}{done}. {found.left:,} to train: about {duration(found.seconds)} on this "
        f"machine, {_power(found.multiply_adds)} multiply-adds, {size(found.disk_bytes)} on the "
        "disk."
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("networks of one shape", overflow="fold")
    for column in ("runs", "multiply-adds", "time"):
        table.add_column(column, justify="right", no_wrap=True)
    largest = sorted(found.shapes, key=lambda shape: -shape.seconds)
    for shape in largest[:SHOWN]:
        table.add_row(
            Text(shape.name),
            f"{shape.runs:,}",
            _power(shape.multiply_adds),
            duration(shape.seconds),
        )
    rest = largest[SHOWN:]
    if rest:
        table.add_row(
            f"{len(rest):,} more",
            f"{sum(s.runs for s in rest):,}",
            _power(sum(s.multiply_adds for s in rest)),
            duration(sum(s.seconds for s in rest)),
        )
    return Group(head, Text(), table)


def _power(count: int) -> str:
    return f"{count:.2g}".replace("e+", "e")
