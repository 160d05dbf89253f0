"""Statistics of a model's parameters, a chunk at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from math import isfinite, nan

import numpy as np
import torch
from torch import Tensor

from initlab.checks.probe_torch.moments import CHUNK, flat
from initlab.checks.snapshot import Weight
from initlab.streams import words
from initlab.torch.layers import type_name
from initlab.torch.tensors import Slot

HEAD = 8  # elements of a row by which most rows differ
LANCZOS_STEPS = 12
BLOCK = 1 << 20  # elements of a matrix that are converted at a time


def weights(
    slots: Sequence[Slot], touched: Collection[str] | None, gradients: Mapping[str, float]
) -> tuple[Weight, ...]:
    """A record for each slot that holds values.

    Args:
        touched: names of those that the forward pass used; None: there was none.
        gradients: mean squares of the loss's derivatives.
    """
    judged = [slot for slot in slots if slot.storage.numel() and not slot.storage.is_meta]
    found = [_weight(slot, touched, gradients.get(slot.tensor.name)) for slot in judged]
    return tuple(_with_clones(found, judged))


def _weight(slot: Slot, touched: Collection[str] | None, gradient: float | None) -> Weight:
    tensor, values = slot.tensor, slot.storage.detach()
    found = _elements(values)
    rows = _rows(slot, values) if values.dim() >= 2 else None
    fans = tensor.fans
    parts = fans.parts if fans else 1
    norm = None
    if rows is not None and found.finite and tensor.kind == "weight" and slot.described.groups == 1:
        norm = max(spectral_norm(part) for part in rows.chunk(parts))
    return Weight(
        name=tensor.name,
        kind=tensor.kind,
        layer=tensor.name.rpartition(".")[0],
        layer_type=type_name(slot.module),
        shape=tensor.shape,
        dtype=str(values.dtype).removeprefix("torch."),
        mean=found.mean,
        variance=found.variance,
        zero_share=found.zeros / values.numel(),
        inputs=fans.inputs if fans else None,
        outputs=fans.outputs if fans else None,
        parts=parts,
        groups=slot.described.groups,
        roles=tensor.roles,
        largest=found.largest,
        duplicate_share=0.0 if rows is None else duplicate_share(rows, slot.described.groups),
        edge_share=found.edge / values.numel(),
        spectral_norm=norm,
        gradient_mean_square=gradient,
        trainable=slot.trainable,
        finite=found.finite,
        tied_to=slot.also,
        untouched=touched is not None and tensor.name not in touched,
    )


@dataclass(frozen=True)
class _Elements:
    mean: float
    variance: float
    largest: float  # absolute value
    edge: int  # how many have it
    zeros: int
    finite: bool


def _elements(values: Tensor) -> _Elements:
    """One pass in double precision, a cache's worth at a time."""
    elements = flat(values)
    # Sums about one of the elements: equal elements have a variance of exactly 0.
    centre = float(elements[0])
    total = square = 0.0
    zeros, tops = 0, list[float]()
    parts = elements.split(CHUNK)
    for part in parts:
        precise = part.double() - centre
        total += float(precise.sum())
        square += float(torch.dot(precise, precise))
        zeros += len(part) - int(part.count_nonzero())
        low, high = part.aminmax()
        tops.append(max(float(high), -float(low)))
    count = len(elements)
    finite = isfinite(square)
    largest = max(tops) if finite else nan
    edge = sum(
        int((part.abs() == largest).sum())
        for part, top in zip(parts, tops, strict=True)
        if top == largest
    )
    variance = max(0.0, square / count - (total / count) ** 2) if finite else nan
    return _Elements(centre + total / count, variance, largest, edge, zeros, finite)


def _rows(slot: Slot, values: Tensor) -> Tensor:
    """A row for each output unit, or for each entry of an embedding."""
    view = slot.described.view(values)
    if slot.described.swapped:
        view = view.flatten(0, 1)
    return view.flatten(1)


def duplicate_share(rows: Tensor, groups: int = 1) -> float:
    """Share of rows that repeat, bit for bit, an earlier row of the same group."""
    count = len(rows)
    per_group = max(1, count // groups)
    heads = _bytes(rows[:, :HEAD])
    keys = [(i // per_group, head) for i, head in enumerate(heads)]
    alike = {key for key, times in Counter(keys).items() if times > 1}
    candidates = [i for i, key in enumerate(keys) if key in alike]
    wholes: set[tuple[int, bytes]] = set()
    for i in candidates:
        whole = blake2b(_bytes(rows[i : i + 1])[0], digest_size=16).digest()
        wholes.add((i // per_group, whole))
    return (len(candidates) - len(wholes)) / count


def _bytes(rows: Tensor) -> list[bytes]:
    plain = rows.contiguous().view(torch.uint8).cpu().numpy()
    return [row.tobytes() for row in plain]


def spectral_norm(rows: Tensor) -> float:
    """The largest singular value, from below, by a few steps of Lanczos.

    Source: Golub and Kahan 1965, Calculating the singular values and pseudo-inverse of a matrix:
    the bidiagonalization, whose largest singular value converges first.
    """
    precise = torch.float64 if rows.dtype == torch.float64 else torch.float32
    if rows.is_complex():
        precise = rows.dtype
    size = float(rows.abs().max())
    if size == 0:
        return 0.0
    start = words(0, "check/lanczos", 0, rows.shape[1]).astype(np.float64) / 2**31 - 1
    right = torch.from_numpy(start).to(precise)
    right /= right.norm()
    left, beta = torch.zeros(rows.shape[0], dtype=precise), 0.0
    steps = min(LANCZOS_STEPS, *rows.shape)
    matrix = np.zeros((steps, steps))
    parts = rows.split(max(1, BLOCK // rows.shape[1]))
    for k in range(steps):
        left = torch.cat([part.to(precise) @ right for part in parts]) / size - beta * left
        alpha = float(left.norm())
        matrix[k, k] = alpha
        if alpha == 0:
            break
        left /= alpha
        back = torch.zeros_like(right)
        for part, piece in zip(parts, left.split(parts[0].shape[0]), strict=True):
            back += part.to(precise).mH @ piece
        right = back / size - alpha * right
        beta = float(right.norm())
        if k + 1 == steps or beta < 1e-6 * alpha:
            break
        matrix[k, k + 1] = beta
        right /= beta
    return size * float(np.linalg.norm(matrix, 2))


def _with_clones(found: Sequence[Weight], slots: Sequence[Slot]) -> list[Weight]:
    """Weights with equal elements, as copying a layer leaves them."""
    alike: dict[tuple[object, ...], list[int]] = {}
    for i, weight in enumerate(found):
        if weight.finite and weight.variance > 0:
            key = (weight.shape, weight.dtype, weight.mean, weight.variance, weight.largest)
            alike.setdefault(key, []).append(i)
    clones: dict[int, tuple[str, ...]] = {}
    for group in alike.values():
        for i in group:
            same = [
                found[j].name
                for j in group
                if j != i and torch.equal(slots[i].storage, slots[j].storage)
            ]
            clones[i] = tuple(same)
    return [replace(weight, same_as=clones.get(i, ())) for i, weight in enumerate(found)]
