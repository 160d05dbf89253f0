"""Write native/log_exceptions.hpp: where NumPy's normals take a logarithm that is not the nearest.

    python -m tools.write_log_exceptions

NumPy's legacy normals call the C library's `log`. This compares it with the correctly rounded one
for every pair of normals that the page may draw. The list is that of glibc 2.28 or newer on
processors with fused multiply-add, where the course's and this project's reference numbers come
from.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import mpmath
import numpy as np
from numpy.typing import NDArray

SEEDS = 1000
PAIRS = 2048
HEADER = Path(__file__).resolve().parent.parent / "native" / "log_exceptions.hpp"


def squares(seed: int) -> NDArray[np.float64]:
    """The arguments of the first logarithms, x² + y² of the points that fall in the unit disk."""
    points = 2.0 * np.random.RandomState(seed).random_sample((2 * PAIRS, 2)) - 1.0
    square = points[:, 0] * points[:, 0] + points[:, 1] * points[:, 1]
    inside = square[(square < 1.0) & (square != 0.0)]
    assert len(inside) >= PAIRS  # of the points 78 % do
    return inside[:PAIRS]


def exceptions(seed: int) -> list[int]:
    """Which of the seed's logarithms are not the nearest double."""
    arguments = squares(seed).tolist()
    return [pair for pair, x in enumerate(arguments) if math.log(x) != nearest_log(x)]


def nearest_log(x: float) -> float:
    """ln x, rounded once from 120 bits."""
    with mpmath.workprec(120):
        return float(mpmath.log(x))


def header(places: list[int]) -> str:
    """The header for exceptions at those places, seed · PAIRS + pair, ascending."""
    gaps = np.diff(places, prepend=0).tolist()
    assert max(gaps) < 2**16
    lines = []
    for first in range(0, len(gaps), 16):
        lines.append("    " + ", ".join(map(str, gaps[first : first + 16])) + ",")
    return "\n".join(
        [
            "// Written by tools/write_log_exceptions.py; do not edit.",
            "#pragma once",
            "",
            "namespace initlab {",
            "",
            f"constexpr int COVERED_SEEDS = {SEEDS}, COVERED_PAIRS = {PAIRS};",
            f"constexpr int LOG_EXCEPTIONS = {len(gaps)};",
            "// From each place, seed · COVERED_PAIRS + pair, to the next; the first from 0.",
            "constexpr unsigned short LOG_EXCEPTION_GAPS[LOG_EXCEPTIONS] = {",
            *lines,
            "};",
            "",
            "}  // namespace initlab",
            "",
        ]
    )


def main() -> None:
    """Write the header."""
    places = []
    for seed in range(SEEDS):
        places += [seed * PAIRS + pair for pair in exceptions(seed)]
        if seed % 100 == 99:
            print(f"{seed + 1} seeds, {len(places)} exceptions", file=sys.stderr)
    HEADER.write_text(header(places))


if __name__ == "__main__":
    main()
