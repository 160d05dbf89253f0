"""Write `playground/src/generated/`: what the page knows of the library, from its records.

    python -m tools.write_playground
    python -m tools.write_playground --check

With `--check` nothing is written; the files that are out of date are named, and the code is 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from tools.playground.catalogue import catalogue
from tools.playground.floats import TYPES, read
from tools.playground.planes import planes
from tools.playground.theory import tables

TARGET = Path(__file__).parents[1] / "playground" / "src" / "generated"


def files() -> dict[str, str]:
    """The text of every file, by its name."""
    return {
        "catalogue.json": compact(catalogue()),
        "datasets.json": compact(planes()),
        "theory.json": compact(tables()),
    }


def compact(value: object) -> str:
    """JSON on one line, the shortest that gives every number back."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def outdated() -> list[str]:
    """The names of files that do not say what this would write.

    NumPy's cosine and logarithm have other last bits on other processors, so arrays of floats may
    differ by rounding.
    """
    return [
        name
        for name, text in files().items()
        if not (TARGET / name).is_file()
        or not alike(json.loads((TARGET / name).read_text("utf-8")), json.loads(text))
    ]


def alike(old: Any, new: Any) -> bool:
    """Whether two JSON values are equal, arrays of floats to rounding."""
    if isinstance(new, dict) and isinstance(old, dict):
        return list(old) == list(new) and all(alike(old[key], new[key]) for key in new)
    if isinstance(new, list) and isinstance(old, list):
        return len(old) == len(new) and all(map(alike, old, new))
    if isinstance(new, str) and isinstance(old, str) and new.startswith(TYPES):
        if old[:3] != new[:3] or len(old) != len(new):
            return False
        rounding = 1e-14 if new.startswith("f8") else 1e-6
        return np.allclose(read(old), read(new), rtol=rounding, atol=rounding)
    return bool(old == new)


def main(arguments: list[str]) -> int:
    """Write the files, or say which are out of date."""
    if arguments == ["--check"]:
        names = outdated()
        if names:
            print(f"out of date: {', '.join(names)}; run python -m tools.write_playground")
        return 1 if names else 0
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (TARGET / name).write_text(text, "utf-8")
        print(f"{name}: {len(text.encode())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
