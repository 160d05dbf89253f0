"""Addressable random numbers: the same for a (seed, name, index) everywhere."""

from initlab.streams.elements import Elements, Unit
from initlab.streams.fill import empty, fill, rounded
from initlab.streams.philox import Order, permutation, philox, tag, words
from initlab.streams.sources import RngSource, Source, StreamSource

__all__ = [
    "Elements",
    "Order",
    "RngSource",
    "Source",
    "StreamSource",
    "Unit",
    "empty",
    "fill",
    "permutation",
    "philox",
    "rounded",
    "tag",
    "words",
]
