"""Addressable random numbers: the same for a (seed, name, index) everywhere."""

from initlab.streams.philox import Order, permutation, philox, tag, words

__all__ = ["Order", "permutation", "philox", "tag", "words"]
