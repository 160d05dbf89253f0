"""Placeholder until the addressable draws land."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from initlab.elementary import Array
from initlab.streams.elements import Elements
from initlab.streams.sources import StreamSource


def empty(shape: Sequence[int], dtype: str) -> NDArray[Any]:
    return np.empty(tuple(shape), dtype="uint16" if dtype == "bfloat16" else dtype)


def rounded(values: Array, dtype: str) -> NDArray[Any]:
    return values.astype(dtype)


def fill(out: NDArray[Any], elements: Elements, *, seed: int, name: str, dtype: str) -> None:
    out[...] = StreamSource(seed, name).elements(elements, out.shape)
