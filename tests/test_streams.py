"""Streams against the known answers that Random123 publishes with Philox."""

import numpy as np
import pytest

from initlab import streams

# Random123, kat_vectors, philox4x32 with 10 rounds: counter, key, result.
KNOWN = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_philox_gives_the_published_words(counter, key, result):
    columns = tuple(np.array([word], dtype=np.uint64) for word in counter)
    assert [int(word[0]) for word in streams.philox(columns, tuple(key))] == result


def test_a_longer_stream_begins_like_a_shorter_one():
    np.testing.assert_array_equal(streams.words(7, "a", 1001)[:100], streams.words(7, "a", 100))


def test_streams_differ_by_seed_and_by_name():
    firsts = {int(streams.words(s, n, 1)[0]) for s in (0, 1, 2**32, 2**63) for n in ("a", "b")}
    assert len(firsts) == 8


def test_permutations_reach_every_order_about_equally():
    counts: dict[tuple[int, ...], int] = {}
    for seed in range(6000):
        order = tuple(streams.permutation(seed, "order", 3).tolist())
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 6
    # Each count is binomial(6000, 1/6): five standard deviations are 144.
    assert all(abs(count - 1000) < 145 for count in counts.values())
