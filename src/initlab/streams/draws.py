"""What stands at one address of a stream: 64 bits, a uniform, a normal, a truncated normal.

Element *i* has 64 bits, words 2 (i mod 2) and the next of block ⌊i / 2⌋, the first word being the
low half. Two neighbours of one block share a pair of normals. Everything is float64, in the order
of operations written here; `native/fill.hpp` repeats it.

Source: Box and Muller 1958, A note on the generation of random normal deviates.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from initlab.elementary import ONE_BITS, Array, cospi, erfinv, log, sinpi
from initlab.errors import DomainError
from initlab.streams.philox import LOW_32, SHIFT_32, philox, tag

Bits = NDArray[np.uint64]

SQRT_2 = 1.4142135623730951
ERF_SQRT_2 = 0.9544997361036416  # erf(√2): how much of N(0, 1) lies within ±2
TWO_TO_MINUS_53 = 1.1102230246251565e-16
ONE = np.uint64(1)


def bits(seed: int, name: str, index: ArrayLike) -> Bits:
    """The 64 bits of each element of a stream.

    Args:
        seed: 0 … 2⁶⁴ − 1, the key.
        name: the stream's name, such as that of a tensor.
        index: which elements: an integer or an integer array of any shape, 0 … 2⁶³ − 1.
    Returns: uint64, of the shape of `index`.
    Raises: DomainError: a seed or an index outside its range.

    >>> hex(int(bits(0, "layer1.weight", 0)))
    '0xe687f503489eb471'

    Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3.
    """
    places = as_index(index)
    first, second = _both(seed, name, places)
    return np.where(places & ONE == 0, first, second)


def uniform(seed: int, name: str, index: ArrayLike) -> Array:
    """Uniform on (−1, 1): 2u − 1 with u = (n + ½) 2⁻⁵², n the element's top 52 bits; all exact.

    Args and Raises: as for `bits`.
    Returns: float64, of the shape of `index`; never −1, 0 or 1.

    >>> float(uniform(0, "layer1.weight", 0).round(6))
    0.801024

    Source: the midpoints of 2⁵² equal cells.
    """
    return 2.0 * _unit(bits(seed, name, index)) - 1.0


def normal(seed: int, name: str, index: ArrayLike) -> Array:
    """Standard normal: √(−2 log u₁) times cos(2π u₂), and sin(2π u₂) for odd elements.

    Args and Raises: as for `bits`. u₁ and u₂ come from the block's first and second 64 bits.
    Returns: float64, of the shape of `index`; at most 8.58 in size, since u₁ is at least 2⁻⁵³.

    >>> float(normal(0, "layer1.weight", 0).round(6))
    -0.320556

    Source: Box and Muller 1958, Annals of Mathematical Statistics 29, pages 610–611.
    """
    places = as_index(index)
    first, second = _both(seed, name, places)
    radius = np.sqrt(-2.0 * log(_unit(first)))
    half_turns = 2.0 * _unit(second)
    return radius * np.where(places & ONE == 0, cospi(half_turns), sinpi(half_turns))


def truncated(seed: int, name: str, index: ArrayLike) -> Array:
    """Standard normal on the condition |z| < 2: z = √2 · erfinv(erf(√2) (2u − 1)).

    Args and Raises: as for `bits`.
    Returns: float64, of the shape of `index`; its standard deviation is 0.8796.

    >>> float(truncated(0, "layer1.weight", 0).round(6))
    1.186506

    Source: inversion of the distribution function; erf(√2) is the probability of |z| < 2.
    """
    return truncated_of(uniform(seed, name, index))


def truncated_of(uniforms: Array) -> Array:
    """The truncated normal that belongs to a uniform of (−1, 1)."""
    return SQRT_2 * erfinv(ERF_SQRT_2 * uniforms)


def as_index(index: ArrayLike) -> Bits:
    """The places as uint64, or a DomainError."""
    places = np.asarray(index)
    if places.dtype.kind not in "iu":
        raise DomainError(f"An index is an integer; got {places.dtype}. Convert it first.")
    if places.size and (int(places.min()) < 0 or int(places.max()) >= 2**63):
        raise DomainError(f"An index lies in 0 … 2⁶³ − 1; got {places.min()} … {places.max()}.")
    return places.astype(np.uint64)


def check_seed(seed: int) -> None:
    """A DomainError for a seed that is no key."""
    if not 0 <= seed < 2**64:
        raise DomainError(f"A seed lies in 0 … 2⁶⁴ − 1; got {seed}. Take it modulo 2**64.")


def _both(seed: int, name: str, places: Bits) -> tuple[Bits, Bits]:
    """The first and the second 64 bits of each element's block."""
    check_seed(seed)
    block, name_bits = places >> ONE, tag(name)
    high = tuple(np.full_like(block, part) for part in (name_bits & 0xFFFFFFFF, name_bits >> 32))
    key = (seed & 0xFFFFFFFF, seed >> 32)
    w0, w1, w2, w3 = philox((block & LOW_32, block >> SHIFT_32, *high), key)
    return w0 | (w1 << SHIFT_32), w2 | (w3 << SHIFT_32)


def _unit(drawn: Bits) -> Array:
    """u in (0, 1): the bits of 1 + n 2⁻⁵² read as a number, less 1, plus 2⁻⁵³."""
    one_and_more = (drawn >> np.uint64(12)) | ONE_BITS.view(np.uint64)
    return (one_and_more.view(np.float64) - 1.0) + TWO_TO_MINUS_53
