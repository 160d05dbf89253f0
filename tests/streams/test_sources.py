"""Sources against the streams and generators behind them."""

import numpy as np
import pytest
from scipy import stats

from initlab import streams
from initlab.streams import Elements, RngSource, StreamSource

GENERATORS = [np.random.default_rng, np.random.RandomState]


def test_each_call_of_a_stream_source_has_a_stream_of_its_own():
    source = StreamSource(3, "w")
    first = source.elements(Elements("normal", 2.0), (3, 4))
    order = source.order(6)
    third = source.elements(Elements("uniform"), (2,))
    places = np.arange(12).reshape(3, 4)
    np.testing.assert_array_equal(first, 2.0 * streams.normal(3, "w", places))
    np.testing.assert_array_equal(order, streams.permutation(3, "w#1", 0, 6))
    np.testing.assert_array_equal(third, streams.uniform(3, "w#2", [0, 1]))


def test_a_stream_source_fills_any_shape():
    assert StreamSource(0, "w").elements(Elements("normal"), ()).shape == ()
    assert StreamSource(0, "w").elements(Elements("normal"), (0, 3)).shape == (0, 3)


@pytest.mark.parametrize("generator", GENERATORS)
def test_an_rng_source_gives_what_the_generator_gives(generator):
    source, rng = RngSource(generator(3)), generator(3)
    shape = (4, 5)
    np.testing.assert_array_equal(
        source.elements(Elements("normal", 0.3), shape), rng.standard_normal(shape) * 0.3
    )
    np.testing.assert_array_equal(
        source.elements(Elements("uniform", 0.3), shape), rng.uniform(-0.3, 0.3, shape)
    )
    np.testing.assert_array_equal(
        source.elements(Elements("normal", 0.3, 2.0), shape), rng.standard_normal(shape) * 0.3 + 2.0
    )
    np.testing.assert_array_equal(source.order(9), rng.permutation(9))
    assert source.elements(Elements("constant", centre=1.5), (2,)).tolist() == [1.5, 1.5]


def test_an_rng_source_truncates_by_inversion():
    ours = RngSource(np.random.default_rng(1)).elements(Elements("truncated", 0.5, 3.0), (20_000,))
    u = np.random.default_rng(1).uniform(-1.0, 1.0, 20_000)
    theirs = 3.0 + 0.5 * stats.truncnorm.ppf((u + 1) / 2, -2, 2)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)  # SciPy goes through logarithms of tails
