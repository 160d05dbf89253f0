"""What a plan varies and what it fixes, and which combinations it leaves out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab.errors import DomainError
from initlab.study.settings import BY_NAME, Value


@dataclass(frozen=True)
class Axis:
    """A setting and the values it takes, at least one."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Bounds:
    """A condition on a number: at least, at most, or both."""

    least: float = -math.inf
    most: float = math.inf


@dataclass(frozen=True)
class Exclusion:
    """Cells that a plan leaves out: those that meet every one of these conditions."""

    conditions: tuple[tuple[str, tuple[Value, ...] | Bounds], ...]


def kept(axes: Sequence[Axis], exclusions: Sequence[Exclusion]) -> NDArray[np.intp]:
    """Positions in the full product of the axes of the cells that no exclusion meets."""
    shape = tuple(len(axis.values) for axis in axes)
    dropped = np.zeros(shape, dtype=bool)
    for exclusion in exclusions:
        met = np.ones(shape, dtype=bool)
        for name, condition in exclusion.conditions:
            index = next(k for k, axis in enumerate(axes) if axis.name == name)
            holds = np.array([_meets(value, condition) for value in axes[index].values])
            met &= holds.reshape([-1 if k == index else 1 for k in range(len(shape))])
        dropped |= met
    return np.flatnonzero(~dropped)


def _meets(value: Value, condition: tuple[Value, ...] | Bounds) -> bool:
    if isinstance(condition, Bounds):
        return isinstance(value, int | float) and condition.least <= value <= condition.most
    return value in condition


def exclusion(entry: Mapping[str, object], axes: Sequence[Axis]) -> Exclusion:
    """The cells that `entry` describes.

    Raises: DomainError: a setting that is not in the plan, or a value that it does not take.
    """
    conditions = list[tuple[str, tuple[Value, ...] | Bounds]]()
    known = {axis.name: axis for axis in axes}
    if not entry:
        raise DomainError("An exclusion names at least one setting; got none.")
    for name, wanted in entry.items():
        if name not in known:
            raise DomainError(f"exclude knows the settings of the plan; it has no {name!r}.")
        if isinstance(wanted, Mapping):
            conditions.append((name, _bounds(name, wanted)))
            continue
        values = tuple(BY_NAME[name].read(v) for v in listed(name, wanted))
        for value in values:
            if value not in known[name].values:
                raise DomainError(f"exclude: {name} never is {value!r} in this plan.")
        conditions.append((name, values))
    return Exclusion(tuple(conditions))


def _bounds(name: str, wanted: Mapping[str, object]) -> Bounds:
    limits = {"min": -math.inf, "max": math.inf}
    for key, value in wanted.items():
        if key not in limits or isinstance(value, bool) or not isinstance(value, int | float):
            raise DomainError(
                f"exclude: {name} takes {{ min = …, max = … }} with numbers; "
                f"got {key} = {value!r:.60}."
            )
        limits[key] = float(value)
    return Bounds(limits["min"], limits["max"])


def listed(name: str, value: object) -> Sequence[object]:
    """A setting's values: a list, or one value alone; of layers each is itself a list."""
    if name == "layers":
        inner = isinstance(value, Sequence) and any(isinstance(v, Sequence) for v in value)
        return value if inner else [value]  # type: ignore[return-value]  # a sequence
    return value if isinstance(value, list | tuple) else [value]


def frozen(value: Any) -> Value:
    """A value as JSON gives it back, lists as tuples again."""
    return tuple(value) if isinstance(value, list) else value


def exclusion_json(entry: Exclusion) -> dict[str, Any]:
    """An exclusion as JSON; `exclusion_of` reads it."""
    return {
        name: {"min": _finite(c.least), "max": _finite(c.most)}
        if isinstance(c, Bounds)
        else {"is": c}
        for name, c in entry.conditions
    }


def exclusion_of(entry: Mapping[str, Any]) -> Exclusion:
    """The exclusion that `exclusion_json` wrote."""
    return Exclusion(tuple((name, _condition(written)) for name, written in entry.items()))


def _condition(written: Mapping[str, Any]) -> tuple[Value, ...] | Bounds:
    if "is" in written:
        return tuple(map(frozen, written["is"]))
    least, most = written["min"], written["max"]
    return Bounds(-math.inf if least is None else least, math.inf if most is None else most)


def _finite(limit: float) -> float | None:
    return limit if math.isfinite(limit) else None
