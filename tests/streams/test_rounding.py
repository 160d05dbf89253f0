"""One rounding to each format, against Python's struct and exact fractions."""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from initlab.errors import UnknownName
from initlab.streams import Elements
from initlab.streams.rounding import REAL, encoded, format_named, limits, rounded, rounded_inside

NAMES = [form.name for form in REAL]
# Digits after the first, exponent of the smallest normal number: IEEE 754 and float32's exponents.
SHAPES = {
    "float64": (52, -1022),
    "float32": (23, -126),
    "float16": (10, -14),
    "bfloat16": (7, -126),
}


def numbers(name):
    """Numbers of every size that do not overflow, halves between two neighbours among them."""
    digits, least = SHAPES[name]
    most = 15 if name == "float16" else 127
    return st.one_of(
        st.floats(-(2.0**most), 2.0**most),
        st.builds(
            lambda sign, half, exponent, off: sign * (half + off) * 2.0**exponent,
            st.sampled_from([-1, 1]),
            st.integers(0, 2 ** (digits + 2)),
            st.integers(least - digits - 2, most - digits - 2),
            st.sampled_from([0.0, 2.0**-30, -(2.0**-30)]),
        ),
    )


def nearest(x, name):
    """The nearest number of a format, ties to even, by exact fractions."""
    digits, least = SHAPES[name]
    size = abs(Fraction(x))
    exponent = least
    while size >= Fraction(2) ** (exponent + 1):
        exponent += 1
    spacing = Fraction(2) ** (exponent - digits)
    return round(size / spacing) * spacing * (-1 if x < 0 else 1)  # Python rounds halves to even


def decoded(stored, name):
    """The value behind the storage, by struct."""
    if name == "bfloat16":
        return struct.unpack("<f", struct.pack("<I", int(stored) << 16))[0]
    return float(stored)


@pytest.mark.parametrize("name", ["float32", "float16", "bfloat16"])
@given(data=st.data())
def test_each_number_is_rounded_once_to_the_nearest(name, data):
    x = data.draw(numbers(name))
    form = format_named(name)
    stored = encoded(rounded(np.array([x]), form), form)[0]
    assert decoded(stored, name) == nearest(x, name)
    assert np.signbit(decoded(stored, name)) == np.signbit(x)
    if name != "bfloat16":
        code = {"float32": "<f", "float16": "<e"}[name]
        assert stored.tobytes() == struct.pack(code, x)


def test_a_number_just_above_a_half_is_not_rounded_twice():
    # 1 + 2^-8 + 2^-40 lies above the middle of the bfloat16 numbers 1 and 1 + 2^-7; by way of
    # float32 it would become the middle itself and go to 1, the even one.
    form = format_named("bfloat16")
    assert rounded(np.array([1 + 2.0**-8 + 2.0**-40]), form)[0] == 1 + 2.0**-7


def neighbours(value, name, towards):
    """The format's next number, by the integers that stand for its numbers."""
    if name == "bfloat16":
        bits = struct.unpack("<i", struct.pack("<f", value))[0] >> 16
        step = 1 if (towards > value) == (value > 0) else -1
        return decoded((bits + step) & 0xFFFF, name)
    return float(np.nextafter(np.dtype(name).type(value), np.dtype(name).type(towards)))


@pytest.mark.parametrize("name", NAMES)
@given(
    unit=st.sampled_from(["uniform", "truncated"]),
    scale=st.floats(0.05, 4),
    centre=st.sampled_from([0.0, 0.5, -0.75, 1.0]),
)
def test_limits_are_the_outermost_numbers_strictly_inside(name, unit, scale, centre):
    elements = Elements(unit, scale, centre)
    half = Fraction(scale) * (2 if unit == "truncated" else 1)
    low, high = limits(elements, format_named(name))
    assert Fraction(low) > Fraction(centre) - half
    assert Fraction(high) < Fraction(centre) + half
    if low:
        assert Fraction(neighbours(low, name, -9.0)) <= Fraction(centre) - half
    if high:
        assert Fraction(neighbours(high, name, 9.0)) >= Fraction(centre) + half


@pytest.mark.parametrize("name", NAMES)
def test_what_would_reach_the_bound_becomes_the_nearest_inside(name):
    # A bound of ½: the largest number below it is ½ − 2^-(digits + 2).
    form = format_named(name)
    x = np.array([0.5, -0.5, 0.5 - 2.0**-54, 0.25])
    inside = 0.5 - 2.0 ** -(SHAPES[name][0] + 2)
    got = [decoded(v, name) for v in rounded_inside(x, Elements("uniform", 0.5), form)]
    assert got == [inside, -inside, inside, 0.25]


def test_an_unknown_format_is_named():
    with pytest.raises(UnknownName, match="Did you mean 'float16'"):
        format_named("flot16")
