"""A record as a row of the store, guarded by checksums; and what is said of a damaged one."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import nan
from typing import Any

from initlab.study.record import Record

HEAD = "id, cost, train_accuracy, test_accuracy, diverged_at, diverged_layer, head_sum"
WHOLE = f"{HEAD}, curve, curve_sum"
_PACKED = struct.Struct("<16sB3d2q")


@dataclass(frozen=True)
class Damage:
    """Something in a store that was written and cannot be trusted any more.

    Args:
        what: the run by its varied values and its seed, or the row, or the part of the file.
        why: what is wrong with it.
        id: the run's, if it is known.
    """

    what: str
    why: str
    id: bytes | None = None

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


def checksum(content: bytes) -> bytes:
    """8 bytes that change with any change of `content`, but for one in 2⁶⁴."""
    return blake2b(content, digest_size=8).digest()


def row_of(record: Record) -> tuple[Any, ...]:
    """The row that holds `record`, in the order of `WHOLE`."""
    # SQLite has no −0 and no NaN: they become 0 and NULL.
    numbers = (
        None if record.cost != record.cost else record.cost + 0.0,
        record.train_accuracy,
        record.test_accuracy,
        record.diverged_at,
        record.diverged_layer,
    )
    return (
        record.id,
        *numbers,
        _head_sum(record.id, numbers),
        record.curve,
        checksum(record.id + record.curve),
    )


def record_of(row: Sequence[Any], run_id: bytes | None = None) -> Record | None:
    """The record in a row of `HEAD` or `WHOLE`, if it is what was once written.

    Args:
        run_id: the id that the record must have.
    """
    found, numbers, head_sum = row[0], row[1:6], row[6]
    if run_id is not None and found != run_id:
        return None
    try:
        if _head_sum(found, numbers) != head_sum:
            return None
        if len(row) > 7 and checksum(found + row[7]) != row[8]:
            return None
    except (struct.error, TypeError, OverflowError):  # damage can change a value's type
        return None
    cost, train, test, at, layer = numbers
    curve = row[7] if len(row) > 7 else b""
    return Record(found, nan if cost is None else cost, train, test, at, layer, curve)


def _head_sum(run_id: bytes, numbers: Sequence[Any]) -> bytes:
    absent = 0
    if None in numbers:
        absent = sum(1 << k for k, number in enumerate(numbers) if number is None)
        numbers = [0 if number is None else number for number in numbers]
    return checksum(_PACKED.pack(run_id, absent, *numbers))


def crossed(ids: bytes, others: Sequence[bytes]) -> bytes:
    """The XOR of 8 bytes with the first 8 of each of the others."""
    value = int.from_bytes(ids, "little")
    for other in others:
        value ^= int.from_bytes(other[:8], "little")
    return value.to_bytes(8, "little")
