"""Pictures of a study: heat maps over two settings, and median curves with bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite

import numpy as np

from initlab.report import Picture, Row, Series, Table, curves, heatmap, new_figure, to_svg
from initlab.statistics import Array, quantile
from initlab.study.findings import Findings, Situation, others
from initlab.study.results import Curve, Results
from initlab.study.settings import Value, shown, words

MOST_MAPS = 24
MOST_SIDE = 24  # cells of a heat map each way
MOST_CURVES = 12  # pictures
MOST_LINES = 8  # of one picture


@dataclass(frozen=True)
class _Map:
    """Median costs over two settings."""

    title: str
    row_setting: str
    rows: list[str]
    column_setting: str
    columns: list[str]
    medians: Array  # (rows, columns)


def maps(found: Findings, results: Results) -> Iterator[tuple[str, Row]]:
    """For each pair of varied settings one map for each initializer; with one, one map in all."""
    names = [name for name in others(results.plan) if _fits(results, name)]
    starts = [standing.name for standing in found.standings]
    pairs = list(combinations(names, 2))
    if len(names) == 1 and len(starts) > 1:
        yield f"initializer × {words(names[0])}", _row([_all_in_one(starts, names[0], results)])
    for rows, columns in pairs[: max(1, MOST_MAPS // max(len(starts), 1))]:
        # The setting with more values lies flat, where there is more room.
        if len(results.plan.axis(rows).values) > len(results.plan.axis(columns).values):
            rows, columns = columns, rows
        yield (
            f"{words(rows)} × {words(columns)}",
            _row([_map(name, rows, columns, results) for name in starts[:MOST_MAPS]]),
        )


def _fits(results: Results, name: str) -> bool:
    return len(results.plan.axis(name).values) <= MOST_SIDE


def _map(start: str, rows: str, columns: str, results: Results) -> _Map:
    down, across = _ordered(results, rows), _ordered(results, columns)
    # With one initializer there is nothing to choose.
    varied = len(results.plan.axis("initializer").values) > 1
    fixed: dict[str, Value] = {"initializer": start} if varied else {}
    medians = [[_median(results, {**fixed, rows: r, columns: c}) for c in across] for r in down]
    return _Map(
        start,
        words(rows),
        [shown(value) for value in down],
        words(columns),
        [shown(value) for value in across],
        np.array(medians),
    )


def _all_in_one(starts: list[str], columns: str, results: Results) -> _Map:
    across = _ordered(results, columns)
    medians = [[_median(results, {"initializer": s, columns: v}) for v in across] for s in starts]
    return _Map(
        "All initializers",
        "initializer",
        starts,
        words(columns),
        [shown(value) for value in across],
        np.array(medians),
    )


def _row(drawn: Sequence[_Map]) -> Row:
    """Maps side by side, of one colour scale, so that equal shades are equal costs."""
    seen = np.concatenate([m.medians.ravel() for m in drawn])
    seen = seen[np.isfinite(seen) & (seen > 0)]
    limits = (float(seen.min()), float(seen.max())) if seen.size else (0.1, 1.0)
    if limits[0] == limits[1]:
        limits = limits[0], 10.0 * limits[0]
    return Row([_picture(m, limits) for m in drawn])


def _picture(m: _Map, limits: tuple[float, float]) -> Picture:
    figure = new_figure(
        min(1.6 + 0.55 * len(m.columns), 7.5) + 0.05 * max(map(len, m.rows)),
        0.9 + 0.32 * len(m.rows),
    )
    heatmap(
        figure.add_subplot(),
        m.medians,
        m.rows,
        m.columns,
        log=True,
        limits=limits,
        label="median cost",
    )
    directions = f"{m.row_setting} downwards, {m.column_setting} to the right"
    svg = to_svg(figure, title=m.title, description=f"Median cost: {directions}")
    table = Table(
        [m.row_setting, *m.columns],
        [[name, *line.tolist()] for name, line in zip(m.rows, m.medians, strict=True)],
        f"{m.title}: {directions}",
    )
    return Picture(svg, f"{m.title}: {directions}.", table)


def _ordered(results: Results, name: str) -> list[Value]:
    values = list(results.plan.axis(name).values)
    numeric = all(isinstance(v, int | float) for v in values)
    return sorted(values) if numeric else values  # type: ignore[type-var]  # all are numbers


def _median(results: Results, wanted: dict[str, Value]) -> float:
    """The median over all runs with these values; inf if half of them diverged, NaN without any."""
    costs = results.cost[results.where(wanted)]
    costs = costs[~np.isnan(costs)]
    return float(quantile(costs, 0.5)) if len(costs) else np.nan


def cost_curves(found: Findings, results: Results) -> list[Picture]:
    """Median curves of the initializers, situation by situation, the most different ones first."""
    with_curves = [s for s in found.situations if any(_curve(s, n, results) for n in s.cells)]
    chosen = sorted(with_curves, key=_spread, reverse=True)[:MOST_CURVES]
    order = [standing.name for standing in found.standings]
    return [_curves(s, order, results) for s in with_curves if s in chosen]


def _spread(situation: Situation) -> float:
    """How far apart the medians are, in powers of e; a median of diverged runs counts as far."""
    costs = [m[0] for m in situation.medians.values()]
    finite = [c for c in costs if isfinite(c) and c > 0]
    far = 10.0 if len(finite) < len(costs) else 0.0
    return far + (float(np.log(max(finite) / min(finite))) if finite else 0.0)


def _curves(situation: Situation, order: Sequence[str], results: Results) -> Picture:
    series = list[Series]()
    for name in order[:MOST_LINES]:
        curve = _curve(situation, name, results)
        if curve is not None:
            # A line ends where half of its runs have diverged, a band where a quarter has.
            median, low, high = (
                np.where(np.isfinite(curve.median) & np.isfinite(line), line, np.nan)
                for line in (curve.median, curve.low, curve.high)
            )
            series.append(Series(name, curve.iterations, median, low=low, high=high))
    figure = new_figure()
    curves(figure.add_subplot(), series, x_label="iterations", y_label="cost", log_y=True)
    svg = to_svg(figure, title=situation.title, description="Median cost over the seeds")
    return Picture(svg, f"{situation.title[:1].upper()}{situation.title[1:]}.")


def _curve(situation: Situation, name: str, results: Results) -> Curve | None:
    return results.curves[situation.cells[name]] if name in situation.cells else None
