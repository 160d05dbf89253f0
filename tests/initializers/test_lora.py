"""Adapters cut out of a weight, against SciPy's factorizations."""

import numpy as np
import pytest
import scipy.linalg

from initlab import initializers
from initlab.errors import DomainError, ShapeError, UnknownName
from initlab.initializers.lora import factors

WEIGHT = np.random.default_rng(0).standard_normal((9, 6))


@pytest.mark.parametrize("method", ["pissa", "olora", "mica"])
@pytest.mark.parametrize("weight", [WEIGHT, WEIGHT.T], ids=["tall", "wide"])
@pytest.mark.parametrize("scaling", [1.0, 2.0, 0.25])
@pytest.mark.parametrize("rank", [1, 3, 6])
def test_the_parts_add_up_to_the_weight(method, weight, scaling, rank):
    cut = factors(method, weight, rank, scaling)
    assert cut.a.shape == (rank, weight.shape[1])
    assert cut.b.shape == (weight.shape[0], rank)
    # Elements are below 4 and s B A below 16: a subtraction and a sum, each to 2⁻⁵³.
    np.testing.assert_allclose(
        cut.residual + scaling * cut.b @ cut.a, weight, rtol=0, atol=32 * 2**-53
    )


@pytest.mark.parametrize("scaling", [1.0, 2.0])
def test_pissa_takes_the_largest_singular_directions(scaling):
    cut = factors("pissa", WEIGHT, 2, scaling)
    singular = scipy.linalg.svdvals(WEIGHT)
    np.testing.assert_allclose(scipy.linalg.svdvals(cut.residual)[:4], singular[2:], rtol=1e-12)
    # Evenly shared: A Aᵀ = Bᵀ B = S_r / s.
    expected = np.diag(singular[:2] / scaling)
    np.testing.assert_allclose(cut.a @ cut.a.T, expected, atol=1e-12)
    np.testing.assert_allclose(cut.b.T @ cut.b, expected, atol=1e-12)


def test_olora_takes_the_first_columns_and_rows_of_qr():
    cut = factors("olora", WEIGHT, 2, 3.0)
    q, r = scipy.linalg.qr(WEIGHT, mode="economic")
    np.testing.assert_allclose(cut.b.T @ cut.b, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(cut.b @ cut.a, q[:, :2] @ r[:2], atol=1e-12)
    assert not np.tril(cut.a, -1).any()


def test_mica_leaves_the_weight_and_points_to_its_smallest_directions():
    cut = factors("mica", WEIGHT, 2, 3.0)
    assert not cut.a.any()
    np.testing.assert_array_equal(cut.residual, WEIGHT)
    np.testing.assert_allclose(cut.b.T @ cut.b, np.eye(2), atol=1e-12)
    # The weight seen from those directions has its two smallest singular values, 5th and 6th.
    np.testing.assert_allclose(
        scipy.linalg.svdvals(cut.b.T @ WEIGHT), scipy.linalg.svdvals(WEIGHT)[4:], rtol=1e-12
    )


def test_half_precision_weights_are_cut_in_double():
    cut = factors("pissa", WEIGHT.astype(np.float16), 2)
    assert cut.residual.dtype == np.float64


@pytest.mark.parametrize(
    ("method", "weight", "rank", "scaling", "error", "words"),
    [
        ("pisa", WEIGHT, 2, 1.0, UnknownName, "Did you mean 'pissa'"),
        ("pissa", WEIGHT, 7, 1.0, ShapeError, r"rank 7 needs .* got \(9, 6\)"),
        ("pissa", WEIGHT, 0, 1.0, ShapeError, "rank 0"),
        ("pissa", WEIGHT[0], 1, 1.0, ShapeError, r"got \(6,\)"),
        ("olora", WEIGHT, 2, 0.0, DomainError, "above 0; got 0"),
    ],
)
def test_what_cannot_be_cut_is_refused(method, weight, rank, scaling, error, words):
    with pytest.raises(error, match=words):
        factors(method, weight, rank, scaling)


def test_the_formula_is_no_parameter():
    with pytest.raises(DomainError, match=r"no parameter to change; got 3\.0"):
        initializers.parse("pissa:formula=3")
