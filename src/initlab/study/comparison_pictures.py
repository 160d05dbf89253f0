"""Pictures of a comparison, drawn with the primitives of `report/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from initlab import statistics
from initlab.datasets import Dataset
from initlab.elementary import Array
from initlab.errors import DataError
from initlab.networks import Observation, forward, predict
from initlab.report import Series, curves, decision_map, image_row, new_figure, to_svg
from initlab.study.training import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from initlab.study.comparison import Comparison

GRID = 161  # points of a decision map each way
FAR_ABOVE = 20.0  # times the median cost
MARGIN = 0.25  # around the data, as a share of their extent


def draw_costs(comparison: Comparison, ax: Axes) -> Axes:
    """Cost against iterations; over several seeds the median, with the middle half as a band.

    Costs above `cost_ceiling` are left out, or one bad start would press all others flat.
    """
    ceiling = cost_ceiling(comparison)
    series = [_cost_series(row.title, comparison.of(row.name), ceiling) for row in comparison.rows]
    unit = "" if comparison.runs[0].loss == "squared" else " (nats)"
    return curves(ax, series, x_label="iterations", y_label=f"cost{unit}", log_y=True)


def cost_ceiling(comparison: Comparison) -> float:
    """The largest cost worth drawing: all of them, unless few lie far above the others."""
    costs = np.array([o.cost for r in comparison.results for o in r.outcome.history])
    limit = FAR_ABOVE * float(np.median(costs)) if costs.size else np.inf
    return limit if 0 < np.mean(costs > limit) < 0.2 else np.inf


def _cost_series(label: str, results: list[Result], ceiling: float) -> Series:
    histories = [r.outcome.history for r in results if r.outcome.history]
    x = max(([o.iteration for o in history] for history in histories), key=len, default=[])
    costs = np.full((len(results), len(x)), np.inf)  # a run that diverged stays above all others
    for row, history in zip(costs, histories, strict=False):
        row[: len(history)] = [o.cost for o in history]
    low, middle, high = statistics.quartiles(np.where(np.isfinite(costs), costs, np.inf))
    shown = np.where(middle > ceiling, np.nan, middle)
    if len(results) == 1:
        return Series(label, x, shown, dotted_from=results[0].undetermined_from)
    low, high = (np.where(np.isnan(shown), np.nan, bound) for bound in (low, high))
    return Series(label, x, shown, low=low, high=np.minimum(high, ceiling))


def draw_boundary(comparison: Comparison, initializer: str, ax: Axes) -> Axes:
    """What the first trained network of an initializer predicts, over a plane of two features."""
    dataset = comparison.batch.dataset
    if len(dataset.train_x) != 2:
        raise DataError(
            f"A decision map needs two features; {dataset.name} has {len(dataset.train_x)}."
        )
    result = comparison.of(initializer)[0]
    xs, ys = (_axis(values) for values in dataset.train_x)
    plane = np.stack([grid.ravel() for grid in np.meshgrid(xs, ys)])
    shape = (len(ys), len(xs))
    spec, parameters = result.run, result.outcome.parameters
    if dataset.classes > 2:
        classes = predict(spec, parameters, plane)
        shown: Array = np.clip(classes, 0, dataset.classes - 1).reshape(shape).astype(np.int64)
    else:
        shown = np.clip(forward(spec, parameters, plane)[0].reshape(shape), 0.0, 1.0)
    return decision_map(
        ax, xs, ys, shown, dataset.train_x.T, dataset.train_y, title=result.run.start.title
    )


def can_be_mapped(comparison: Comparison) -> bool:
    """Whether both features span an interval that float64 can divide into a grid."""
    with np.errstate(all="ignore"):
        axes = [_axis(values) for values in comparison.batch.dataset.train_x]
        return all(np.isfinite(axis).all() and (np.diff(axis) > 0).all() for axis in axes)


def _axis(values: Array) -> Array:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * ((high - low) or max(abs(high), 1.0))
    return np.linspace(low - margin, high + margin, GRID)


def costs_svg(comparison: Comparison) -> str:
    """The cost curves of a comparison, on one axis."""
    figure = new_figure(7.2, 4.0)
    draw_costs(comparison, figure.subplots())
    names = ", ".join(row.title for row in comparison.rows)
    return to_svg(figure, title="Cost against iterations", description=f"One curve each: {names}.")


def boundary_svg(comparison: Comparison, initializer: str) -> str:
    """One decision map."""
    figure = new_figure(2.0, 2.2)
    draw_boundary(comparison, initializer, figure.subplots())
    return to_svg(
        figure,
        title=f"Decision map of {initializer}",
        description="Colour is the prediction, the line is where both classes are as likely.",
    )


def layers_svg(
    result: Result, quantity: Callable[[Observation], tuple[float, ...]], what: str
) -> str:
    """One quantity of each layer against iterations, for one run."""
    history = result.outcome.history
    x = [o.iteration for o in history]
    values = np.array([quantity(o) for o in history]).T
    sizes = result.run.sizes
    names = [f"layer {number}" for number in range(1, len(sizes) - 1)] + ["output"]
    figure = new_figure(3.6, 2.6)
    curves(
        figure.subplots(),
        [Series(name, x, y) for name, y in zip(names, values, strict=True)],
        x_label="iterations",
        y_label=what,
        title=result.run.start.title,
        log_y=True,
    )
    return to_svg(
        figure,
        title=f"{what}, {result.run.start.title}",
        description=f"One curve for each of {len(names)} layers.",
    )


def examples_svg(dataset: Dataset) -> str:
    """The first picture of each class."""
    classes = range(dataset.classes)
    firsts = [int(np.flatnonzero(dataset.train_y == c)[0]) for c in classes]
    images = [dataset.train_x[:, first].reshape(dataset.feature_shape) for first in firsts]
    figure = new_figure(1.3 * min(len(images), 6), 1.5 * -(-len(images) // 6))
    image_row(figure, images, [dataset.class_names[c] for c in classes])
    return to_svg(figure, title="One example per class", description=dataset.note)
