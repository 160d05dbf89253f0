"""The results of a study as a table: its columns, and its rows in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from initlab.networks.history import COLUMNS, LAYER_COLUMNS
from initlab.study.axes import Axis
from initlab.study.plan import Cell, Plan
from initlab.study.record import Record, unpack
from initlab.study.settings import Value, shown
from initlab.study.store.rows import Damage
from initlab.study.store.store import Store

Entry = str | int | float | None
RESULTS: dict[str, type] = {
    "cost": float,
    "train_accuracy": float,
    "test_accuracy": float,
    "diverged_at": int,
    "diverged_layer": int,
}
AT_ONCE = 4_096  # runs in memory


@dataclass
class Missing:
    """What a table leaves out; complete when its last row has been taken.

    Args:
        lacking: how many runs of the plan have no result yet.
        damage: those whose result cannot be trusted.
    """

    lacking: int = 0
    damage: list[Damage] = field(default_factory=list)


def columns(plan: Plan) -> dict[str, type]:
    """The columns of a table with one row per run: the settings, the seed, the results, the id."""
    settings = {axis.name: _kind(axis) for axis in plan.axes}
    return {**settings, "seed": int, **RESULTS, "id": str}


def curve_columns(plan: Plan) -> dict[str, type]:
    """The columns of a table with one row per measurement; of the settings those that vary."""
    settings = {axis.name: _kind(axis) for axis in plan.varied}
    measured: dict[str, type] = dict.fromkeys(COLUMNS, float)
    measured["iteration"] = int
    for name in LAYER_COLUMNS:
        measured |= {f"{name}_{k}": float for k in range(1, _most_layers(plan) + 1)}
    return {**settings, "seed": int, "id": str, **measured}


def _kind(axis: Axis) -> type:
    kinds = {type(value) for value in axis.values if value is not None}
    if kinds == {int}:
        return int
    return float if kinds and kinds <= {int, float} else str


def _entry(value: Value, kind: type) -> Entry:
    if value is None:
        return None
    return shown(value) if kind is str else kind(value)


def rows(store: Store, missing: Missing) -> Iterator[tuple[Entry, ...]]:
    """One row for each run that has an intact result; the others go to `missing`."""
    kinds = {axis.name: _kind(axis) for axis in store.plan.axes}
    for cell, seed, record in _records(store, missing, curves=False):
        yield (
            *_settings(cell, kinds),
            seed,
            record.cost,
            record.train_accuracy,
            record.test_accuracy,
            record.diverged_at,
            record.diverged_layer,
            record.id.hex(),
        )


def curve_rows(store: Store, missing: Missing) -> Iterator[tuple[Entry, ...]]:
    """One row for each measurement of each such run."""
    kinds = {axis.name: _kind(axis) for axis in store.plan.varied}
    most = _most_layers(store.plan)
    for cell, seed, record in _records(store, missing, curves=True):
        before = (*_settings(cell, kinds), seed, record.id.hex())
        for measured in unpack(record.curve).tolist():
            plain, layers = measured[: len(COLUMNS)], measured[len(COLUMNS) :]
            count = len(layers) // len(LAYER_COLUMNS)
            padding = [None] * (most - count)
            groups = (layers[k : k + count] for k in range(0, len(layers), count or 1))
            padded = [number for group in groups for number in (*group, *padding)]
            entries = (None if number != number else number for number in plain[1:])
            yield (*before, int(plain[0]), *entries, *padded)


def _records(store: Store, missing: Missing, *, curves: bool) -> Iterator[tuple[Cell, int, Record]]:
    plan = store.plan
    step = max(1, AT_ONCE // len(plan.seeds))
    for start in range(0, len(plan.cells), step):
        cells = plan.cells[start : start + step]
        ids = [run for cell in cells for run in plan.ids(cell)]
        found = store.rows(ids) if curves else store.heads(ids)
        runs = ((cell, seed) for cell in cells for seed in plan.seeds)
        for (cell, seed), result in zip(runs, found, strict=True):
            if isinstance(result, Record):
                yield cell, seed, result
            elif result is None:
                missing.lacking += 1
            else:
                missing.damage.append(result)


def _settings(cell: Cell, kinds: dict[str, type]) -> list[Entry]:
    return [_entry(cell.values[name], kind) for name, kind in kinds.items()]


def _most_layers(plan: Plan) -> int:
    """Layers with weights, of the deepest network, if layers are recorded."""
    if not plan.record_layers:
        return 0
    depths = [
        len(value) if isinstance(value, tuple) else value
        for axis in plan.axes
        if axis.name in ("layers", "depth")
        for value in axis.values
    ]
    return 1 + max(depth for depth in depths if isinstance(depth, int))
