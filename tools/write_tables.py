"""Write `native/tables.hpp`, the constants of `initlab.elementary` and `activations`, for C++.

`tests/engine/test_tables.py` fails when the file is not what this would write.
"""

from __future__ import annotations

from pathlib import Path

from initlab import elementary
from initlab.activations import constants

TARGET = Path(__file__).parents[1] / "native" / "tables.hpp"
TABLES = (
    "EXP",
    "LOG",
    "ERF_SMALL",
    "ERF_LARGE",
    "SIN",
    "COS",
    "ARCTAN",
    "ERFINV_SMALL",
    "ERFINV_MIDDLE",
    "ERFINV_LARGE",
    "ERFINV_CENTRES",
)
NUMBERS = {
    elementary: (
        "INVERSE_LN2",
        "LN2_HIGH",
        "LN2_LOW",
        "TWO_OVER_PI",
        "HALF_PI_HIGH",
        "HALF_PI_MIDDLE",
        "HALF_PI_LOW",
        "HALF_PI",
        "SIN_LIMIT",
        "ROUNDER",
        "EXP_MAX",
        "EXP_MIN",
        "TANH_MAX",
        "ERF_MAX",
        "ERF_CENTRE",
        "ARCTAN_MIDDLE",
        "ARCTAN_LARGE",
        "ARCTAN_LIMIT",
        "ARCTAN_LIMIT_LOW",
    ),
    constants: tuple(name for name in vars(constants) if name.isupper()),
}


def text() -> str:
    """The file's content; hexadecimal floats, so that no digit is lost."""
    lines = [
        "// Made by tools/write_tables.py from src/initlab/elementary.py and activations/.",
        "#pragma once",
        "",
        "namespace initlab {",
        "",
    ]
    for module, names in NUMBERS.items():
        lines += [f"constexpr double {name} = {getattr(module, name).hex()};" for name in names]
    for name in TABLES:
        values = ",\n    ".join(value.hex() for value in getattr(elementary, name))
        lines += ["", f"constexpr double {name}[] = {{\n    {values}}};"]
    return "\n".join([*lines, "", "}  // namespace initlab", ""])


if __name__ == "__main__":
    TARGET.write_text(text())
