"""Kernels of infinitely wide networks against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import erf

from initlab import theory
from initlab.activations import wrap
from initlab.errors import DomainError, ShapeError

approx = pytest.approx
X = np.vstack([np.random.default_rng(3).standard_normal((5, 7)), np.zeros(7)])
X[4] = X[3] + 1e-3  # a pair that is nearly the same


def cho_saul(k):
    """E[φ φ] and E[φ′ φ′] of ReLU: Cho and Saul 2009, halved."""
    stds = np.sqrt(np.diag(k))
    product = np.outer(stds, stds)
    with np.errstate(invalid="ignore"):
        c = np.nan_to_num(k / product).clip(-1, 1)
    np.fill_diagonal(c, 1.0)
    angle = np.arccos(c)
    value = product * (np.sin(angle) + (np.pi - angle) * c) / (2 * np.pi)
    return value, (np.pi - angle) / (2 * np.pi)


def williams(k):
    """E[φ φ] and E[φ′ φ′] of erf: Williams 1997; its derivative by k."""
    size = 1 + 2 * np.diag(k)
    product = np.outer(size, size)
    return (
        2 / np.pi * np.arcsin(2 * k / np.sqrt(product)),
        4 / np.pi / np.sqrt(product - 4 * k * k),
    )


def kernels(X, layer, hidden_layers, W_std, b_std):
    k = W_std**2 * X @ X.T / X.shape[1] + b_std**2
    tangent = k
    for _ in range(hidden_layers):
        values, slopes = layer(k)
        k = W_std**2 * values + b_std**2
        tangent = k + W_std**2 * slopes * tangent
    return k, tangent


ERF = (erf, lambda z: 2 / np.sqrt(np.pi) * np.exp(-z * z))


@pytest.mark.parametrize(
    ("activation", "layer"), [("relu", cho_saul), (ERF, williams)], ids=["relu", "erf"]
)
@pytest.mark.parametrize(("hidden_layers", "W_std", "b_std"), [(0, 1.3, 0.2), (3, 1.4, 0.1)])
def test_kernels_are_the_closed_forms(activation, layer, hidden_layers, W_std, b_std):
    arguments = (hidden_layers, W_std, b_std)
    k, tangent = kernels(X, layer, *arguments)
    # arccos loses half the digits of the nearly equal pair: 1e-16 / 1e-3 of an angle.
    assert theory.nngp(X, activation, *arguments) == approx(k, rel=1e-9)
    assert theory.ntk(X, activation, *arguments) == approx(tangent, rel=1e-9)


def test_integration_agrees_with_the_short_cut_for_piecewise_linear_activations():
    bent = wrap(lambda z: np.maximum(z, 0.01 * z), lambda z: np.where(z > 0, 1, 0.01), kinks=(0,))
    for function in (theory.nngp, theory.ntk):
        assert function(X, bent, 2, 1.4, 0.3) == approx(
            function(X, "leaky_relu", 2, 1.4, 0.3), rel=1e-10
        )


def test_an_own_function_called_relu_is_not_taken_for_relu():
    twice = wrap(lambda z: 2 * np.maximum(z, 0), lambda z: 2.0 * (z > 0), kinks=(0,), name="relu")
    assert theory.nngp(X, twice, 1) == approx(4 * theory.nngp(X, "relu", 1), rel=1e-10)


def test_kernels_are_covariances():
    for function in (theory.nngp, theory.ntk):
        k = function(X[:4], "gelu", 3, 1.4, 0.2)
        assert (k == k.T).all()
        assert np.linalg.eigvalsh(k).min() > 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: theory.nngp([1.0, 2.0], "relu", 1), ShapeError, "got .2,."),
        (lambda: theory.nngp("data", "relu", 1), ShapeError, "got str"),
        (lambda: theory.nngp([[np.nan]], "relu", 1), ShapeError, "NaN or inf"),
        (lambda: theory.nngp(X, "relu", -1), DomainError, "hidden_layers should be"),
        (lambda: theory.ntk(X, "relu", 1, W_std=-1.0), DomainError, "W_std should be"),
    ],
)
def test_wrong_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()
