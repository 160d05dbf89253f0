"""What a study keeps of one run: its end, and its curve in few bytes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from initlab.elementary import Array
from initlab.networks import History, Outcome
from initlab.networks.history import COLUMNS


@dataclass(frozen=True)
class Record:
    """The result of a run, without its parameters.

    Args:
        id: 16 bytes, made of everything that the result depends on.
        cost: after the last update; inf for a run that diverged, so that it ranks last.
        train_accuracy, test_accuracy: from 0 to 1; None if it diverged or nothing is classified.
        diverged_at: the update, counted from 1, that made a parameter not finite; or None.
        diverged_layer: the first such layer, counted from 1.
        curve: what was measured on the way, as `pack` writes it.
    """

    id: bytes
    cost: float
    train_accuracy: float | None
    test_accuracy: float | None
    diverged_at: int | None
    diverged_layer: int | None
    curve: bytes


def record(run_id: bytes, outcome: Outcome, *, layers: bool) -> Record:
    """What is kept of `outcome`; with `layers`, also what was measured in each layer."""
    return Record(
        id=run_id,
        cost=outcome.final_cost,
        train_accuracy=outcome.train_accuracy,
        test_accuracy=outcome.test_accuracy,
        diverged_at=outcome.diverged_at,
        diverged_layer=outcome.diverged_layer,
        curve=pack(_curve(outcome, layers)),
    )


def _curve(outcome: Outcome, layers: bool) -> Array:
    table, final = outcome.history.table, History.of([outcome.final]).table
    if not len(table):
        table = final
    elif table[-1, 0] < final[0, 0]:
        table = np.vstack([table, final])
    return table if layers else table[:, : len(COLUMNS)]


def pack(curve: Array) -> bytes:
    """A matrix (measurements, columns) of float64 as bytes: the number of columns, then zlib.

    Equal bytes of neighbouring numbers stand together, as in HDF5's shuffle filter: iterations
    and accuracies shrink to little that way.

    >>> unpack(pack(np.array([[0.0, 0.7], [10.0, 0.5]]))).tolist()
    [[0.0, 0.7], [10.0, 0.5]]
    """
    columns = np.ascontiguousarray(curve.T.astype("<f8"))
    shuffled = columns.view(np.uint8).reshape(columns.size, 8).T.tobytes()
    return curve.shape[1].to_bytes(4, "little") + zlib.compress(shuffled, 1)


def unpack(packed: bytes) -> Array:
    """The matrix that `pack` was given."""
    count = int.from_bytes(packed[:4], "little")
    shuffled = np.frombuffer(zlib.decompress(packed[4:]), np.uint8)
    numbers = np.ascontiguousarray(shuffled.reshape(8, -1).T).view("<f8")
    return numbers.reshape(count, -1).T.astype(np.float64)
