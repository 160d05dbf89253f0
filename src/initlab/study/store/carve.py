"""Find rows in the bare bytes of a store, when the tree that leads to them is broken.

Only a leaf page whose own bytes are whole gives rows, and each must still meet its checksums: what
looks like a row by accident is not taken for one.

Source: "Database File Format", sqlite.org/fileformat2.html, sections 1.6 and 2.1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from initlab.study.record import Record
from initlab.study.store.rows import record_of
from initlab.study.store.schema import PAGE

LEAF = 13  # the first byte of a page with rows of a table
MOST_INSIDE = PAGE - 35  # bytes of a row that stand in its page as a whole
LEAST_INSIDE = (PAGE - 12) * 32 // 255 - 23
COLUMNS = 9
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes


def carve(content: bytes) -> Iterator[Record]:
    """Every intact result in the pages of a file, in no order; some may come twice."""
    for start in range(PAGE, len(content) - PAGE + 1, PAGE):
        if content[start] != LEAF:
            continue
        page = content[start : start + PAGE]
        (cells,) = struct.unpack_from(">H", page, 3)
        for place in range(8, min(8 + 2 * cells, PAGE - 1), 2):
            try:
                row = _values(_payload(content, page, struct.unpack_from(">H", page, place)[0]))
            except (IndexError, ValueError, struct.error):  # not a row, or no longer one
                continue
            found = record_of(row) if len(row) == COLUMNS else None
            if found is not None:
                yield found


def _payload(content: bytes, page: bytes, place: int) -> bytes:
    """The bytes of a row, collected from the pages on which it continues."""
    size, place = _varint(page, place)
    _, place = _varint(page, place)  # the row's number
    if size <= MOST_INSIDE:
        return page[place : place + size]
    inside = LEAST_INSIDE + (size - LEAST_INSIDE) % (PAGE - 4)
    inside = inside if inside <= MOST_INSIDE else LEAST_INSIDE
    parts, missing = [page[place : place + inside]], size - inside
    if missing > len(content):
        raise ValueError("longer than the file")
    (following,) = struct.unpack_from(">I", page, place + inside)
    while missing > 0:
        start = (following - 1) * PAGE
        (following,) = struct.unpack_from(">I", content, start)
        parts.append(content[start + 4 : start + 4 + min(missing, PAGE - 4)])
        missing -= PAGE - 4
    return b"".join(parts)


def _values(payload: bytes) -> list[Any]:
    end, place = _varint(payload, 0)
    kinds = list[int]()
    while place < end:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    found = list[Any]()
    for column, kind in enumerate(kinds):
        value, place = _value(payload, place, kind)
        # SQLite writes a real number without digits after the point as a whole one.
        found.append(float(value) if 1 <= column <= 3 and isinstance(value, int) else value)
    return found


def _value(payload: bytes, place: int, kind: int) -> tuple[Any, int]:
    if kind in _INTEGERS:
        end = place + _INTEGERS[kind]
        return int.from_bytes(payload[place:end], "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, place)[0], place + 8
    if kind >= 12 and kind % 2 == 0:
        end = place + (kind - 12) // 2
        return payload[place:end], end
    return {0: None, 8: 0, 9: 1}.get(kind, ""), place  # "": no such value is in a row of ours


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """A number of 7 bits per byte, and where it ends."""
    value = 0
    for k in range(8):
        byte = content[place + k]
        value = value << 7 | byte & 127
        if byte < 128:
            return value, place + k + 1
    return value << 8 | content[place + 8], place + 9
