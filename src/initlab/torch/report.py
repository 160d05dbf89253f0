"""What was set, by which rule, and what was left alone and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEADER = ("tensor", "shape", "entry", "std", "rule", "note")


@dataclass(frozen=True)
class Line:
    """One tensor of a model."""

    name: str
    shape: tuple[int, ...]  # canonical: (outputs, inputs, *kernel)
    entry: str | None  # None: left as it was
    std: float | None  # of an element; None where it was left, or where parts differ
    rule: str  # what said so
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """The line as text, a cell for each of `HEADER`."""
        shape = " × ".join(map(str, self.shape)) or "1"
        std = "" if self.std is None else f"{self.std:.4g}"
        return (self.name, shape, self.entry or "left alone", std, self.rule, self.note)


@dataclass(frozen=True)
class Report:
    """Every tensor of a model once; `print` it for a table."""

    lines: tuple[Line, ...]

    @property
    def left(self) -> tuple[Line, ...]:
        """The tensors that were left as they were."""
        return tuple(line for line in self.lines if line.entry is None)

    def __getitem__(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)

    def __str__(self) -> str:
        return table([HEADER, *(line.cells() for line in self.lines)])


def table(rows: Sequence[Sequence[str]]) -> str:
    """Left-aligned columns, two spaces apart.

    >>> print(table([("a", "b"), ("long", "c")]))
    a     b
    long  c
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
