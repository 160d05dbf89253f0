"""Two columns for a terminal: names on the left, what is told of them on the right."""

from rich.table import Table

WIDTH = 80  # columns of a terminal


def two_columns() -> Table:
    """An empty grid, as wide as a terminal; the right column wraps."""
    grid = Table.grid(padding=(0, 2))
    grid.width = WIDTH
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    return grid
