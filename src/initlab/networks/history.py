"""What is measured of a network while it trains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import overload

import numpy as np

from initlab.elementary import Array

# Of a history's matrix: first these, then for each of the others a group of one column per layer.
COLUMNS = ("iteration", "cost", "train_accuracy", "test_accuracy")
LAYER_COLUMNS = ("mean_square", "silent_share", "gradient_norm")


@dataclass(frozen=True)
class Observation:
    """The network before the update of `iteration`, measured on all training examples.

    The tuples hold one number per layer, first hidden layer first, output last.
    """

    iteration: int
    cost: float
    train_accuracy: float | None  # None where nothing is classified
    test_accuracy: float | None  # None too without test data
    mean_square: tuple[float, ...]  # of the activations, over units and examples
    silent_share: tuple[float, ...]  # of units whose activation is 0 for every example
    gradient_norm: tuple[float, ...]  # √Σ (∂cost/∂W)², weights only


class History(Sequence[Observation]):
    """Observations of one run by rising iteration: a matrix until one of them is looked at.

    Args:
        table: float64 (observations, 4 + 3 · layers): iteration, cost, accuracy on training and on
            test examples, NaN where there is none; then mean squares, silent shares and gradient
            norms, each with a column per layer.

    >>> seen = History.of([Observation(10, 0.7, 0.5, None, (1.0,), (0.0,), (0.2,))])
    >>> seen[0].test_accuracy, seen.table.tolist()
    (None, [[10.0, 0.7, 0.5, nan, 1.0, 0.0, 0.2]])
    """

    def __init__(self, table: Array) -> None:
        self.table = table

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> History:
        """The same observations as a matrix."""
        rows = [
            [
                o.iteration,
                o.cost,
                nan if o.train_accuracy is None else o.train_accuracy,
                nan if o.test_accuracy is None else o.test_accuracy,
                *(*o.mean_square, *o.silent_share, *o.gradient_norm),
            ]
            for o in observations
        ]
        return cls(np.array(rows) if rows else np.empty((0, len(COLUMNS))))

    def __len__(self) -> int:
        return len(self.table)

    @overload
    def __getitem__(self, index: int) -> Observation: ...
    @overload
    def __getitem__(self, index: slice) -> History: ...
    def __getitem__(self, index: int | slice) -> Observation | History:
        if isinstance(index, slice):
            return History(self.table[index])
        iteration, cost, train, test, *layers = self.table[index].tolist()
        count = len(layers) // len(LAYER_COLUMNS)
        return Observation(
            iteration=int(iteration),
            cost=cost,
            train_accuracy=None if isnan(train) else train,
            test_accuracy=None if isnan(test) else test,
            mean_square=tuple(layers[:count]),
            silent_share=tuple(layers[count : 2 * count]),
            gradient_norm=tuple(layers[2 * count :]),
        )

    def __eq__(self, other: object) -> bool:
        """Whether every number has the same bits."""
        if not isinstance(other, History):
            return NotImplemented
        return len(self) == len(other) and self.table.tobytes() == other.table.tobytes()

    def __hash__(self) -> int:
        return hash(self.table.tobytes())
