"""Draws against exact arithmetic, mpmath, and the distributions they claim to have."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from initlab import streams
from initlab.errors import DomainError

SEED, NAME = 2**64 - 3, "layer3.weight"
PLACES = np.r_[0:200, 2**33 : 2**33 + 100, 2**63 - 101 : 2**63 - 1]
# Streams far apart in seed, in name and in place; 100,000 elements of each.
STREAMS = [
    (0, "a", 0),
    (1, "a", 0),
    (0, "b", 1),
    (2**40, "layer.weight", 2**33 + 1),
    (7, "", 2**62),
]
COUNT = 100_000


def exact_bits(index):
    """The 64 bits of one element by Python's integers, from the words of its block."""
    four = [int(word) for word in streams.words(SEED, NAME, index // 2, 4)]
    low, high = four[2 * (index % 2) :][:2]
    return low + (high << 32)


def exact_uniform(bits):
    return Fraction(2 * (bits >> 12) + 1, 2**53)


def test_bits_are_two_words_of_the_block():
    assert streams.bits(SEED, NAME, PLACES).tolist() == [exact_bits(i) for i in PLACES.tolist()]


def test_uniforms_are_exact():
    for index, value in zip(
        PLACES.tolist(), streams.uniform(SEED, NAME, PLACES).tolist(), strict=True
    ):
        assert Fraction(value) == 2 * exact_uniform(exact_bits(index)) - 1


def test_normals_are_box_and_mullers():
    mp.mp.dps = 40
    for index, value in zip(
        PLACES.tolist(), streams.normal(SEED, NAME, PLACES).tolist(), strict=True
    ):
        u, v = (exact_uniform(exact_bits(index - index % 2 + k)) for k in range(2))
        radius = mp.sqrt(-2 * mp.log(mp.mpf(u.numerator) / u.denominator))
        angle = 2 * mp.pi * v.numerator / v.denominator
        truth = radius * (mp.sin(angle) if index % 2 else mp.cos(angle))
        # In ulp: half of the logarithm's 1, the root ½, the sine 2, the product ½.
        assert abs(value - truth) <= 3.5 * 2.0**-52 * abs(truth)


def test_truncated_normals_invert_the_distribution():
    mp.mp.dps = 40
    for index, value in zip(
        PLACES.tolist(), streams.truncated(SEED, NAME, PLACES).tolist(), strict=True
    ):
        u = exact_uniform(exact_bits(index))
        argument = mp.erf(mp.sqrt(2)) * (2 * mp.mpf(u.numerator) / u.denominator - 1)
        truth = mp.sqrt(2) * mp.erfinv(argument)
        # In ulp: the argument 1, of which erfinv makes at most x erfinv′ / erfinv = 4.5 at the
        # end; erfinv itself 3, √2 and the last product ½ each.
        assert abs(value - truth) <= 8.5 * 2.0**-52 * abs(truth)


@pytest.mark.parametrize(("seed", "name", "start"), STREAMS)
@pytest.mark.parametrize(
    ("draw", "law"),
    [
        (streams.uniform, stats.uniform(-1, 2)),
        (streams.normal, stats.norm()),
        (streams.truncated, stats.truncnorm(-2, 2)),
    ],
    ids=["uniform", "normal", "truncated"],
)
def test_draws_have_their_distribution(draw, law, seed, name, start):
    values = draw(seed, name, np.arange(start, start + COUNT))
    # Fixed streams, so the test always gives the same answer; a true law fails one in 10,000.
    assert stats.kstest(values, law.cdf).pvalue > 1e-4


@pytest.mark.parametrize(("seed", "name", "start"), STREAMS)
def test_normals_have_the_moments_and_tails_of_normals(seed, name, start):
    z = streams.normal(seed, name, np.arange(start, start + COUNT))
    # Standard errors of the means of z, z², z³, z⁴: √(1, 2, 15, 96) / √n; five of them each.
    for power, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        assert abs((z**power).mean() - moment) < 5 * np.sqrt(variance / COUNT)
    for end in (2, 3, 3.5):
        expected = COUNT * 2 * stats.norm.sf(end)
        assert abs((np.abs(z) > end).sum() - expected) < 5 * np.sqrt(expected)


@pytest.mark.parametrize(("seed", "name", "start"), STREAMS)
def test_neighbours_are_independent(seed, name, start):
    z = streams.normal(seed, name, np.arange(start, start + COUNT))
    for lag in (1, 2, 3):
        for f in (lambda x: x, np.square, np.abs):
            for first in (slice(0, -lag, 2), slice(1, -lag, 2)):
                a, b = f(z[: COUNT - lag][first]), f(z[lag:][first])
                count = min(len(a), len(b))
                # The correlation of n independent pairs has a standard error of 1 / √n.
                assert abs(np.corrcoef(a[:count], b[:count])[0, 1]) < 5 / np.sqrt(count)


def test_streams_of_other_names_and_seeds_are_independent():
    columns = [streams.normal(s, n, np.arange(COUNT)) for s, n in ((0, "a"), (1, "a"), (0, "b"))]
    correlations = np.corrcoef(columns)[np.triu_indices(3, 1)]
    assert np.abs(correlations).max() < 5 / np.sqrt(COUNT)


def test_one_element_alone_is_the_same_in_any_shape():
    places = np.arange(40).reshape(2, 4, 5)
    for draw in (streams.bits, streams.uniform, streams.normal, streams.truncated):
        whole = draw(1, "w", places)
        assert whole.shape == places.shape
        assert [draw(1, "w", int(i)) for i in places.ravel()] == whole.ravel().tolist()
        np.testing.assert_array_equal(draw(1, "w", places[::-1, ::2]), whole[::-1, ::2])


def test_the_ends_of_the_range_stay_inside():
    from initlab.elementary import log
    from initlab.streams.draws import _unit, truncated_of

    least, most = _unit(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert (Fraction(least), Fraction(most)) == (Fraction(1, 2**53), 1 - Fraction(1, 2**53))
    assert np.sqrt(-2 * log(least)) < 8.58  # the largest normal, √(106 ln 2) = 8.5717
    assert np.all(np.abs(truncated_of(np.array([2 * least - 1, 2 * most - 1]))) < 2)


@pytest.mark.parametrize("index", [-1, 2**63, [0, 2**64 - 1], [0.5], "a"])
def test_indices_that_are_none_are_refused(index):
    with pytest.raises(DomainError, match="An index"):
        streams.normal(0, "a", index)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_seeds_that_are_none_are_refused(seed):
    with pytest.raises(DomainError, match="A seed"):
        streams.uniform(seed, "a", 0)
