"""Lessons as text: cells of a Python file in the percent format, and the notebook made of them.

A cell begins with a line `# %%`, a text with `# %% [markdown]`; a code cell may have tags. A cell
tagged `starter` is what a learner completes, the one tagged `solution` after it replaces it where
solutions are wanted. The files are Python all the same, so they are formatted and read as such.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from initlab.errors import DataError

STARTER, SOLUTION = "starter", "solution"
HEAD = re.compile(r"# %%(?P<text> \[markdown\])?(?: tags=(?P<tags>\[.*\]))?")


@dataclass(frozen=True)
class Cell:
    """One cell: `source` without comment signs, if it is text."""

    kind: Literal["markdown", "code"]
    source: str
    tags: tuple[str, ...] = ()


def read_cells(text: str) -> tuple[Cell, ...]:
    r"""The cells of a file in the percent format; what stands before the first is passed over.

    Raises: DataError: a line begins a cell in a way that is not known here.

    >>> [cell.source for cell in read_cells("# %% [markdown]\n# # Title\n\n# %%\nx = 1\n")]
    ['# Title', 'x = 1']
    """
    cells: list[tuple[re.Match[str], list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# %%"):
            head = HEAD.fullmatch(line)
            if head is None:
                raise DataError(
                    f"Line {number} should be '# %%', '# %% [markdown]' or '# %% tags=[…]'; "
                    f"got {line!r}."
                )
            cells.append((head, []))
        elif cells:
            cells[-1][1].append(line)
    return tuple(_cell(head, lines) for head, lines in cells)


def _cell(head: re.Match[str], lines: list[str]) -> Cell:
    if head["text"]:
        lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
    source = "\n".join(lines).strip("\n")
    tags = tuple(json.loads(head["tags"])) if head["tags"] else ()
    return Cell("markdown" if head["text"] else "code", source, tags)


def for_learners(cells: Iterable[Cell], *, solved: bool = False) -> tuple[Cell, ...]:
    """The cells as they are laid out: with the starters, or with the solutions instead."""
    left_out = STARTER if solved else SOLUTION
    return tuple(cell for cell in cells if left_out not in cell.tags)


def as_python(cells: Sequence[Cell]) -> str:
    r"""The cells as a program in the percent format.

    >>> as_python([Cell("markdown", "One\n\nTwo"), Cell("code", "x = 1")])
    '# %% [markdown]\n# One\n#\n# Two\n\n# %%\nx = 1\n'
    """
    parts = []
    for cell in cells:
        if cell.kind == "markdown":
            lines = [f"# {line}".rstrip() for line in cell.source.split("\n")]
            parts.append("# %% [markdown]\n" + "\n".join(lines) + "\n")
        else:
            parts.append(f"# %%\n{cell.source}\n")
    return "\n".join(parts)


def as_notebook(cells: Sequence[Cell]) -> str:
    """The cells as a notebook of nbformat 4.5, for Python 3, without outputs."""
    document = {
        "cells": [_notebook_cell(number, cell) for number, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _notebook_cell(number: int, cell: Cell) -> dict[str, Any]:
    common: dict[str, Any] = {
        "cell_type": cell.kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": cell.source.splitlines(keepends=True),
    }
    return common if cell.kind == "markdown" else {**common, "execution_count": None, "outputs": []}
