"""Addressable random numbers: the same for a (seed, name, index) everywhere."""

from initlab.streams.draws import bits, normal, truncated, uniform
from initlab.streams.elements import Elements, Unit
from initlab.streams.fill import draw, fill
from initlab.streams.philox import Order, permutation, philox, tag, words
from initlab.streams.rounding import storage_of, stored
from initlab.streams.sources import RngSource, Source, StreamSource

__all__ = [
    "Elements",
    "Order",
    "RngSource",
    "Source",
    "StreamSource",
    "Unit",
    "bits",
    "draw",
    "fill",
    "normal",
    "permutation",
    "philox",
    "storage_of",
    "stored",
    "tag",
    "truncated",
    "uniform",
    "words",
]
