"""Every map against integrals by other means, for the catalogue and some functions beyond it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad_vec

from initlab import theory
from initlab.activations import wrap
from initlab.activations.own import breaks
from initlab.errors import DomainError, ShapeError, UnknownName, UserCodeError
from initlab.theory import Block
from tests.theory import witness

approx = pytest.approx
BY_NAME = {"argvalues": witness.EVERY, "ids": lambda entry: entry.name}
VARIANCES = np.array([0.04, 1.0, 30.0])


@pytest.mark.parametrize("entry", **BY_NAME)
def test_variances_means_and_slopes_agree_with_scipys_quadrature(entry):
    std = np.sqrt(VARIANCES)

    def integrand(z):
        a = entry.value(std * z)
        s = entry.slope(std * z, a)
        return np.r_[a, a * a, s * s, a * s * z / std] * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

    cuts = {float(point / root) for point in (*breaks(entry), 0.0) for root in std}
    found, error = quad_vec(integrand, -13, 13, epsabs=1e-11, epsrel=1e-11, points=sorted(cuts))
    mean, square, slope_square, slope = found.reshape(4, 3)
    block = Block(entry, weight_var=1.7, bias_var=0.3)
    # 1e-8 is what is promised; SciPy says how well it did.
    assert error < 1e-8 * np.abs(found).max()
    close = {"rel": 1e-8, "abs": 1e-9}
    assert theory.activation_mean(block, VARIANCES) == approx(mean, **close)
    assert theory.variance_map(block, VARIANCES) == approx(1.7 * square + 0.3, **close)
    assert theory.derivative_map(block, VARIANCES) == approx(1.7 * slope_square, **close)
    if not entry.jumps:
        assert theory.variance_slope(block, VARIANCES) == approx(1.7 * slope, **close)


@pytest.mark.parametrize("c", [-0.6, 0.99])
@pytest.mark.parametrize("entry", **BY_NAME)
def test_correlations_agree_with_fixed_panels(entry, c):
    q = 1.44
    block = Block(entry, weight_var=1.3, bias_var=0.1)
    following = 1.3 * witness.mean(entry, lambda x: entry.value(x) ** 2, q) + 0.1
    covariance = 1.3 * witness.product_mean(entry, witness.value(entry), q, c) + 0.1
    assert theory.covariance_map(block, q, q, c) == approx(covariance, rel=1e-9, abs=1e-9)
    assert theory.correlation_map(block, c, q) == approx(covariance / following, abs=1e-9)
    if not entry.jumps:
        slope = 1.3 * witness.product_mean(entry, witness.slope(entry), q, c)
        expected = slope * q / following
        assert theory.correlation_slope(block, c, q) == approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("name", ["selu", "hard_tanh", "gelu"])
def test_slopes_are_those_of_the_maps(name):
    block = Block(name, 1.5, 0.2, keep=0.8, skip=0.5, branch=0.7)
    # Central differences: h² / 6 of a third derivative of a few units, and rounding / h.
    h = 1e-4
    step = theory.variance_map(block, 1.3 + h) - theory.variance_map(block, 1.3 - h)
    assert theory.variance_slope(block, 1.3) == approx(step / (2 * h), abs=1e-7)
    step = theory.correlation_map(block, 0.3 + h, 1.3) - theory.correlation_map(block, 0.3 - h, 1.3)
    assert theory.correlation_slope(block, 0.3, 1.3) == approx(step / (2 * h), abs=1e-7)


@pytest.mark.parametrize(
    ("name", "slope"),
    [
        ("tanh", 1.0),  # φ′(0)² + φ(0) φ″(0)
        ("gelu", 0.25),
        ("softplus", 0.25 + np.log(2) / 4),
        ("relu", 0.5),  # the mean of both sides' slopes squared
        ("selu", (1.0507009873554805**2 + 1.7580993408473766**2) / 2),
    ],
)
def test_the_variance_slope_at_0_is_the_limit(name, slope):
    assert theory.variance_slope(Block(name, 3.0), 0.0) == approx(3 * slope, rel=1e-9)


def test_dropout_raises_variances_and_parts_equal_inputs():
    block = Block("relu", weight_var=1.0, keep=0.5)
    # σ_w² / keep · q/2 = q; the covariance of two masks of their own is σ_w² q/2.
    assert theory.variance_map(block, 3.0) == approx(3.0, rel=1e-12)
    assert theory.correlation_map(block, 1.0, 3.0) == approx(0.5, rel=1e-12)
    assert theory.derivative_map(block, 3.0) == approx(1.0, rel=1e-12)


def test_a_residual_connection_adds_squares():
    block = Block("relu", weight_var=2.0, bias_var=0.4, skip=1.0, branch=0.5)
    # q' = q + (q + 0.4) / 4, χ = 1 + 1/4; c = 1 stays 1.
    assert theory.variance_map(block, 2.0) == approx(2.6, rel=1e-12)
    assert theory.derivative_map(block, 2.0) == approx(1.25, rel=1e-12)
    assert theory.correlation_map(block, 1.0, 2.0) == approx(1.0, rel=1e-12)


def test_layer_normalization_forgets_the_variance_and_divides_gradients():
    block = Block("relu", weight_var=2.0, norm_gain=3.0)
    # φ sees a variance of 9 whatever q: q' = 9, dq'/dq = 0; gradients meet 9 / q.
    assert theory.variance_map(block, [0.1, 50.0]) == approx([9.0, 9.0], rel=1e-12)
    assert theory.variance_slope(block, [0.1, 50.0]).tolist() == [0.0, 0.0]
    assert theory.derivative_map(block, 36.0) == approx(0.25, rel=1e-12)
    assert theory.correlation_slope(block, 1.0, 36.0) == approx(1.0, rel=1e-12)


def test_an_activation_without_slope_is_differentiated():
    own = Block(wrap(np.tanh), 2.0, 0.05)
    known = Block("tanh", 2.0, 0.05)
    for q in VARIANCES:
        assert theory.derivative_map(own, q) == approx(theory.derivative_map(known, q), rel=1e-10)


def test_maps_take_arrays_of_any_shape():
    q = np.array([[0.5, 1.0], [2.0, 4.0]])
    block = Block("tanh", 1.5)
    assert theory.variance_map(block, q).shape == (2, 2)
    assert theory.correlation_map(block, np.zeros((3, 1, 1)), q).shape == (3, 2, 2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Block("tahn", 1.0), UnknownName, "Did you mean 'tanh'"),
        (lambda: Block("tanh", -1.0), DomainError, "weight_var should be at least 0"),
        (lambda: Block("tanh", 1.0, -0.1), DomainError, "bias_var should be at least 0"),
        (lambda: Block("tanh", float("nan")), DomainError, "finite number; got nan"),
        (lambda: Block("tanh", "big"), DomainError, "finite number; got 'big'"),
        (lambda: Block("tanh", 1.0, keep=0.0), DomainError, "keep should be above 0"),
        (lambda: Block("tanh", 1.0, norm_gain=0.0), DomainError, "norm_gain should be above 0"),
        (lambda: theory.variance_map(Block("tanh", 1.0), -1.0), DomainError, "at least 0; got -1"),
        (lambda: theory.variance_map(Block("tanh", 1.0), "q"), DomainError, "got str"),
        (lambda: theory.correlation_map(Block("tanh", 1.0), 2.0, 1.0), DomainError, "−1 to 1"),
        (lambda: theory.correlation_map(Block("tanh", 0.0), 0.5, 1.0), DomainError, "is 0"),
        (lambda: theory.variance_map(Block(np.log, 1.0), 1.0), DomainError, "log returned NaN"),
        (lambda: theory.variance_map(Block(np.sum, 1.0), 1.0), ShapeError, "one number for each"),
        (lambda: theory.variance_map(Block(abs, 1.0), "x"), DomainError, "got str"),
        (
            lambda: theory.variance_map(Block(lambda z: 1.0 if z > 0 else 0.0, 1.0), 1.0),
            UserCodeError,
            "Write it elementwise",
        ),
        (
            lambda: theory.derivative_map(Block("tanh", 1.0, norm_gain=1.0), 0.0),
            DomainError,
            "variance above 0",
        ),
        (
            lambda: theory.correlation_slope(Block(witness.OWN[-1], 1.0), 0.5, 1.0),
            DomainError,
            "stair jumps",
        ),
    ],
)
def test_wrong_input_is_refused_in_one_line(call, error, message):
    with pytest.raises(error, match=message) as raised:
        call()
    assert "\n" not in str(raised.value)
