"""Write `playground/src/generated/`: what the page knows of the library, from its records.

    python -m tools.write_playground
    python -m tools.write_playground --check

With `--check` nothing is written; the files that are out of date are named, and the code is 1.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tools.playground.catalogue import catalogue
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
    """The names of files that are not what this would write."""
    return [
        name
        for name, text in files().items()
        if not (TARGET / name).is_file() or (TARGET / name).read_text("utf-8") != text
    ]


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
