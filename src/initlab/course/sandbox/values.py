"""Plain values out of an answer's JSON head and its arrays' bytes; anything else is an error."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

KINDS = "biufc"  # booleans, integers, floats and complex numbers; no objects


def unpacked(node: Any, arrays: bytes) -> Any:
    """The value that `child.packed` packed.

    Raises: ValueError, TypeError, KeyError, AttributeError or OverflowError: it is none.
    """
    return _Reader(arrays).value(node)


class _Reader:
    """Takes the arrays' bytes one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)  # its slices are no copies

    def value(self, node: Any) -> Any:
        ((kind, inside),) = node.items()
        if kind == "plain" and (inside is None or type(inside) in (bool, int, str)):
            return inside
        if kind == "float":
            return float.fromhex(inside)
        if kind == "array":
            return self._array(*inside)
        if kind == "dict":
            return {str(key): self.value(value) for key, value in inside}
        if kind == "list":
            return [self.value(value) for value in inside]
        raise ValueError(f"an unknown kind of value, {kind!r:.40}")

    def _array(self, name: Any, shape: list[int]) -> Any:
        dtype = np.dtype(str(name))
        if dtype.kind not in KINDS or not all(type(n) is int and n >= 0 for n in shape):
            raise ValueError("an array of no plain numbers")
        size = math.prod(shape) * dtype.itemsize
        if size > len(self._data):
            raise ValueError("an array's bytes are missing")
        part, self._data = self._data[:size], self._data[size:]
        return np.frombuffer(part, dtype=dtype).reshape(shape)
