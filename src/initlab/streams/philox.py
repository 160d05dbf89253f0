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


def tag(name: str) -> int:
    """The 64 bits that stand for a stream's name: the first eight bytes of its SHA-256."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def words(seed: int, name: str, start_block: int, count: int) -> NDArray[np.uint64]:
    """`count` 32-bit words of a stream, from the first word of block `start_block` on.

    The key is the seed, the counter the block's index and the name's tag; a block has four words.

    >>> [hex(int(word)) for word in words(0, "layer1.weight", 0, 2)]
    ['0x489eb471', '0xe687f503']
    """
    blocks = np.arange(start_block, start_block + -(-count // 4), dtype=np.uint64)
    name_bits = tag(name)
    high = tuple(np.full_like(blocks, part) for part in (name_bits & 0xFFFFFFFF, name_bits >> 32))
    key = (seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF)
    four = philox((blocks & LOW_32, blocks >> SHIFT_32, *high), key)
    drawn: NDArray[np.uint64] = np.stack(four, axis=1).reshape(-1)[:count]
    return drawn


def permutation(seed: int, name: str, index: int, count: int) -> Order:
    """The `index`-th permutation of 0 … count − 1 in a stream: Fisher and Yates' shuffle.

    Position i, from the last down to 1, is exchanged with position ⌊word_i (i + 1) / 2³²⌋, where
    word_i is word i of the ⌈count / 4⌉ blocks that belong to this permutation.

    >>> sorted(permutation(0, "batches", 0, 5).tolist())
    [0, 1, 2, 3, 4]
    """
    drawn = words(seed, name, index * -(-count // 4), count)
    ranges = np.arange(1, count + 1, dtype=np.uint64)
    places = np.right_shift(drawn * ranges, SHIFT_32)
    order = list(range(count))
    for i, place in zip(range(count - 1, 0, -1), places[:0:-1].tolist(), strict=True):
        order[i], order[place] = order[place], order[i]
    return np.array(order, dtype=np.intp)
