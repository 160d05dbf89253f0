"""Moments of the Jacobian's squared singular values: closed forms, and drawn matrices."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import pytest

from initlab import theory
from initlab.errors import DomainError
from initlab.theory import Block

approx = pytest.approx


@pytest.mark.parametrize("depth", [1, 7])
@pytest.mark.parametrize(
    ("name", "weight_var", "weights", "per_layer"),
    [
        ("linear", 1.0, "gaussian", 1.0),
        ("linear", 1.0, "orthogonal", 0.0),
        ("relu", 2.0, "gaussian", 2.0),
        ("relu", 2.0, "orthogonal", 1.0),
    ],
)
def test_the_spread_is_penningtons(depth, name, weight_var, weights, per_layer):
    # Pennington et al. 2017: L (μ₂/μ₁² − 1 − s₁), μ₂/μ₁² = 1 (linear), 2 (ReLU).
    found = theory.jacobian(Block(name, weight_var), depth, 1.3, weights)
    assert found.mean == approx(1.0, rel=1e-12)
    assert found.spread == approx(per_layer * depth, abs=1e-12)
    assert found.variance == approx(per_layer * depth, abs=1e-12)


def test_hard_tanh_has_the_share_of_open_units_as_its_moments():
    # μ_k = P(|z| < 1/√q) for every k.
    q, weight_var, bias_var = 0.8, 1.5, 0.0
    following = float(theory.variance_map(Block("hard_tanh", weight_var, bias_var), q))
    shares = [erf(1 / sqrt(2 * value)) for value in (q, following)]
    found = theory.jacobian(Block("hard_tanh", weight_var, bias_var), 2, q, "orthogonal")
    assert found.mean == approx(weight_var**2 * shares[0] * shares[1], rel=1e-10)
    assert found.spread == approx(sum(1 / share - 1 for share in shares), rel=1e-10)


def test_dropout_thins_the_slopes():
    # A kept linear unit has slope 1 / keep: μ₁ = 1/keep, μ₂ = 1/keep³, μ₂/μ₁² = 1/keep.
    found = theory.jacobian(Block("linear", 0.5, keep=0.5), 3, 1.0, "orthogonal")
    assert (found.mean, found.spread) == (approx(1.0), approx(3.0))


@pytest.mark.parametrize("weights", ["gaussian", "orthogonal"])
def test_drawn_networks_have_these_moments(weights):
    width, depth, count, q = 200, 3, 12, 1.0
    block = Block("tanh", 2.0, 0.05)
    rng = np.random.default_rng(1)
    means, spreads = [], []
    for _ in range(count):
        h = rng.standard_normal(width)
        h *= np.sqrt((q - 0.05) / 2.0 * width) / np.linalg.norm(h)
        product = np.eye(width)
        for _ in range(depth):
            w = rng.standard_normal((width, width)) / np.sqrt(width)
            if weights == "orthogonal":
                w, r = np.linalg.qr(w)
                w *= np.sign(np.diag(r))
            z = np.sqrt(2.0) * w @ h + np.sqrt(0.05) * rng.standard_normal(width)
            h = np.tanh(z)
            product = (1 - h * h)[:, None] * (np.sqrt(2.0) * w @ product)
        s = np.linalg.svd(product, compute_uv=False) ** 2
        means.append(s.mean())
        spreads.append(s.var() / s.mean() ** 2)
    found = theory.jacobian(block, depth, q, weights)
    # Five standard errors, and 1 % for corrections of order depth / width.
    for values, expected in ((means, found.mean), (spreads, found.spread)):
        error = 5 * np.std(values) / np.sqrt(count) + 0.01 * expected
        assert np.mean(values) == approx(expected, abs=error)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.jacobian(Block("relu", 2.0), 0, 1.0), "depth should be"),
        (lambda: theory.jacobian(Block("relu", 2.0), 3, -1.0), "at least 0; got -1"),
        (lambda: theory.jacobian(Block("relu", 2.0), 3, 1.0, "sparse"), "got 'sparse'"),
        (lambda: theory.jacobian(Block("relu", 2.0, skip=1.0), 3, 1.0), "plain layers"),
    ],
)
def test_wrong_input_is_refused(call, message):
    with pytest.raises(DomainError, match=message):
        call()
