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


def test_words_do_not_depend_on_where_the_asking_starts():
    whole = streams.words(7, "a", 0, 1001)
    np.testing.assert_array_equal(streams.words(7, "a", 25, 90), whole[100:190])


def test_streams_differ_by_seed_and_by_name():
    firsts = {int(streams.words(s, n, 0, 1)[0]) for s in (0, 1, 2**32, 2**63) for n in ("a", "b")}
    assert len(firsts) == 8


def test_a_permutation_is_fisher_and_yates_worked_by_hand():
    words = streams.words(5, "order", 3 * 2, 6).tolist()  # the third permutation of 6: two blocks
    order = [0, 1, 2, 3, 4, 5]
    for i in (5, 4, 3, 2, 1):
        j = words[i] * (i + 1) // 2**32
        order[i], order[j] = order[j], order[i]
    assert streams.permutation(5, "order", 3, 6).tolist() == order


def test_permutations_reach_every_order_about_equally():
    counts: dict[tuple[int, ...], int] = {}
    for index in range(6000):
        order = tuple(streams.permutation(1, "order", index, 3).tolist())
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 6
    # Each count is binomial(6000, 1/6): five standard deviations are 144.
    assert all(abs(count - 1000) < 145 for count in counts.values())
