"""Addressable random numbers: the same for a (seed, name, index) everywhere.

Philox-4x32-10, a counter-based generator: word block *i* of a stream is computed from *i* alone, so
nothing depends on what was drawn before, on the machine, or on who asks.

Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Order = NDArray[np.intp]

ROUNDS = 10
MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
WEYL = (0x9E3779B9, 0xBB67AE85)
LOW_32 = np.uint64(0xFFFFFFFF)
SHIFT_32 = np.uint64(32)


def philox(
    counter: tuple[NDArray[np.uint64], ...], key: tuple[int, int]
) -> tuple[NDArray[np.uint64], ...]:
    """Four 32-bit words, held in uint64, for each counter of four 32-bit words."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(ROUNDS):
        product0, product1 = c0 * MULTIPLIERS[0], c2 * MULTIPLIERS[1]
        c0, c1, c2, c3 = (
            (product1 >> SHIFT_32) ^ c1 ^ np.uint64(k0),
            product1 & LOW_32,
            (product0 >> SHIFT_32) ^ c3 ^ np.uint64(k1),
            product0 & LOW_32,
        )
        k0, k1 = (k0 + WEYL[0]) & 0xFFFFFFFF, (k1 + WEYL[1]) & 0xFFFFFFFF
    return c0, c1, c2, c3


def words(seed: int, name: str, count: int) -> NDArray[np.uint64]:
    """The first `count` 64-bit words of the stream called `name`.

    The key is the seed; the counter is the block's index and the first 64 bits of the name's
    SHA-256. Each block gives two words, low half first.

    >>> [int(word) for word in words(0, "layer1.weight", 2) >> np.uint64(48)]
    [59015, 24474]
    """
    blocks = np.arange((count + 1) // 2, dtype=np.uint64)
    tag = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    high = tuple(np.full_like(blocks, part) for part in (tag & 0xFFFFFFFF, tag >> 32))
    key = (seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF)
    w0, w1, w2, w3 = philox((blocks & LOW_32, blocks >> SHIFT_32, *high), key)
    pairs = np.stack([w0 | (w1 << SHIFT_32), w2 | (w3 << SHIFT_32)], axis=1)
    return pairs.reshape(-1)[:count]


def permutation(seed: int, name: str, count: int) -> Order:
    """0 … count − 1 in an order of the stream's: that of its words, ties as they came.

    >>> sorted(permutation(0, "batches/0", 5).tolist())
    [0, 1, 2, 3, 4]
    """
    return np.argsort(words(seed, name, count), kind="stable")
