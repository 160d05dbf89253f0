"""Draw `docs/images/compare.png`, the picture of the README: curves and decision maps."""

from pathlib import Path

import initlab
from initlab.report import styled

TARGET = Path(__file__).parents[1] / "docs" / "images" / "compare.png"


@styled()
def draw() -> None:
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    result = initlab.compare()
    layout = ConstrainedLayoutEngine(h_pad=0.12)
    figure = Figure(figsize=(9, 5.4), layout=layout, facecolor="white")
    grid = figure.add_gridspec(2, len(result.rows), height_ratios=[1.5, 1])
    result.plot(ax=figure.add_subplot(grid[0, :]))
    for column, row in enumerate(result.rows):
        result.plot_boundary(row.name, ax=figure.add_subplot(grid[1, column]))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(TARGET, dpi=110)


if __name__ == "__main__":
    draw()
