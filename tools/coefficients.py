"""Compute the polynomial tables of `initlab.elementary`, with mpmath at 60 digits.

Each table interpolates a function at the Chebyshev nodes of an interval, which is within a
factor of two or so of the best polynomial of that degree. Run it to print the tables; the
accuracy of what they give is measured in `tests/test_elementary.py`, against mpmath again.
"""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp

mp.mp.dps = 60


def interpolate(
    function: Callable[[mp.mpf], mp.mpf], low: float, high: float, degree: int
) -> list[float]:
    """Monomial coefficients, lowest first, of the interpolant at the Chebyshev nodes."""
    low, high, count = mp.mpf(low), mp.mpf(high), degree + 1
    nodes = [
        (low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * j + 1) / (2 * count))
        for j in range(count)
    ]
    vandermonde = mp.matrix(count, count)
    for row, node in enumerate(nodes):
        for power in range(count):
            vandermonde[row, power] = node**power
    solution = mp.lu_solve(vandermonde, mp.matrix([function(node) for node in nodes]))
    return [float(c) for c in solution]


def near_zero(function: Callable[[mp.mpf], mp.mpf], limit: float) -> Callable[[mp.mpf], mp.mpf]:
    """`function` with its removable singularity at 0 filled in."""
    return lambda x: mp.mpf(limit) if x == 0 else function(x)


def inverse_erf(w: mp.mpf) -> mp.mpf:
    """erfinv(x) / x, where w = −log(1 − x²): Halley's steps on erfc(y) = 1 − x."""
    if w == 0:
        return mp.sqrt(mp.pi) / 2
    x = mp.sqrt(-mp.expm1(-w))
    target = mp.exp(-w) / (1 + x)  # 1 − x, without cancellation
    y = x if w < 1 else mp.mpf("0.8") * mp.sqrt(w)
    step = y
    while abs(step) > y * mp.mpf(10) ** -50:
        newton = (target - mp.erfc(y)) * mp.sqrt(mp.pi) / 2 * mp.exp(y * y)
        step = newton / (1 + y * newton)
        y -= step
    return y / x


def tables() -> dict[str, list[float]]:
    half_ln2 = mp.log(2) / 2
    root_w = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)
    centre = mp.sqrt(6)

    def erfcx(t: mp.mpf) -> mp.mpf:
        x = centre * (1 + t) / (1 - t)
        return mp.exp(x * x) * mp.erfc(x)

    def log_tail(w: mp.mpf) -> mp.mpf:  # atanh(s) = s + s w tail / 2, w = s²
        s = mp.sqrt(w)
        return 2 * (mp.atanh(s) / s - 1) / w

    def erf_tail(w: mp.mpf) -> mp.mpf:
        x = mp.sqrt(w)
        return mp.erf(x) / x - 1

    def sin_tail(w: mp.mpf) -> mp.mpf:
        x = mp.sqrt(w)
        return (mp.sin(x) / x - 1) / w

    def cos_tail(w: mp.mpf) -> mp.mpf:
        x = mp.sqrt(w)
        return (mp.cos(x) - 1 + w / 2) / w**2

    def arctan_tail(w: mp.mpf) -> mp.mpf:
        x = mp.sqrt(w)
        return (mp.atan(x) / x - 1) / w

    ends = (-(centre - 1) / (centre + 1), (6 - centre) / (6 + centre))
    return {
        "EXP": interpolate(lambda r: (mp.expm1(r) - r) / r**2, -half_ln2, half_ln2 * 1.0001, 9),
        "LOG": interpolate(log_tail, 0, root_w**2, 6),
        "ERF_SMALL": interpolate(erf_tail, 0, 1, 12),
        "ERF_LARGE": interpolate(erfcx, *ends, 15),
        "SIN": interpolate(sin_tail, 0, (mp.pi / 4) ** 2, 5),
        "COS": interpolate(cos_tail, 0, (mp.pi / 4) ** 2, 5),
        "ARCTAN": interpolate(arctan_tail, 0, (mp.sqrt(2) - 1) ** 2, 11),
        "ERFINV_SMALL": interpolate(lambda t: inverse_erf(t + mp.mpf(1.5)), -1.5, 1.5, 17),
        "ERFINV_MIDDLE": interpolate(lambda t: inverse_erf((t + 2.875) ** 2), -1.145, 1.13, 26),
        "ERFINV_LARGE": interpolate(lambda t: inverse_erf((t + 5) ** 2), -1, 1.05, 19),
    }


if __name__ == "__main__":
    for name, table in tables().items():
        print(f"{name} = (")
        for value in table:
            print(f"    {value!r},")
        print(")")
