"""A plan made from Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from initlab import datasets
from initlab.datasets import Dataset
from initlab.errors import DomainError
from initlab.study.axes import Axis, exclusion, listed
from initlab.study.plan import POINTS, Plan, checked
from initlab.study.settings import ALL, BY_NAME, Value
from initlab.study.sources import Source, identity


def plan(
    *,
    seeds: int = 10,
    first_seed: int = 0,
    points: int = POINTS,
    record_layers: bool = False,
    target_cost: float | None = None,
    exclude: Sequence[Mapping[str, object]] = (),
    **settings: object,
) -> Plan:
    """A plan from Python: each setting has one value, or a list of values to vary it.

    Args:
        seeds, first_seed: the runs of each cell.
        points, record_layers, target_cost: as of `Plan`.
        exclude: cells to leave out: a setting's value, a list of them, or {"min": …, "max": …};
            all conditions of one entry must hold.
        settings: names and values as in a plan file: data (a `Dataset` too), initializer,
            activation, layers or depth and width, loss, optimizer, learning_rate, batch_size, l2,
            iterations.
    Raises: InitlabError: a setting or value that cannot be.

    >>> small = plan(initializer=["he", "xavier"], learning_rate=[0.01, 0.1], seeds=3)
    >>> len(small.cells), small.runs
    (4, 12)
    """
    for name in settings:
        if name not in BY_NAME:
            raise DomainError(f"A plan has no setting {name!r}. Known: {', '.join(BY_NAME)}.")
    in_memory = {d.name: d for d in listed("data", settings.get("data")) if isinstance(d, Dataset)}
    axes = tuple(_axis(setting_name, settings) for setting_name in used(settings))
    return checked(
        Plan(
            axes,
            range(first_seed, first_seed + seeds),
            tuple(_source(str(name), in_memory) for name in axes[0].values),
            tuple((str(name), identity(str(name))) for name in axes[1].values),
            tuple(exclusion(entry, axes) for entry in exclude),
            points,
            record_layers,
            target_cost,
        )
    )


def used(settings: Mapping[str, object]) -> list[str]:
    """The names of all settings that a plan has: layers, or depth and width."""
    sized = [name for name in ("depth", "width") if name in settings]
    if sized and "layers" in settings:
        raise DomainError(f"Give layers, or depth and width; got layers and {sized[0]}.")
    if len(sized) == 1:
        raise DomainError(f"depth and width go together; got {sized[0]} alone.")
    left_out = {"layers"} if sized else {"depth", "width"}
    return [setting.name for setting in ALL if setting.name not in left_out]


def _axis(name: str, settings: Mapping[str, object]) -> Axis:
    if name not in settings:
        return Axis(name, (BY_NAME[name].default,))
    values = tuple(
        value.name if isinstance(value, Dataset) else BY_NAME[name].read(value)
        for value in listed(name, settings[name])
    )
    if not values:
        raise DomainError(f"{name} needs at least one value; got none.")
    seen = set[Value]()
    for value in values:
        if value in seen:
            raise DomainError(f"{name} has {value!r} twice. Give each value once.")
        seen.add(value)
    return Axis(name, values)


def _source(name: str, in_memory: Mapping[str, Dataset]) -> Source:
    return Source.of(in_memory[name] if name in in_memory else datasets.load(name))
