"""A plan: what a study varies, what it fixes, and every run that follows from it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from initlab.errors import DomainError
from initlab.networks import Spec
from initlab.networks.spec import MOST_SEED, NUMERICS
from initlab.study.axes import Axis, Exclusion, exclusion_json, exclusion_of, frozen, kept
from initlab.study.settings import Value, optimizer, start
from initlab.study.sources import Source

MOST_CELLS = 1_000_000
MOST_RUNS = 10_000_000
POINTS = 40  # measurements of a run, unless the plan says otherwise


@dataclass(frozen=True)
class Cell:
    """One combination of values; a study trains it once for each seed."""

    position: int  # among the plan's cells
    values: Mapping[str, Value]

    @property
    def layers(self) -> tuple[int, ...]:
        """Units of each hidden layer, however the plan gives them."""
        depth, width = self.values.get("depth"), self.values.get("width")
        if isinstance(depth, int) and isinstance(width, int):
            return (width,) * depth
        layers = self.values["layers"]
        assert isinstance(layers, tuple)
        return layers


@dataclass(frozen=True)
class Plan:
    """A study in full: it expands into cells, and each cell into one run per seed.

    Made by `python_plan.plan` and by `toml_plan.read_plan`. Nothing in it is expanded until
    somebody looks.

    Args:
        axes: every setting with its values, those with one value too, in the order of `ALL`.
        seeds: of the runs of each cell, ascending. A seed changes weights and batch order, never
            the data.
        sources: the data, in the order of the axis `data`.
        starts: for each initializer what tells it from all others: its law in full, or the
            SHA-256 of the file that holds a user's function.
        excluded: cells that are left out.
        points: how often each run is measured, evenly; its end is always measured.
        record_layers: keep what was measured in each layer too.
        target_cost: a cost to be reached, if that is of interest.
        numerics: of the initlab that trains it; part of every run's id.
    """

    axes: tuple[Axis, ...]
    seeds: range
    sources: tuple[Source, ...]
    starts: tuple[tuple[str, str], ...]
    excluded: tuple[Exclusion, ...] = ()
    points: int = POINTS
    record_layers: bool = False
    target_cost: float | None = None
    numerics: int = NUMERICS

    @property
    def varied(self) -> tuple[Axis, ...]:
        """The axes with more than one value."""
        return tuple(axis for axis in self.axes if len(axis.values) > 1)

    def axis(self, name: str) -> Axis:
        """The axis of a setting."""
        return next(axis for axis in self.axes if axis.name == name)

    @cached_property
    def cells(self) -> Cells:
        """All combinations of values but the excluded ones; the last axis changes fastest."""
        return Cells(self)

    @property
    def runs(self) -> int:
        """How many runs the plan has."""
        return len(self.cells) * len(self.seeds)

    def source(self, cell: Cell) -> Source:
        """The data that a cell is trained on."""
        return self.sources[self.axis("data").values.index(cell.values["data"])]

    def spec(self, cell: Cell) -> Spec:
        """What a cell trains, with the first of the seeds."""
        values, source = cell.values, self.source(cell)
        loss = values["loss"] or source.loss
        name, options = optimizer(str(values["optimizer"]))
        iterations = _whole(values["iterations"])
        return Spec(
            (source.features, *cell.layers, source.classes if loss == "softmax" else 1),
            str(values["activation"]),
            str(loss),
            start(str(values["initializer"])),
            self.seeds[0],
            learning_rate=_real(values["learning_rate"]),
            iterations=iterations,
            optimizer=name,
            batch_size=None if values["batch_size"] is None else _whole(values["batch_size"]),
            l2=_real(values["l2"]),
            record_at=self.record_at(iterations),
            **options,
        )

    def record_at(self, iterations: int) -> tuple[int, ...]:
        """The iterations at which a run is measured."""
        step = max(1, -(-iterations // self.points))
        return tuple(range(0, max(iterations, 1), step))

    def key(self, cell: Cell) -> bytes:
        """SHA-256 of everything that the results of a cell depend on but the seed."""
        values, source = dict(cell.values), self.source(cell)
        for name in ("data", "depth", "width"):
            values.pop(name, None)
        content = {
            **values,
            "numerics": self.numerics,
            "data": source.fingerprint,
            "initializer": dict(self.starts)[str(values["initializer"])],
            "layers": cell.layers,
            "loss": values["loss"] or source.loss,
            "points": self.points,
            "record_layers": self.record_layers,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()

    def ids(self, cell: Cell) -> list[bytes]:
        """The id of the run of each seed, 16 bytes."""
        key = self.key(cell)
        return [run_id(key, seed) for seed in self.seeds]

    def to_json(self) -> str:
        """The plan as text, the same for the same plan; `from_json` reads it."""
        return json.dumps(
            {
                "schema": 1,
                "axes": {axis.name: axis.values for axis in self.axes},
                "seeds": [self.seeds.start, len(self.seeds)],
                "sources": [source.to_json() for source in self.sources],
                "excluded": [exclusion_json(e) for e in self.excluded],
                "points": self.points,
                "record_layers": self.record_layers,
                "target_cost": self.target_cost,
                "starts": dict(self.starts),
                "numerics": self.numerics,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """The plan that `to_json` wrote; data and functions are not loaded."""
        found = json.loads(text)
        first, count = found["seeds"]
        return cls(
            axes=tuple(
                Axis(name, tuple(frozen(v) for v in values))
                for name, values in found["axes"].items()
            ),
            seeds=range(first, first + count),
            sources=tuple(Source(**source) for source in found["sources"]),
            excluded=tuple(exclusion_of(e) for e in found["excluded"]),
            points=found["points"],
            record_layers=found["record_layers"],
            target_cost=found["target_cost"],
            starts=tuple(found["starts"].items()),
            numerics=found["numerics"],
        )


class Cells(Sequence[Cell]):
    """The cells of a plan, each made when it is asked for."""

    def __init__(self, plan: Plan) -> None:
        self._axes = plan.axes
        self._shape = tuple(len(axis.values) for axis in plan.axes)
        self._kept = kept(plan.axes, plan.excluded)

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, position: int) -> Cell: ...
    @overload
    def __getitem__(self, position: slice) -> list[Cell]: ...
    def __getitem__(self, position: int | slice) -> Cell | list[Cell]:
        if isinstance(position, slice):
            return [self[k] for k in range(len(self))[position]]
        at = range(len(self))[position]
        places = np.unravel_index(self._kept[at], self._shape)
        return Cell(
            at,
            {axis.name: axis.values[int(k)] for axis, k in zip(self._axes, places, strict=True)},
        )

    def __iter__(self) -> Iterator[Cell]:
        return (self[k] for k in range(len(self)))


def checked(made: Plan) -> Plan:
    """`made`, if all its runs can be.

    Raises: DomainError: too many cells or runs, or none; seeds out of range.
    """
    product = math.prod(len(axis.values) for axis in made.axes)
    if product > MOST_CELLS:
        raise DomainError(f"A plan has at most {MOST_CELLS:,} cells; got {product:,}.")
    if not made.cells:
        raise DomainError("The exclusions leave no cell. Exclude less.")
    if not made.seeds or made.seeds[0] < 0 or made.seeds[-1] > MOST_SEED:
        raise DomainError(
            f"Seeds are whole numbers from 0 to {MOST_SEED}, at least one of them; "
            f"got {len(made.seeds)} from {made.seeds.start} on."
        )
    if made.runs > MOST_RUNS:
        raise DomainError(f"A plan has at most {MOST_RUNS:,} runs; got {made.runs:,}.")
    if made.points < 1:
        raise DomainError(f"points is a whole number of at least 1; got {made.points}.")
    return made


def run_id(key: bytes, seed: int) -> bytes:
    """The id of one run of a cell: 16 bytes of SHA-256 over the cell's key and the seed."""
    return hashlib.sha256(key + seed.to_bytes(8, "little")).digest()[:16]


def _real(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _whole(value: Value) -> int:
    assert isinstance(value, int)
    return value
