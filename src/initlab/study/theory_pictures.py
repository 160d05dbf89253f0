"""Pictures of the theory, with measured networks beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from initlab.activations.own import AnyActivation
from initlab.elementary import Array
from initlab.errors import DomainError
from initlab.report import Series, curves, heatmap, new_figure, styled, to_svg
from initlab.report.numerals import number
from initlab.report.style import INK, PAPER, look
from initlab.study.random_networks import Measured
from initlab.study.theory_summary import Summary
from initlab.theory import (
    Block,
    depth_scales,
    derivative_map,
    edge_of_chaos,
    profile,
    variance_map,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS, ROWS = 48, 32  # cells of the phase diagram
Q_GRID = np.logspace(-8, 6, 281)
LOG_CHI = 1.0  # colours end there
ON_LINE = 25  # points of the edge
SWEEP = 25  # weight variances of the depth scales
TWO_SIDED = 1.96  # standard deviations that hold 95 % of a normal number


@styled()
def phase_svg(summary: Summary) -> str:
    """log χ₁ over both variances, the edge of chaos as a line, the chosen point as a dot."""
    weight_vars, bias_vars = axes_of(summary)
    chi = chi_at(summary.block.activation, weight_vars, bias_vars)
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = np.clip(np.log(chi), -LOG_CHI, LOG_CHI)
    figure = new_figure(7.2, 4.4)
    ax = figure.subplots()
    label = "log χ₁: gradient growth per layer"
    heatmap(ax, shown[::-1], [""] * ROWS, [""] * COLUMNS, around_0=True, label=label)
    _line(ax, summary.block.activation, weight_vars, bias_vars)
    x_ticks, y_ticks = _round(weight_vars), _round(bias_vars)
    ax.set_xticks([_place(weight_vars, v) for v in x_ticks], [number(v) for v in x_ticks])
    ax.set_yticks([ROWS - 1 - _place(bias_vars, v) for v in y_ticks], [number(v) for v in y_ticks])
    ax.tick_params(length=3)
    at = summary.block
    x, y = _place(weight_vars, at.weight_var), ROWS - 1 - _place(bias_vars, at.bias_var)
    ax.plot(x, y, "o", ms=8, color=PAPER.light, markeredgecolor=INK.light, mew=2, gid="fixed")
    ax.set_xlabel("σ_w², weight variance × inputs")
    ax.set_title("σ_b², bias variance", loc="left")
    return to_svg(
        figure,
        title=f"Phase diagram of {summary.name}",
        description="Colour is the growth of gradients per layer; the line is the edge of chaos.",
    )


def axes_of(summary: Summary) -> tuple[Array, Array]:
    """Weight and bias variances of the diagram: from 0 to beyond what was chosen and the edge."""
    critical = [summary.block.weight_var, summary.recommendation.weight_var]
    biases = [summary.block.bias_var, summary.recommendation.bias_var, 0.1]
    return np.linspace(0.05, 2.0 * max(critical), COLUMNS), np.linspace(0, 2 * max(biases), ROWS)


def chi_at(activation: AnyActivation, weight_vars: Array, bias_vars: Array) -> Array:
    """χ₁ where the variance settles from q = 1, shape (bias variances, weight variances).

    E[φ²] and E[φ′²] are worked out once on a grid of q and interpolated: four digits, for colours.
    NaN where the variance leaves the grid.
    """
    unit = Block(activation, 1.0)
    grid = Q_GRID
    while True:  # an activation that grows fast has no expectations far out
        try:
            passed, slopes = variance_map(unit, grid), derivative_map(unit, grid)
            break
        except DomainError:
            grid = grid[: len(grid) * 3 // 4]
    following = weight_vars[:, None] * passed + bias_vars[:, None, None]
    start = int(np.searchsorted(grid, 1.0))
    grows = following > grid
    # The fixed point that is reached: the first change of sign above 1 if q grows, below 1 if not.
    up = _first(~grows[..., start:]) + start
    down = start - _first(grows[..., start::-1])
    upward = grows[..., start]
    index = np.where(upward, up - 1, down)
    lost = np.where(upward, up >= len(grid), down < 0)
    index = np.clip(index, 0, len(grid) - 2)
    excess = np.log(following) - np.log(grid)
    low, high = (np.take_along_axis(excess, (index + k)[..., None], -1)[..., 0] for k in (0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(np.where(low == high, 0.0, low / (low - high)), 0.0, 1.0)
    chi = weight_vars * (slopes[index] * (1 - share) + slopes[index + 1] * share)
    # Below the grid the variance is as good as 0.
    return np.where(lost, np.where(upward, np.nan, weight_vars * slopes[0]), chi)


def _first(hits: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Position of the first True on the last axis; its length if there is none."""
    return np.where(hits.any(axis=-1), hits.argmax(axis=-1), hits.shape[-1])


def _place(values: Array, value: float) -> float:
    return float((value - values[0]) / (values[1] - values[0]))


def _round(values: Array) -> list[float]:
    """Round numbers within the range of an axis."""
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(values[0], values[-1])
    return [round(float(t), 9) for t in ticks if values[0] - 1e-9 <= t <= values[-1] + 1e-9]


def _line(ax: Axes, activation: AnyActivation, weight_vars: Array, bias_vars: Array) -> None:
    """The edge of chaos, as far as it lies in the diagram."""
    # Closer together near 0, where the edge is steepest.
    edge = edge_of_chaos(activation, (bias_vars[-1] * np.linspace(0, 1, ON_LINE) ** 3).tolist())
    points = [p for p in edge if p is not None and p.weight_var <= weight_vars[-1]]
    x = [_place(weight_vars, p.weight_var) for p in points]
    y = [ROWS - 1 - _place(bias_vars, p.bias_var) for p in points]
    ax.plot(x, y, color=INK.light, linewidth=2, gid="fixed")
    if len(points) == 1:  # as ReLU has, and no line shows
        ax.plot(x, y, "D", color=INK.light, ms=9, gid="fixed")


@styled()
def variance_svg(summary: Summary, measured: Measured | None, width: int) -> str:
    """Variance against depth: theory, its band at this width, and networks."""
    q = np.array([layer.q for layer in summary.layers])
    spread = np.zeros(len(q))
    if measured is not None:
        layers = profile(summary.block, [width] * len(q), summary.q)
        spread = np.sqrt(np.maximum(layers.variance_log_std**2 - 2.0 / width, 0.0))
    return _over_depth(
        "variance q", q, spread, None if measured is None else measured.variance, log=True
    )


@styled()
def gradient_svg(summary: Summary, measured: Measured | None, width: int) -> str:
    """Mean square of the gradient, relative to the last hidden layer."""
    gradient = np.array([layer.gradient for layer in summary.layers])
    spread = np.zeros(len(gradient))
    if measured is not None:
        spread = profile(summary.block, [width] * len(gradient), summary.q).gradient_log_std
    return _over_depth(
        "gradient² relative to the last layer",
        gradient,
        spread,
        None if measured is None else measured.gradient,
        log=True,
    )


@styled()
def correlation_svg(summary: Summary, measured: Measured | None) -> str:
    """Correlation of two inputs against depth."""
    c = np.array([layer.c for layer in summary.layers])
    seen = None if measured is None else measured.correlation
    return _over_depth("correlation c", c, np.zeros(len(c)), seen, log=False)


def _over_depth(
    what: str, theory: Array, log_std: Array, measured: Array | None, *, log: bool
) -> str:
    layers = np.arange(1, len(theory) + 1)
    far = np.exp(TWO_SIDED * log_std)
    low_band, high_band = (theory / far, theory * far) if log_std.any() else (None, None)
    figure = new_figure(7.2, 3.4)
    ax = figure.subplots()
    curves(
        ax,
        [Series("theory", layers, theory, low_band, high_band)],
        x_label="layer",
        y_label=what,
        log_y=log,
    )
    for line in ax.lines:
        line.set_marker("")
    if measured is not None:
        low, middle, high = np.quantile(measured, [0.025, 0.5, 0.975], axis=0)
        colour = look(1).colour
        ax.vlines(layers, low, high, color=colour, linewidth=1.2)
        ax.plot(layers, middle, "o", color=colour, ms=4)
        bottom, top = ax.get_ylim()
        if log:
            ax.set_ylim(min(bottom, 0.8 * low.min()), max(top, 1.25 * high.max()))
        else:
            ax.set_ylim(min(bottom, low.min() - 0.03), max(top, high.max() + 0.03))
    return to_svg(figure, title=f"{what} over layers", description="Theory and networks.")


@styled()
def scales_svg(summary: Summary) -> str:
    """ξ_q, ξ_c and the gradients' depth over the weight variance, at the chosen bias variance."""
    weight_vars = np.linspace(0.2, 1.0, SWEEP) * axes_of(summary)[0][-1]
    found = np.full((3, SWEEP), np.nan)
    for k, weight_var in enumerate(weight_vars):
        try:
            scales = depth_scales(
                Block(summary.block.activation, float(weight_var), summary.block.bias_var)
            )
        except DomainError:  # it grows for ever or dies out there
            continue
        found[:, k] = scales.variance_depth, scales.correlation_depth, scales.gradient_depth
    names = ("ξ_q variance", "ξ_c correlation", "gradient")
    figure = new_figure(7.2, 3.4)
    curves(
        figure.subplots(),
        [Series(name, weight_vars, y) for name, y in zip(names, found, strict=True)],
        x_label="σ_w², weight variance × inputs",
        y_label="layers",
        log_y=True,
    )
    return to_svg(
        figure,
        title="Depth scales",
        description="Layers over which variance, correlation and gradients change by e.",
    )
