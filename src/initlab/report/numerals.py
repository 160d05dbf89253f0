"""Numbers and names as a reader sees them: short, on one line, without control characters."""

from __future__ import annotations

import math

__all__ = ["axis_number", "finite", "number", "one_line"]

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 4) -> str:
    """`value` to `digits` significant digits, with a true minus sign.

    >>> number(0.123456), number(-2.0), number(1e-7), number(250000), number(float("nan"))
    ('0.1235', '−2', '1e−7', '250000', 'NaN')
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value)}".replace("-", "−")
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return text.replace("-", "−")


def axis_number(value: float, low: float, high: float) -> str:
    """`value` on a logarithmic axis from `low` to `high`: all of its numbers in one form.

    >>> axis_number(0.02, low=0.01, high=10), axis_number(1000, low=0.01, high=1e4)
    ('0.02', '1000')
    >>> axis_number(1000, low=1e-8, high=1e4), axis_number(2e-6, low=1e-8, high=1)
    ('10³', '2×10⁻⁶')
    """
    if value <= 0 or (low >= 1e-3 and high <= 1e5):
        return number(value, 6)
    mantissa, exponent = f"{value:.2e}".split("e")
    power = "10" + str(int(exponent)).translate(SUPERSCRIPTS)
    return power if float(mantissa) == 1 else f"{float(mantissa):g}×{power}"


def one_line(text: str, limit: int = 80) -> str:
    """`text` with runs of blanks as one, unprintable characters as �, at most `limit` long.

    What is too long loses its middle: names often differ at their ends.

    >>> one_line("he\\n normal\\x00"), one_line("abcdef", limit=4)
    ('he normal�', 'ab…f')
    """
    line = " ".join(text.split())
    line = "".join(character if character.isprintable() else "�" for character in line)
    if len(line) <= limit:
        return line
    return line[: limit // 2] + "…" + line[len(line) - (limit - 1) // 2 :]


def finite(value: float) -> float | None:
    """`value`, or None where JSON has no number for it."""
    return value if math.isfinite(value) else None
