"""A plan: the data, and every run to be trained on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from initlab.datasets import Dataset
from initlab.errors import DomainError
from initlab.initializers import Draws
from initlab.networks import Spec
from initlab.networks.spec import MOST_SEED


@dataclass(frozen=True)
class Plan:
    """Runs that share their data; a seed changes the weights, never the data."""

    dataset: Dataset
    runs: tuple[Spec, ...]


def one_cell(
    dataset: Dataset, spec: Spec, initializers: Sequence[Draws], seed: int, seeds: int
) -> Plan:
    """The same network from several initializers, `seeds` times each: seed, seed + 1, …

    Raises: DomainError: no initializer, the same one twice, or seeds that cannot be.

    >>> from initlab import datasets, initializers
    >>> plan = one_cell(
    ...     datasets.load("circles"), Spec((2, 1)), [initializers.get("he")], seed=3, seeds=2
    ... )
    >>> [run.seed for run in plan.runs]
    [3, 4]
    """
    names = [entry.name for entry in initializers]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names or twice:
        got = f"{', '.join(twice)} twice" if twice else "none"
        raise DomainError(f"A comparison needs different initializers, at least one; got {got}.")
    if seeds < 1 or seed < 0 or seed + seeds - 1 > MOST_SEED:
        raise DomainError(
            f"Seeds are whole numbers from 0 to {MOST_SEED}, at least one of them; "
            f"got {seeds} from {seed} on."
        )
    return Plan(
        dataset,
        tuple(
            replace(spec, initializer=entry, seed=s)
            for entry in initializers
            for s in range(seed, seed + seeds)
        ),
    )
