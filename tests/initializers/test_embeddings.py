"""Sinusoidal positions, worked by hand."""

from math import cos, sin

import numpy as np
import pytest

from initlab import initializers
from initlab.errors import DomainError, ShapeError
from initlab.initializers.numpy_arrays import sampled

SINUSOIDAL = initializers.get("sinusoidal").law


def test_the_first_rows_by_hand():
    # Width 4: rates 1 and 10 000^(−1/2) = 0.01.
    expected = [
        [0, 1, 0, 1],
        [sin(1), cos(1), sin(0.01), cos(0.01)],
        [sin(2), cos(2), sin(0.02), cos(0.02)],
    ]
    np.testing.assert_allclose(sampled(SINUSOIDAL, (3, 4), rng=0), expected, rtol=1e-14)


def test_products_of_rows_depend_on_their_distance_alone():
    table = sampled(SINUSOIDAL, (40, 16), rng=0)
    # Σ cos((t − s) rate): each product has 16 terms, rounded to 2⁻⁵² of angles up to 40.
    products = table @ table.T
    for distance in range(40):
        diagonal = np.diagonal(products, distance)
        np.testing.assert_allclose(diagonal, diagonal[0], atol=1e-12)
    np.testing.assert_allclose(np.diagonal(products), 8, atol=1e-12)


@pytest.mark.parametrize("shape", [(3, 5), (4,), (2, 4, 1)])
def test_an_odd_width_is_refused(shape):
    with pytest.raises(ShapeError, match="an even width"):
        sampled(SINUSOIDAL, shape, rng=0)


def test_a_period_of_1_is_refused():
    with pytest.raises(DomainError, match="above 1; got 1"):
        initializers.parse("sinusoidal:period=1")
