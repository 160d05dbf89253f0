"""Which elements of a tensor lie on this rank, and drawing those alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Any, NamedTuple

import torch

from initlab.errors import DomainError

Box = tuple[slice, ...]  # of global indices, one slice with bounds per dimension


class Runs(NamedTuple):
    """`runs` stretches of `run` elements; the first begins at `start`, the next `stride` later.

    Counted in the whole tensor, row-major.
    """

    start: int
    runs: int
    run: int
    stride: int


def is_sharded(value: torch.Tensor) -> bool:
    """Whether a parameter is a DTensor."""
    module = sys.modules.get("torch.distributed.tensor")
    return module is not None and isinstance(value, module.DTensor)


def box_of(value: Any) -> Box:
    """The part of a DTensor that lies on this rank.

    Raises: DomainError: a placement other than Shard and Replicate.
    """
    from torch.distributed.tensor import Replicate, Shard

    for placement in value.placements:
        if type(placement) not in (Shard, Replicate):
            raise DomainError(
                f"A tensor is drawn as Shard or Replicate; got {placement}. "
                "Redistribute it, or initialize before sharding."
            )
    coordinate = value.device_mesh.get_coordinate()
    if coordinate is None:
        return tuple(slice(0, 0) for _ in value.shape)
    dims = [p.dim if isinstance(p, Shard) else None for p in value.placements]
    return local_box(tuple(value.shape), dims, tuple(value.device_mesh.shape), tuple(coordinate))


def local_box(
    shape: Sequence[int],
    dims: Sequence[int | None],
    worlds: Sequence[int],
    ranks: Sequence[int],
) -> Box:
    """The part of a tensor that one rank of a mesh holds.

    Each dimension of the mesh cuts what the ones before it left, into equal parts rounded up, so
    that the last ranks may hold less or nothing: as `torch.chunk` does.

    Args:
        shape: of the whole tensor.
        dims: for each dimension of the mesh the tensor's dimension that it cuts; None: replicated.
        worlds: the sizes of the mesh.
        ranks: this rank's place in it.

    >>> local_box((10, 3), [0], [4], [3])  # parts of 3, 3, 3 and 1 rows
    (slice(9, 10, None), slice(0, 3, None))
    """
    bounds = [(0, size) for size in shape]
    for dim, world, rank in zip(dims, worlds, ranks, strict=True):
        if dim is not None:
            low, high = bounds[dim]
            part = -(-(high - low) // world)
            bounds[dim] = (min(low + rank * part, high), min(low + (rank + 1) * part, high))
    return tuple(slice(low, high) for low, high in bounds)


def runs_of(shape: Sequence[int], box: Box) -> Iterator[Runs]:
    """A box as stretches of the whole tensor, in the box's row-major order.

    >>> list(runs_of((4, 6), (slice(0, 4), slice(2, 4))))
    [Runs(start=2, runs=4, run=2, stride=6)]
    """
    lengths = [part.stop - part.start for part in box]
    cut = [d for d, (length, size) in enumerate(zip(lengths, shape, strict=True)) if length < size]
    if 0 in lengths:
        return
    if not cut:
        yield Runs(0, 1, prod(shape), prod(shape))
        return
    inner = prod(shape[cut[-1] + 1 :])
    run, stride = lengths[cut[-1]] * inner, shape[cut[-1]] * inner
    if len(cut) == 1:
        yield Runs(box[cut[0]].start * inner, prod(shape[: cut[0]]), run, stride)
        return
    for outer in product(*(range(part.start, part.stop) for part in box[: cut[-1]])):
        row = 0
        for index, size in zip(outer, shape, strict=False):
            row = row * size + index
        yield Runs(row * stride + box[cut[-1]].start * inner, 1, run, run)
