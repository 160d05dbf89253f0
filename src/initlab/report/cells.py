"""Heat maps: a matrix as coloured cells with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.errors import ShapeError
from initlab.report.labels import axes_size_pt
from initlab.report.numerals import number, one_line
from initlab.report.scales import log_ticks
from initlab.report.style import FIXED, INK, MUTED, dress, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.image import AxesImage

__all__ = ["heatmap"]

Array = NDArray[np.float64]

SEQUENTIAL = ("#f4f8fb", "#a9d0e8", "#3d93c6", "#0b3c68")
DIVERGING = ("#0072b2", "#f7f7f6", "#d55e00")
NO_VALUE = "#dcdfe3"
DARK, LIGHT = "#20262c", "#fdfdfd"  # numbers on pale and on deep cells
CELL_MAX = 1e150  # a colour scale in float64 has no place for larger values
CELL_MIN = 1e-150  # the same for powers of ten


@styled()
def heatmap(
    ax: Axes,
    matrix: ArrayLike,
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    *,
    log: bool = False,
    around_0: bool = False,
    limits: tuple[float, float] | None = None,
    label: str,
) -> Axes:
    """Colour a matrix cell by cell, with each number written in its cell where it is readable.

    Args:
        ax: the axes to draw on.
        matrix: shape (rows, columns), at least one of each. A matrix with numbers on both sides
            of 0 is coloured around 0. NaN and infinite cells are grey and say so.
        row_labels, column_labels: plain text, one for each row and column; row 0 is on top.
        around_0: colour around 0 also where all numbers lie on one side.
        log: colour by powers of ten; numbers at or below 0 are grey then.
        limits: the ends of the colour scale, for maps that are compared; by default the matrix's.
        label: what the numbers are, with the unit.
    Returns: `ax`.
    Raises: ShapeError: the labels do not fit the matrix, or it is empty.

    >>> from initlab.report import new_axes
    >>> ax = heatmap(new_axes(), [[0.1, 0.9]], ["he"], ["1", "2"], label="share of silent units")
    >>> [text.get_text() for text in ax.texts]
    ['0.1', '0.9']
    """
    values = np.asarray(matrix, dtype=float)
    if values.ndim != 2 or values.size == 0:
        raise ShapeError(f"A heat map needs a matrix with cells; got shape {values.shape}.")
    if values.shape != (len(row_labels), len(column_labels)):
        raise ShapeError(
            f"A heat map of shape {values.shape} needs as many labels; got {len(row_labels)} for "
            f"rows and {len(column_labels)} for columns."
        )
    with np.errstate(invalid="ignore"):
        coloured = (np.abs(values) <= CELL_MAX) & ((values >= CELL_MIN) | (not log))
    shown = np.where(coloured, values, np.nan)
    dress(ax)
    colours, norm = _colour_scale(shown, log, around_0, limits)
    image = ax.imshow(shown, cmap=colours, norm=norm, aspect="auto", interpolation="none")
    _write_cells(ax, values, image.to_rgba(shown)[..., :3] @ [0.2126, 0.7152, 0.0722])
    columns = [one_line(text, 24) for text in column_labels]
    crowded = max(map(len, columns)) * len(columns) > 56
    ax.set_xticks(range(len(columns)), columns)
    if crowded:
        for text in ax.get_xticklabels():
            text.set(rotation=35, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(row_labels)), [one_line(text, 32) for text in row_labels])
    ax.tick_params(length=0, labelcolor=INK.light)
    ax.spines[:].set_visible(False)
    _draw_scale(ax, image, log, one_line(label))
    return ax


def _colour_scale(
    shown: Array, log: bool, around_0: bool, limits: tuple[float, float] | None
) -> tuple[Colormap, Normalize]:
    """Colour map and norm for the finite cells."""
    from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize

    seen = shown[np.isfinite(shown)]
    low, high = (float(seen.min()), float(seen.max())) if seen.size else (0.1, 1.0)
    low, high = limits or (low, high)
    codes: tuple[str, ...] = SEQUENTIAL
    if log:
        norm: Normalize = LogNorm(low, high if high > low else low * 10)
    elif around_0 or low < 0 < high:
        codes, reach = DIVERGING, max(-low, high) or 1.0
        norm = Normalize(-reach, reach)
    else:
        norm = Normalize(low, high if high > low else low + (abs(low) or 1.0))
    colours = LinearSegmentedColormap.from_list("initlab", codes)
    return colours.with_extremes(bad=NO_VALUE), norm


def _write_cells(ax: Axes, values: Array, lightness: Array) -> None:
    """Each number in its cell, dark on light or light on dark; none at all below 5 points."""
    texts = np.vectorize(lambda value: number(value, 3), otypes=[object])(values)
    width_pt, height_pt = axes_size_pt(ax)
    rows, columns = values.shape
    # The colour scale and the row labels take about a third of the width.
    cell_pt = 0.67 * width_pt / columns
    longest = max(len(text) for text in texts.flat)
    size_pt = min(9.0, cell_pt / (0.62 * longest + 0.6), 0.7 * height_pt / rows)
    if size_pt < 5:
        return
    for (row, column), text in np.ndenumerate(texts):
        ax.text(
            column,
            row,
            text,
            ha="center",
            va="center",
            fontsize=size_pt,
            color=DARK if lightness[row, column] > 0.42 else LIGHT,
            gid=FIXED,
        )


def _draw_scale(ax: Axes, image: AxesImage, log: bool, label: str) -> None:
    from matplotlib.ticker import NullLocator

    scale = ax.figure.colorbar(image, ax=ax, fraction=0.05, pad=0.02)
    scale.outline.set_visible(False)
    scale.set_label(label)
    scale.ax.yaxis.set_minor_locator(NullLocator())
    scale.ax.tick_params(length=0, labelcolor=MUTED.light)
    if log:
        log_ticks(scale.ax.yaxis, *image.get_clim())
