"""Arrays of floats as text: their type, f4 or f8, and their bytes in base64."""

from __future__ import annotations

import base64
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

TYPES = ("f4:", "f8:")


def written(values: ArrayLike, kind: Literal["f4", "f8"]) -> str:
    """Little-endian, rows one after another.

    >>> written([1.0], "f8")
    'f8:AAAAAAAA8D8='
    """
    array = np.ascontiguousarray(values, dtype=f"<{kind}")
    return f"{kind}:{base64.b64encode(array.tobytes()).decode()}"


def read(text: str) -> NDArray[Any]:
    """What `written` wrote, flat.

    >>> read("f8:AAAAAAAA8D8=").tolist()
    [1.0]
    """
    kind, _, data = text.partition(":")
    return np.frombuffer(base64.b64decode(data), dtype=f"<{kind}")
