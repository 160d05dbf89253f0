"""A batch: data, and runs to be trained on them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from initlab.datasets import Dataset
from initlab.errors import DomainError
from initlab.initializers import Draws
from initlab.networks import Spec
from initlab.networks.spec import MOST_SEED

MOST_RUNS = 1_000_000


@dataclass(frozen=True)
class Batch:
    """Runs that share their data; a seed changes the weights, never the data."""

    dataset: Dataset
    runs: tuple[Spec, ...]


def one_cell(
    dataset: Dataset, spec: Spec, initializers: Sequence[Draws], seed: int, seeds: int
) -> Batch:
    """The same network from several initializers, `seeds` times each: seed, seed + 1, …

    Raises: DomainError: no initializer, the same one twice, or seeds that cannot be.

    >>> from initlab import datasets, initializers
    >>> batch = one_cell(
    ...     datasets.load("circles"), Spec((2, 1)), [initializers.get("he")], seed=3, seeds=2
    ... )
    >>> [run.seed for run in batch.runs]
    [3, 4]
    """
    twice = [e.name for k, e in enumerate(initializers) if e in initializers[:k]]
    if not initializers or twice:
        got = f"{', '.join(twice)} twice" if twice else "none"
        raise DomainError(f"A comparison needs different initializers, at least one; got {got}.")
    if any(int(n) != n for n in (seed, seeds)):
        raise DomainError(f"Seeds are whole numbers; got {seeds} from {seed} on.")
    if seeds * len(initializers) > MOST_RUNS:
        raise DomainError(f"A comparison has at most {MOST_RUNS:,} runs; got {seeds:,} seeds.")
    if seeds < 1 or seed < 0 or seed + seeds - 1 > MOST_SEED:
        raise DomainError(
            f"Seeds are whole numbers from 0 to {MOST_SEED}, at least one of them; "
            f"got {seeds} from {seed} on."
        )
    return Batch(
        dataset,
        tuple(
            replace(spec, initializer=entry, seed=s)
            for entry in _named_apart(initializers)
            for s in range(seed, seed + seeds)
        ),
    )


def _named_apart(initializers: Sequence[Draws]) -> list[Draws]:
    """Different initializers of one name, such as two functions, get numbers."""
    apart: list[Draws] = []
    for entry in initializers:
        same = sum(entry.name == earlier.name for earlier in initializers[: len(apart)])
        apart.append(replace(entry, name=f"{entry.name} {same + 1}") if same else entry)  # type: ignore[type-var]  # records all
    return apart
