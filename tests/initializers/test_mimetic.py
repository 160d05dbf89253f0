"""Pairs of projections: what their products are."""

import numpy as np
import pytest

from initlab.errors import DomainError
from initlab.initializers.mimetic import query_and_key, value_and_output
from initlab.streams import RngSource


def source():
    return RngSource(np.random.default_rng(0))


def matrix(noise, identity, width):
    """noise · Z + identity · I, with the numbers that a first draw from `source()` has."""
    drawn = np.random.default_rng(0).standard_normal((width, width))
    return noise * drawn / np.sqrt(width) + identity * np.eye(width)


# Rounding: an SVD of a matrix of norm about 2 and its products, width · eps · 2 · a few.
CLOSE = {"rtol": 0, "atol": 64 * 2.2e-16 * 20}


def test_the_product_of_one_heads_query_and_key_is_noise_around_the_identity():
    query, key = query_and_key(source(), 64)
    np.testing.assert_allclose(query.T @ key, matrix(0.7, 0.7, 64), **CLOSE)


def test_a_heads_query_and_key_are_the_nearest_product_of_their_rank():
    query, key = query_and_key(source(), 64, heads=4)
    assert query.shape == key.shape == (64, 64)
    whole = matrix(0.7, 0.7, 64)
    distance = np.linalg.norm(whole - query[:16].T @ key[:16])
    # Eckart and Young: what is left are the singular values beyond the rank.
    left = np.linalg.svd(whole, compute_uv=False)[16:]
    assert distance == pytest.approx(np.sqrt((left**2).sum()), rel=1e-12)


def test_the_product_of_value_and_output_is_noise_around_the_negative_identity():
    value, output = value_and_output(source(), 64)
    np.testing.assert_allclose(output @ value, matrix(0.4, -0.4, 64), **CLOSE)


def test_a_pair_is_balanced():
    value, output = value_and_output(source(), 64)
    # Both have the same singular values, the roots of the product's.
    values, outputs = (np.linalg.svd(w, compute_uv=False) for w in (value, output))
    np.testing.assert_allclose(values, outputs, rtol=1e-7)


@pytest.mark.parametrize(("width", "heads"), [(64, 3), (0, 1), (64, 0)])
def test_heads_that_do_not_divide_the_width_are_refused(width, heads):
    with pytest.raises(DomainError, match="divides into heads"):
        query_and_key(source(), width, heads)
