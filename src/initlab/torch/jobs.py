"""From a plan to what will be written: pieces of tensors with laws, checked against the dtype."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from initlab import streams
from initlab.errors import DomainError, InitlabError
from initlab.initializers.assignment import Assignment, Plan, assign
from initlab.initializers.catalogue import get
from initlab.initializers.fans import Fans
from initlab.initializers.laws import Constant, ElementLaw, std
from initlab.torch.report import Line
from initlab.torch.shards import is_sharded
from initlab.torch.storage import Piece, dtype_name
from initlab.torch.tensors import Slot

T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """A slot, the pieces of it that get values (none: it is left), and what the report says."""

    slot: Slot
    pieces: tuple[Piece, ...]
    line: Line


def _left_line(slot: Slot, why: str) -> Line:
    return Line(slot.tensor.name, slot.tensor.shape, None, None, why, slot.described.note)


def jobs_of(plan: Plan, found: Sequence[Slot], left: Mapping[str, str]) -> list[Job]:
    """A job for each slot, in order; `left` says which to leave alone, by name, and why.

    A packed tensor is assigned part by part, for a scheme may treat its parts apart.
    """
    parts = [(slot, roles) for slot in found for roles in slot.described.part_roles or ((),)]
    assigned = assign(
        plan, [replace(slot.tensor, roles=roles or slot.tensor.roles) for slot, roles in parts]
    )
    by_name: dict[str, list[Assignment]] = {}
    for (slot, _), assignment in zip(parts, assigned, strict=True):
        by_name.setdefault(slot.tensor.name, []).append(_with_default(assignment, slot))
    return [
        Job(slot, (), _left_line(slot, left[slot.tensor.name]))
        if slot.tensor.name in left
        else _job(slot, by_name[slot.tensor.name])
        for slot in found
    ]


def _with_default(assignment: Assignment, slot: Slot) -> Assignment:
    value = slot.described.default
    if assignment.rule != "no rule" or value is None:
        return assignment
    constant = replace(get("ones"), name=f"constant {value:g}", law=Constant(value))
    return replace(assignment, entry=constant, rule="default of its layer")


def _job(slot: Slot, assigned: Sequence[Assignment]) -> Job:
    entries = [a.entry for a in assigned]
    tensor, note = slot.tensor, slot.described.note
    if all(entry == entries[0] for entry in entries):
        entry, rule = entries[0], assigned[0].rule
        if entry is None:
            return Job(slot, (), _left_line(slot, rule))
        piece = Piece(0, (*tensor.shape, 1)[0], entry.law, tensor.fans)
        shape, fans = _part(tensor.shape, tensor.fans)
        spread = _named(slot, lambda: std(entry.law, shape, fans))
        return Job(slot, (piece,), Line(tensor.name, tensor.shape, entry.name, spread, rule, note))
    rows = tensor.shape[0] // len(entries)
    fans = tensor.fans and replace(tensor.fans, parts=1)
    roles = [roles[0] for roles in slot.described.part_roles]
    pieces = tuple(
        Piece(i * rows, (i + 1) * rows, entry.law, fans, role)
        for i, (entry, role) in enumerate(zip(entries, roles, strict=True))
        if entry is not None
    )
    shown = " | ".join(entry.name if entry else "left alone" for entry in entries)
    rule = " | ".join(dict.fromkeys(a.rule for a in assigned))
    return Job(slot, pieces, Line(tensor.name, tensor.shape, shown, None, rule, note))


def _part(shape: tuple[int, ...], fans: Fans | None) -> tuple[tuple[int, ...], Fans | None]:
    """The shape and fans of one block of a packed tensor."""
    if fans is None or fans.parts == 1:
        return shape, fans
    return (shape[0] // fans.parts, *shape[1:]), replace(fans, parts=1)


def _named(slot: Slot, compute: Callable[[], T]) -> T:
    """A computation whose errors say of which tensor they speak."""
    try:
        return compute()
    except InitlabError as error:
        shown = " × ".join(map(str, slot.tensor.shape))
        raise DomainError(f"{slot.tensor.name} ({shown}): {error}") from error


def check(job: Job, seed: int) -> None:
    """Raise if a value could not be drawn or held; nothing has been written yet."""
    for piece in job.pieces:
        _named(job.slot, partial(_check_piece, job.slot, piece, seed))
    covered = sum(piece.stop - piece.start for piece in job.pieces)
    if is_sharded(job.slot.storage) and 0 < covered < job.slot.tensor.shape[0]:
        raise DomainError(
            f"{job.slot.tensor.name} is sharded, and the plan leaves some of its parts alone. "
            "Give every part an entry."
        )


def _check_piece(slot: Slot, piece: Piece, seed: int) -> None:
    dtype = dtype_name(slot.storage.dtype)
    if isinstance(piece.law, ElementLaw):
        # Filling nothing checks all that filling something would.
        nothing = np.empty(0, streams.storage_of(dtype))
        elements = piece.law.elements(piece.fans)
        streams.fill(nothing, elements, seed=seed, name=slot.tensor.name, dtype=dtype)
        return
    rows = (piece.stop - piece.start, *slot.tensor.shape[1:])
    piece.law.std(*_part(rows, piece.fans))
