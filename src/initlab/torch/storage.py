"""Drawing a tensor by its address and putting it where PyTorch keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from initlab import streams
from initlab.errors import DomainError
from initlab.initializers.fans import Fans
from initlab.initializers.laws import ElementLaw, Law
from initlab.initializers.numpy_arrays import draw
from initlab.torch.shards import box_of, is_sharded, runs_of
from initlab.torch.tensors import Slot

AnyArray = NDArray[Any]
DTYPES = {
    torch.float64: "float64",
    torch.float32: "float32",
    torch.float16: "float16",
    torch.bfloat16: "bfloat16",
    torch.complex64: "complex64",
    torch.complex128: "complex128",
}


@dataclass(frozen=True)
class Piece:
    """Rows `start` … `stop` of a canonical tensor, and their law."""

    start: int
    stop: int
    law: Law
    fans: Fans | None
    role: str = ""  # "": the piece is the whole tensor


def dtype_name(dtype: torch.dtype) -> str:
    """The streams' word for a dtype.

    Raises: DomainError: values of that dtype cannot be drawn.
    """
    if dtype not in DTYPES:
        known = ", ".join(DTYPES.values())
        raise DomainError(f"Values are drawn as {known}; got {dtype}. Initialize, then convert.")
    return DTYPES[dtype]


def as_torch(values: AnyArray, dtype: str) -> torch.Tensor:
    """The same memory as a tensor; bfloat16 travels as its bits."""
    tensor = torch.from_numpy(values)
    return tensor.view(torch.bfloat16) if dtype == "bfloat16" else tensor


def fill(slot: Slot, pieces: Sequence[Piece], seed: int, address: str) -> None:
    """Set every element of a slot; straight into the storage where it lies in canonical order."""
    storage, described = slot.storage.detach(), slot.described
    if is_sharded(storage):
        _fill_shard(slot, storage, pieces, seed, address)
    elif slot.parametrized:
        # Assignment goes through right_inverse, which computes what the module keeps.
        values = _whole(slot, pieces, seed, address).to(storage.device)
        setattr(slot.module, described.field, values)
    elif _in_order(storage) and not described.swapped:
        _draw_into(_bits(storage), pieces, seed, address, dtype_name(storage.dtype))
    else:
        storage.copy_(_whole(slot, pieces, seed, address))
    if described.zero_row is not None and not is_sharded(storage):
        storage[described.zero_row] = 0
    torch.autograd.graph.increment_version(slot.storage)


def _whole(slot: Slot, pieces: Sequence[Piece], seed: int, address: str) -> torch.Tensor:
    """The whole tensor in PyTorch's layout, on the CPU; rows without a piece are as they were."""
    storage = slot.storage.detach()
    stored = (
        torch.empty(tuple(storage.shape), dtype=storage.dtype)
        if is_sharded(storage)
        else storage.to("cpu", copy=True).contiguous()
    )
    view = slot.described.view(stored)
    canonical = view.reshape(slot.tensor.shape).clone(memory_format=torch.contiguous_format)
    _draw_into(_bits(canonical), pieces, seed, address, dtype_name(storage.dtype))
    view.copy_(canonical.reshape(view.shape))
    return stored


def _draw_into(out: AnyArray, pieces: Sequence[Piece], seed: int, address: str, dtype: str) -> None:
    row = prod(out.shape[1:])
    for piece in pieces:
        part = out[piece.start : piece.stop] if piece.role else out
        if not isinstance(piece.law, ElementLaw):
            name = f"{address}.{piece.role}" if piece.role else address
            part[...] = draw(
                piece.law, part.shape, seed=seed, name=name, fans=piece.fans, dtype=dtype
            )
            continue
        elements = piece.law.elements(piece.fans)
        # Elements keep the addresses they have in the whole tensor.
        here = {"start": piece.start * row} if piece.start else {}
        streams.fill(part.reshape(-1), elements, seed=seed, name=address, dtype=dtype, **here)


def _fill_shard(slot: Slot, storage: Any, pieces: Sequence[Piece], seed: int, address: str) -> None:
    box, local = box_of(storage), storage.to_local()
    law, dtype = pieces[0].law, dtype_name(storage.dtype)
    if len(pieces) > 1 or slot.described.swapped or not isinstance(law, ElementLaw):
        # Rare: each rank draws the whole tensor and keeps its part.
        local.copy_(_whole(slot, pieces, seed, address)[box])
    elif local.numel():
        out = np.empty(local.shape, streams.storage_of(dtype))
        flat, at = out.reshape(-1), 0
        elements = law.elements(pieces[0].fans)
        for runs in runs_of(storage.shape, box):
            part = flat[at : at + runs.runs * runs.run]
            streams.fill(part, elements, seed=seed, name=address, dtype=dtype, **runs._asdict())
            at += runs.runs * runs.run
        local.copy_(as_torch(out, dtype))
    row = slot.described.zero_row
    if row is not None and box[0].start <= row < box[0].stop:
        local[row - box[0].start] = 0


def _in_order(storage: torch.Tensor) -> bool:
    return storage.device.type == "cpu" and storage.is_contiguous()


def _bits(storage: torch.Tensor) -> AnyArray:
    """The storage's memory as an array."""
    return (storage.view(torch.uint16) if storage.dtype == torch.bfloat16 else storage).numpy()
