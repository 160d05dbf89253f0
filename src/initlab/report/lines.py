"""Curves over epochs, layers or anything else that ascends: one line per series, with its band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.errors import DomainError, ShapeError
from initlab.report.labels import Key, axes_size_pt, name_lines, shifted
from initlab.report.numerals import number, one_line
from initlab.report.scales import log_ticks
from initlab.report.style import DOTS, Look, dress, look, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Series", "curves"]

Array = NDArray[np.float64]

DRAWABLE_MAX = 1e150  # beyond it an axis has no room for margins in float64; drawn as a gap
DRAWABLE_MIN = 1e-150  # the same for a logarithmic axis
ALL_MARKED = 20  # up to so many points every second one has a marker; of more, every eighth part


@dataclass(frozen=True, eq=False)
class Series:
    """A line: `y` over ascending `x`, one-dimensional and equally long.

    `low` and `high` (both or neither, as long as `y`) bound a band. From `dotted_from` (in units
    of `x`) on the line is dotted: its digits are undetermined there. NaN and infinite `y` leave a
    gap; a line that ends before its `x` do ends in a cross.
    """

    label: str
    x: ArrayLike
    y: ArrayLike
    low: ArrayLike | None = None
    high: ArrayLike | None = None
    dotted_from: float | None = None


@dataclass(frozen=True, eq=False)
class _Line:
    """A checked series: y is NaN where nothing can be drawn, low and high are as they came."""

    label: str
    x: Array
    y: Array
    low: Array
    high: Array
    has_band: bool
    dotted_from: float


@styled()
def curves(
    ax: Axes,
    series: Sequence[Series],
    *,
    x_label: str,
    y_label: str,
    title: str = "",
    log_y: bool = False,
) -> Axes:
    """Draw one line per series, each with its name outside the axes; up to eight are easy to tell.

    Args:
        ax: the axes to draw on, empty; made by `new_axes`, or the user's own. Names
            too long to stand beside their lines go below, and a figure of one axes grows.
        series: at least one.
        x_label, y_label: name and unit of the axes; plain text, "$" is a dollar sign.
        title: plain text over the axes.
        log_y: powers of ten upwards. Values at or below 0 are gaps then, and if no value is
            above 0 the axis stays linear and shows them.
    Returns: `ax`. Its limits are set; whoever changes them moves lines away from their names.
    Raises:
        ShapeError: the arrays of a series do not fit each other.
        DomainError: no series, or an `x` that is not finite and ascending.

    >>> from initlab.report import new_axes
    >>> falling = Series("he", x=[0, 1, 2], y=[0.7, 0.3, 0.1], dotted_from=2)
    >>> ax = curves(new_axes(), [falling], x_label="epoch", y_label="cost")
    >>> ax.get_xlabel()
    'epoch'
    """
    if not series:
        raise DomainError("Curves need at least one series; got none. Leave the picture out.")
    lines = [_checked(one, log_y) for one in series]
    if log_y and all(np.isnan(line.y).all() for line in lines):
        log_y, lines = False, [_checked(one, log_y=False) for one in series]
    least = DRAWABLE_MIN if log_y else -DRAWABLE_MAX
    bounds = [_drawable(bound, least) for line in lines for bound in (line.low, line.high)]
    y_limits = _limits(np.concatenate([*(line.y for line in lines), *bounds]), log_y)
    x_limits = _limits(np.concatenate([line.x for line in lines]), log=False, margin=0.02)
    dress(ax)
    _scale_axes(ax, x_limits, y_limits, lines, log_y)
    for i, line in enumerate(lines):
        _draw_band(ax, line, look(i), y_limits)
        _draw_line(ax, line, look(i), turn=i)
    ax.set_xlabel(one_line(x_label))
    ax.set_ylabel(one_line(y_label), rotation=0, ha="left", va="bottom")
    # Upright and over the axis: read without tilting the head.
    ax.set_title(one_line(title), loc="left", pad=22)
    ax.yaxis.set_label_coords(0, 1, transform=shifted(ax, 0, 5))
    name_lines(ax, [_key(line, look(i), y_limits, log_y) for i, line in enumerate(lines)])
    return ax


def _checked(series: Series, log_y: bool) -> _Line:
    """The series as arrays, with everything that cannot be drawn as NaN."""
    name = f"Series {series.label!r}"
    x, y = np.asarray(series.x, dtype=float), np.asarray(series.y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape:
        raise ShapeError(
            f"{name} needs x and y of one equal length; got shapes {x.shape} and {y.shape}."
        )
    if not np.isfinite(x).all() or (np.diff(x) < 0).any():
        raise DomainError(f"{name} needs finite, ascending x. Sort the points by x.")
    if (series.low is None) != (series.high is None):
        raise ShapeError(f"{name} needs both low and high, or neither; got one of them.")
    low, high = (
        y if bound is None else np.asarray(bound, dtype=float)
        for bound in (series.low, series.high)
    )
    if low.shape != y.shape or high.shape != y.shape:
        raise ShapeError(
            f"{name} needs low and high of y's shape {y.shape}; got {low.shape} and {high.shape}."
        )
    least = DRAWABLE_MIN if log_y else -DRAWABLE_MAX
    dotted_from = np.inf if series.dotted_from is None else series.dotted_from
    has_band = series.low is not None
    return _Line(series.label, x, _drawable(y, least), low, high, has_band, dotted_from)


def _drawable(values: Array, least: float) -> Array:
    """`values` with NaN for all that is not finite, below `least` or too large."""
    with np.errstate(invalid="ignore"):
        return np.where((values >= least) & (values <= DRAWABLE_MAX), values, np.nan)


def _limits(values: Array, log: bool, margin: float = 0.05) -> tuple[float, float]:
    """Ends of an axis that shows all of `values`, with a margin on either side."""
    seen = values[np.isfinite(values)]
    if seen.size == 0:
        return 0.0, 1.0
    low, high = float(seen.min()), float(seen.max())
    if log:
        room = 10 ** (margin * (math.log10(high) - math.log10(low))) if low < high else 2.0
        return low / room, high * room
    room = margin * (high - low) if low < high else 0.5 * (abs(low) or 1.0)
    return low - room, high + room


def _scale_axes(
    ax: Axes,
    x_limits: tuple[float, float],
    y_limits: tuple[float, float],
    lines: Sequence[_Line],
    log_y: bool,
) -> None:
    """Limits, ticks and the grid."""
    from matplotlib.ticker import MaxNLocator

    ax.set_xlim(*x_limits)
    widest_pt = 5.5 * max(len(number(limit)) for limit in x_limits) + 16
    steps = int(min(10, max(2, axes_size_pt(ax)[0] // widest_pt)))
    whole = all((line.x == np.round(line.x)).all() for line in lines)
    ax.xaxis.set_major_locator(MaxNLocator(steps, integer=whole, steps=[1, 2, 5, 10]))
    if log_y:
        ax.set_yscale("log")
        log_ticks(ax.yaxis, *y_limits)
    ax.set_ylim(*y_limits)
    ax.grid(axis="y")


def _draw_band(ax: Axes, line: _Line, look: Look, y_limits: tuple[float, float]) -> None:
    """The area from low to high; a bar where a point stands alone."""
    if not line.has_band:
        return
    # An interval may be infinite, or reach below 0, which a logarithmic axis does not have.
    low, high = np.clip(line.low, *y_limits), np.clip(line.high, *y_limits)
    ax.fill_between(line.x, low, high, color=look.colour, alpha=0.16, linewidth=0)
    alone = _alone(low + high)
    ax.vlines(line.x[alone], low[alone], high[alone], color=look.colour, alpha=0.5)


def _draw_line(ax: Axes, line: _Line, look: Look, turn: int) -> None:
    """The line, solid then dotted, its markers, and a cross where it ends too early."""
    seen = np.flatnonzero(np.isfinite(line.y))
    # The piece that leads to the first undetermined point is dotted: one of its ends moves.
    split = int(np.searchsorted(line.x, line.dotted_from))
    pieces = ((slice(0, split), look.dash), (slice(max(split - 1, 0), None), DOTS))
    for piece, dash in pieces if split < len(line.x) else pieces[:1]:
        ax.plot(line.x[piece], line.y[piece], color=look.colour, linestyle=dash)
    marked = _alone(line.y) | np.isin(np.arange(len(line.y)), _marked(seen, turn))
    ax.plot(line.x[marked], line.y[marked], look.marker, color=look.colour)
    if seen.size and seen[-1] < len(line.y) - 1:
        ax.plot(line.x[seen[-1]], line.y[seen[-1]], "x", color=look.colour, ms=8, mew=1.8)


def _marked(seen: NDArray[np.intp], turn: int) -> NDArray[np.intp]:
    """Which points get a marker; neighbours differ, so lines on top of each other both show."""
    step = 2 if len(seen) <= ALL_MARKED else -(-len(seen) // 8)
    return seen[min(turn % step, max(len(seen) - 1, 0)) :: step]


def _alone(values: Array) -> NDArray[np.bool_]:
    """Points with a gap on either side: no line leads to them."""
    seen = np.concatenate([[False], np.isfinite(values), [False]])
    return seen[1:-1] & ~seen[:-2] & ~seen[2:]


def _key(line: _Line, look: Look, y_limits: tuple[float, float], log_y: bool) -> Key:
    """The name of a line and where it ends, as a share of the axis."""
    seen = np.flatnonzero(np.isfinite(line.y))
    if seen.size == 0:
        return Key(f"{line.label} (no values)", look, None, at_edge=False)
    scale = np.log10 if log_y else np.asarray
    bottom, top, end = (float(scale(v)) for v in (*y_limits, line.y[seen[-1]]))
    return Key(line.label, look, (end - bottom) / (top - bottom), seen[-1] == len(line.y) - 1)
