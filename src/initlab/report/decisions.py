"""Decision maps: what a network predicts all over a plane, with the examples on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.errors import DomainError, ShapeError
from initlab.report.numerals import one_line
from initlab.report.style import FIXED, dress, look, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["decision_map"]

Array = NDArray[np.float64]

PALE_BLUE, MIDDLE, PALE_RED = "#8cbfdf", "#fbfbfa", "#efb48a"
NO_VALUE = "#dcdfe3"
BORDER = "#20262c"
CELLS_MAX = 200  # each way; more are thinned out, the border between classes is not
POINTS_MAX = 600  # more points are drawn as pixels


@styled()
def decision_map(
    ax: Axes,
    xs: ArrayLike,
    ys: ArrayLike,
    probability: ArrayLike,
    points: ArrayLike,
    labels: ArrayLike,
    *,
    title: str,
) -> Axes:
    """Colour a plane by what a network predicts there, and put the examples on top.

    Args:
        ax: the axes to draw on; 2.0 by 2.2 inches suit a row of five.
        xs, ys: evenly spaced, ascending coordinates of the grid, at least two each.
        probability: shape (len(ys), len(xs)). Floats: probability of class 1, from 0 to 1, with a
            line at 0.5; NaN is grey. Integers: the predicted class, from 0.
        points: shape (examples, 2): x and y of each example.
        labels: shape (examples,): class of each example, whole numbers from 0.
        title: plain text over the map.
    Returns: `ax`.
    Raises:
        ShapeError: the arrays do not fit each other.
        DomainError: `xs` or `ys` is not evenly spaced and ascending, a class is below 0, or a
            probability outside 0 to 1.

    >>> from initlab.report import new_axes
    >>> probability = [[0.1, 0.8], [0.2, 0.9]]
    >>> ax = decision_map(
    ...     new_axes(2.2, 2.3), [0, 1], [0, 1], probability, [[0.2, 0.5]], [0], title="he"
    ... )
    >>> ax.get_title(loc="left")
    'he'
    """
    xs, ys = _even(xs, "xs"), _even(ys, "ys")
    grid, classes = _predictions(probability)
    points, labels = np.asarray(points, dtype=float), np.asarray(labels)
    if grid.shape != (len(ys), len(xs)):
        raise ShapeError(
            f"A decision map of {len(ys)} ys and {len(xs)} xs needs probability of shape "
            f"{(len(ys), len(xs))}; got {grid.shape}."
        )
    points = points.reshape(-1, 2) if points.size == 0 else points
    if points.ndim != 2 or points.shape[1] != 2 or labels.shape != points.shape[:1]:
        raise ShapeError(
            "A decision map needs points of shape (examples, 2) and one label each; got "
            f"{points.shape} and {labels.shape}."
        )
    if (labels < 0).any() or (classes and (grid < 0).any()):
        raise DomainError("A decision map needs classes counted from 0; got a negative one.")
    dress(ax)
    half_x, half_y = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    ax.imshow(
        _class_colours(_thinned(grid)) if classes else _probability_colours(_thinned(grid)),
        extent=(xs[0] - half_x, xs[-1] + half_x, ys[0] - half_y, ys[-1] + half_y),
        origin="lower",
        aspect="auto",
        interpolation="none",  # cells as they are: a small PNG, scaled by the browser
    )
    if not classes and np.nanmin(grid, initial=1) < 0.5 < np.nanmax(grid, initial=0):
        lines = ax.contour(xs, ys, grid, levels=[0.5], colors=BORDER, linewidths=1.2)
        lines.set_gid(FIXED)
    _draw_points(ax, points, labels)
    ax.set_box_aspect(1)
    ax.set(xticks=[], yticks=[])
    ax.set_title(one_line(title, 40), loc="left")
    ax.spines[:].set_visible(False)
    return ax


def _predictions(probability: ArrayLike) -> tuple[NDArray[Any], bool]:
    """The grid, and whether it holds classes; a probability that is not finite is NaN."""
    grid = np.asarray(probability)
    if grid.dtype.kind in "biu":
        return grid.astype(int), True
    known = np.isfinite(grid)
    if (np.abs(grid[known] - 0.5) > 0.5 + 1e-9).any():
        raise DomainError(
            "A decision map needs probabilities from 0 to 1; got "
            f"{grid[known].min():.4g} to {grid[known].max():.4g}. For classes use integers."
        )
    return np.where(known, grid, np.nan), False


def _even(values: ArrayLike, name: str) -> Array:
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or len(array) < 2:
        raise ShapeError(f"A decision map needs {name} of shape (n,), n ≥ 2; got {array.shape}.")
    steps = np.diff(array)
    if not (steps > 0).all() or not np.allclose(steps, steps.mean(), rtol=1e-3):
        raise DomainError(f"A decision map needs evenly spaced, ascending {name}: use linspace.")
    return array


def _thinned(grid: NDArray[Any]) -> NDArray[Any]:
    """At most CELLS_MAX cells each way, evenly picked, the outermost kept."""
    rows, columns = (
        np.linspace(0, n - 1, min(n, CELLS_MAX)).round().astype(int) for n in grid.shape
    )
    return grid[np.ix_(rows, columns)]


def _rgb(code: str) -> Array:
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def _probability_colours(grid: NDArray[Any]) -> NDArray[np.uint8]:
    """From pale blue (0) through nearly white (0.5) to pale red (1); grey for NaN."""
    anchors = np.array([_rgb(code) for code in (PALE_BLUE, MIDDLE, PALE_RED)])
    known = np.isfinite(grid)
    share = np.where(known, np.clip(grid, 0, 1), 0.5)
    colours = np.stack([np.interp(share, [0, 0.5, 1], anchors[:, c]) for c in range(3)], axis=-1)
    return np.where(known[..., None], colours, _rgb(NO_VALUE)).round().astype(np.uint8)


def _class_colours(grid: NDArray[Any]) -> NDArray[np.uint8]:
    """Each class in a pale tint of its points' colour."""
    tints = np.array(
        [255 - 0.42 * (255 - _rgb(look(i).colour)) for i in range(int(grid.max()) + 1)]
    )
    return tints[grid].round().astype(np.uint8)


def _draw_points(ax: Axes, points: Array, labels: NDArray[Any]) -> None:
    size = 5.0 if len(points) <= 100 else 4.0 if len(points) <= 400 else 3.0
    for label in np.unique(labels):
        chosen = points[labels == label]
        ax.plot(
            chosen[:, 0],
            chosen[:, 1],
            look(int(label)).marker,
            color=look(int(label)).colour,
            markersize=size,
            markeredgecolor="#ffffff",
            markeredgewidth=0.6,
            gid=FIXED,
            rasterized=len(points) > POINTS_MAX,
        )
