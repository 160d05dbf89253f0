"""The results of a study as arrays, read from its store cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite, nan

import numpy as np
from numpy.typing import NDArray

from initlab.statistics import Array, quartiles, reached
from initlab.study.plan import Plan
from initlab.study.record import Record, unpack
from initlab.study.settings import Value
from initlab.study.store import Damage, Store

_STILL = 0.99  # a run whose cost ends above this share of its first has not moved


@dataclass(frozen=True)
class Curve:
    """The cost along the runs of a cell: quartiles over its seeds, where a diverged run is inf."""

    iterations: Array
    low: Array
    median: Array
    high: Array


@dataclass(frozen=True)
class Results:
    """What a store holds of its plan. Arrays are (cells, seeds); NaN where a result lacks.

    Args:
        cost: inf for a run that diverged.
        train_accuracy, test_accuracy: from 0 to 1; NaN too where there is none.
        diverged_at: the update that did it; NaN for a run that did not diverge.
        diverged_layer: counted from 1; NaN likewise.
        target_at: the first measured iteration with the target cost, inf for never; NaN without
            a target.
        still: runs that ended about where they began.
        curves: one for each cell; None for a cell without results.
        damaged: runs whose result is not what was written.
    """

    plan: Plan
    cost: Array
    train_accuracy: Array
    test_accuracy: Array
    diverged_at: Array
    diverged_layer: Array
    target_at: Array
    still: NDArray[np.bool_]
    curves: tuple[Curve | None, ...]
    damaged: tuple[Damage, ...]

    @property
    def there(self) -> NDArray[np.bool_]:
        """Which runs have a result."""
        return ~np.isnan(self.cost)

    @property
    def lacking(self) -> int:
        """How many have none, the damaged ones included."""
        return int(np.isnan(self.cost).sum())

    def where(self, wanted: Mapping[str, Value]) -> NDArray[np.intp]:
        """Positions of the cells that have these values."""
        met = np.ones(len(self.cost), dtype=bool)
        for name, value in wanted.items():
            met &= self._places[name] == self.plan.axis(name).values.index(value)
        return np.flatnonzero(met)

    @cached_property
    def _places(self) -> dict[str, NDArray[np.intp]]:
        """For each varied setting, which of its values each cell has."""
        places = {
            axis.name: {value: k for k, value in enumerate(axis.values)}
            for axis in self.plan.varied
        }
        found = [[places[name][cell.values[name]] for name in places] for cell in self.plan.cells]
        return dict(zip(places, np.array(found, dtype=np.intp).T, strict=True))

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which runs ended without a finite cost."""
        return np.isinf(self.cost)


def gather(store: Store) -> Results:
    """Read every result of a store's plan; curves are reduced to quartiles on the way.

    Raises: FileError: the store cannot be read.
    """
    plan = store.plan
    shape = len(plan.cells), len(plan.seeds)
    arrays = {
        name: np.full(shape, nan)
        for name in (
            *("cost", "train_accuracy", "test_accuracy"),
            *("diverged_at", "diverged_layer", "target_at"),
        )
    }
    still = np.zeros(shape, dtype=bool)
    curves = list[Curve | None]()
    damaged = list[Damage]()
    for cell in plan.cells:
        found = store.rows(plan.ids(cell))
        damaged += [row for row in found if isinstance(row, Damage)]
        measured = list[Array]()
        for seed, row in enumerate(found):
            if not isinstance(row, Record):
                continue
            curve = unpack(row.curve)
            measured.append(curve)
            at = cell.position, seed
            _note(arrays, at, row)
            still[at] = isfinite(row.cost) and row.cost > _STILL * curve[0, 1]
            if plan.target_cost is not None:
                arrays["target_at"][at] = reached(curve[:, 0], curve[:, 1], plan.target_cost)
        curves.append(_quartiles(measured) if measured else None)
    return Results(plan, still=still, curves=tuple(curves), damaged=tuple(damaged), **arrays)


def _note(arrays: dict[str, Array], at: tuple[int, int], row: Record) -> None:
    arrays["cost"][at] = row.cost
    for name in ("train_accuracy", "test_accuracy", "diverged_at", "diverged_layer"):
        value = getattr(row, name)
        if value is not None:
            arrays[name][at] = value


def _quartiles(measured: Sequence[Array]) -> Curve:
    longest = max(measured, key=len)
    costs = np.full((len(measured), len(longest)), inf)
    for position, curve in enumerate(measured):
        # Of a run that diverged the last measurement is out of step with the others.
        same = curve[:, 0] == longest[: len(curve), 0]
        costs[position, : len(curve)][same] = curve[same, 1]
    costs[np.isnan(costs)] = inf
    return Curve(longest[:, 0], *quartiles(costs))
