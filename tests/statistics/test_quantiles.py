"""Quantiles against NumPy's definition 2 for finite values, and by hand with infinities."""

import numpy as np
import pytest

from initlab import statistics


@pytest.mark.parametrize("count", range(1, 12))
@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.5, 0.75, 1.0])
def test_quantiles_are_the_averaged_inverse_of_the_distribution(count, share):
    values = np.random.default_rng(count).standard_normal(count)
    expected = np.quantile(values, share, method="averaged_inverted_cdf")
    assert statistics.quantile(values, share) == pytest.approx(expected, abs=1e-15)


def test_infinities_are_values():
    assert statistics.quartiles([1.0, 2.0, 3.0, np.inf])[2] == np.inf
    assert statistics.quantile([1.0, np.inf, np.inf], 0.5) == np.inf
    assert statistics.quantile([1.0, 2.0, np.inf], 0.5) == 2.0


def test_columns_are_separate():
    values = np.array([[3.0, 1.0], [1.0, 2.0], [2.0, 9.0]])
    np.testing.assert_array_equal(statistics.quantile(values, 0.5), [2.0, 2.0])
