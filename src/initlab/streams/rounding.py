"""From float64 once to the format a tensor is kept in, to nearest, ties to even.

NumPy has no bfloat16: it is held as uint16, the upper half of a float32's bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import frexp, inf, ldexp, nextafter
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from initlab.elementary import Array
from initlab.errors import DomainError, unknown_name
from initlab.streams.elements import Elements

EXPONENT_BITS = np.int64(0x7FF0000000000000)


@dataclass(frozen=True)
class Format:
    """A binary floating-point format: 1 + `fraction_bits` digits, normal from 2^`least` on."""

    name: str
    storage: DTypeLike  # the NumPy type that holds it
    fraction_bits: int
    least: int
    largest: float

    def spacing(self, x: float) -> float:
        """How far neighbours lie apart at |x|; below a power of two they are half as far."""
        exponent = frexp(x)[1] - 1 if x else self.least
        return ldexp(1.0, max(exponent, self.least) - self.fraction_bits)

    def below(self, x: float) -> float:
        """The next smaller number of the format, from one of its numbers."""
        return x - self.spacing(nextafter(x, -inf))


# IEEE 754's binary formats; bfloat16 has float32's exponents and 8 digits.
REAL = (
    Format("float64", np.float64, 52, -1022, 1.7976931348623157e308),
    Format("float32", np.float32, 23, -126, 3.4028234663852886e38),
    Format("float16", np.float16, 10, -14, 65504.0),
    Format("bfloat16", np.uint16, 7, -126, 3.3895313892515355e38),
)
# A complex number is two real ones of this format.
COMPLEX = {"complex128": REAL[0], "complex64": REAL[1]}


def format_named(name: str) -> Format:
    """The real format of that name, or an UnknownName with the nearest one."""
    for form in REAL:
        if form.name == name:
            return form
    raise unknown_name("dtype", name, [form.name for form in REAL] + list(COMPLEX))


def rounded(x: Array, form: Format) -> Array:
    """The nearest number of the format, as float64, for every |x| up to its largest.

    2⁵² spacings are added to |x|: the sum has a unit in the last place of one spacing, so the
    addition itself rounds to nearest even, once.
    """
    if form.fraction_bits == 52:
        return x
    size = np.abs(x)
    power = (size.view(np.int64) & EXPONENT_BITS).view(np.float64)
    grid = np.maximum(power, ldexp(1.0, form.least)) * ldexp(1.0, 52 - form.fraction_bits)
    return np.copysign((size + grid) - grid, x)


def encoded(values: Array, form: Format) -> NDArray[Any]:
    """Numbers of the format, given as float64, in its storage; exact."""
    if form.name == "bfloat16":
        return (values.astype(np.float32).view(np.uint32) >> np.uint32(16)).astype(np.uint16)
    return values.astype(form.storage)


def limits(elements: Elements, form: Format) -> tuple[float, float]:
    """The least and the largest number of the format strictly inside centre ± bound.

    ±inf for elements without a bound, and for a scale of 0.
    """
    if elements.bound in (0.0, inf):
        return -inf, inf
    # The bound is 1 or 2 scales, so exact; the ends of the interval are taken exactly.
    centre, bound = Fraction(elements.centre), Fraction(elements.bound)
    return -_under(bound - centre, form), _under(centre + bound, form)


def rounded_inside(x: Array, elements: Elements, form: Format) -> NDArray[Any]:
    """x in the format's storage; what would reach centre ± bound becomes the nearest inside."""
    low, high = limits(elements, form)
    values = rounded(x, form)
    values = np.where(values < low, low, np.where(values > high, high, values))
    return encoded(values, form)


def _under(end: Fraction, form: Format) -> float:
    """The largest number of the format below `end`."""
    nearest = float(rounded(np.array(float(end)), form))
    return nearest if nearest < end else form.below(nearest)


def storage_of(dtype: str) -> np.dtype[Any]:
    """The NumPy type that holds a tensor of that type.

    Raises: UnknownName: there is no such type.
    """
    return np.dtype(dtype if dtype in COMPLEX else format_named(dtype).storage)


def stored(values: Array, dtype: str) -> NDArray[Any]:
    """A whole tensor, drawn in float64, rounded once to its own type; complex ones are real.

    Raises: UnknownName: no such type. DomainError: a value that the type cannot hold.
    """
    form = COMPLEX.get(dtype) or format_named(dtype)
    largest = float(np.abs(values).max(initial=0.0))
    if largest > form.largest:
        raise DomainError(
            f"Elements up to {largest:.3g} overflow {form.name}, which ends at {form.largest:.5g}; "
            "use a smaller scale or another dtype."
        )
    return encoded(rounded(values, form), form).astype(storage_of(dtype), copy=False)
