"""A comparison as text: the verdict, the tables, and what to know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from initlab.report import plain
from initlab.study import comparison_tables as tables

if TYPE_CHECKING:
    from initlab.study.comparison import Comparison

PLAIN_WIDTH = 100


def comparison_renderable(comparison: Comparison) -> RenderableType:
    """Verdict and tables for a Rich console of any width."""
    parts: list[RenderableType] = [Text(comparison.verdict, style="bold"), ""]
    parts.append(_table(tables.conclusions(comparison), left_out="Weights"))
    spread = tables.over_seeds(comparison)
    if spread is not None:
        parts += ["", _table(spread)]
    notes = tables.notes(comparison)
    return Group(*parts, *([""] if notes else []), *(Text(note, style="dim") for note in notes))


def comparison_text(comparison: Comparison) -> str:
    """The same as plain text, for `print` and files."""
    return plain(comparison_renderable(comparison), PLAIN_WIDTH)


def _table(cells: tables.Cells, left_out: str = "") -> Table:
    table = Table(title=Text(cells.caption), title_justify="left")
    kept = [k for k, column in enumerate(cells.columns) if column != left_out]
    for k in kept:
        column = cells.columns[k]
        if column == "Problem / comment":
            table.add_column(column, ratio=1)
        else:
            table.add_column(column, justify="left" if column == "Model" else "right")
    for row in cells.rows:
        table.add_row(*(Text(row[k]) for k in kept))
    return table
