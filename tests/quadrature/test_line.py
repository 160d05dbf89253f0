"""Expectations against closed forms, and what a rule that ignores kinks would say."""

from __future__ import annotations

from math import erf, erfc, exp, pi, sqrt

import mpmath as mp
import numpy as np
import pytest

from initlab.errors import DomainError, InitlabError, ShapeError, UserCodeError
from initlab.quadrature import expectation, kronrod, line

approx = pytest.approx


def relu(z):
    return np.maximum(z, 0.0)


def step(z):
    return np.where(z > 0.0, 1.0, 0.0)


def test_the_kronrod_rule_is_exact_to_degree_31_and_its_gauss_rule_to_19():
    # ∫ t^d dt from −1 to 1 is 2 / (d + 1); 21 terms round by a few 2^−52.
    for degree in range(0, 32, 2):
        powers = kronrod.NODES**degree
        assert powers @ kronrod.KRONROD == approx(2 / (degree + 1), rel=2e-15)
        if degree < 20:
            assert powers @ kronrod.GAUSS == approx(2 / (degree + 1), rel=2e-15)


@pytest.mark.parametrize("std", [1e-4, 0.3, 1.0, 7.0, 100.0])
def test_moments_are_a_gaussians(std):
    for power, moment in {0: 1, 2: 1, 4: 3, 6: 15, 8: 105}.items():
        assert expectation(lambda z, p=power: z**p, std) == approx(moment * std**power, rel=1e-13)


def test_a_mean_moves_the_gaussian():
    # E[(m + s z)³] = m³ + 3 m s².
    assert expectation(lambda x: x**3, 0.5, [-2.0, 0.0, 3.0]) == approx(
        [-8 - 1.5, 0.0, 27 + 2.25], rel=1e-13, abs=1e-13
    )


@pytest.mark.parametrize("std", [0.01, 1.0, 10.0, 100.0])
def test_waves_die_as_exp_minus_half_their_variance(std):
    # E[cos x] = exp(−s²/2); E[sin² x] = (1 − exp(−2 s²)) / 2. |cos| averages to at most 1.
    assert expectation(np.cos, std) == approx(exp(-(std**2) / 2), abs=1e-13)
    assert expectation(lambda x: np.sin(x) ** 2, std) == approx(
        -np.expm1(-2 * std**2) / 2, rel=1e-13
    )


@pytest.mark.parametrize("std", [1e-2, 1.0, 30.0, 1e3, 1e5])
def test_a_steep_function_is_found_at_any_width(std):
    # E[1 − tanh²(s z)]: mpmath, in pieces that double, on the scale of tanh.
    mp.mp.dps = 20
    cuts = [0, *(mp.mpf(2) ** k for k in range(-3, 7) if 2**k < 12 * std), 12 * std]
    exact = 2 * mp.quad(lambda x: mp.sech(x) ** 2 * mp.npdf(x / std) / std, cuts)
    assert expectation(lambda x: 1 - np.tanh(x) ** 2, std) == approx(float(exact), rel=1e-12)


def test_growth_is_followed_far_out():
    # E[exp(s z)] = exp(s²/2): at s = 10 everything happens ten standard deviations out.
    assert expectation(np.exp, 10.0) == approx(exp(50), rel=1e-12)


def test_without_cuts_relus_backward_gain_is_not_the_square_root_of_2():
    z = np.linspace(-10, 10, 801)
    trapezoid = np.sum(step(z) * np.exp(-z * z / 2)) * (z[1] - z[0]) / sqrt(2 * pi)
    assert round(1 / sqrt(trapezoid), 4) == 1.4213
    assert 1 / sqrt(expectation(step)) == approx(sqrt(2), rel=1e-14)


@pytest.mark.parametrize("point", [-1.234, 0.1, 3.0])
def test_a_jump_is_exact_if_told_of_and_found_if_not(point):
    exact = erfc(point / sqrt(2)) / 2  # P(z > point)
    jump = lambda z: np.where(z > point, 1.0, 0.0)  # noqa: E731
    assert expectation(jump, breaks=[point]) == approx(exact, rel=1e-13)
    # Left alone, a panel may keep the disagreement that counts as none.
    assert expectation(jump) == approx(exact, rel=20 * line.DISAGREEMENT)


def test_a_width_of_0_is_the_value_at_the_mean():
    assert expectation(np.exp, 0.0, [0.0, 1.0]) == approx([1.0, exp(1)], rel=1e-13)


def test_shapes_broadcast_and_more_rows_than_a_block_change_nothing():
    stds = np.linspace(0.1, 3.0, 300).reshape(300, 1)
    both = expectation(relu, stds, [0.0, 1.0])
    assert both.shape == (300, 2)
    # E[max(m + s z, 0)] = s φ(m/s) + m Φ(m/s).
    s = stds[:, 0]
    assert both[:, 0] == approx(s / sqrt(2 * pi), rel=1e-13)
    cdf = np.array([(1 + erf(1 / (t * sqrt(2)))) / 2 for t in s])
    assert both[:, 1] == approx(s * np.exp(-0.5 / s**2) / sqrt(2 * pi) + cdf, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: expectation(np.sin, -1.0), DomainError, "at least 0; got -1"),
        (lambda: expectation(np.sin, np.inf), DomainError, "finite; got inf"),
        (lambda: expectation(np.sin, "wide"), DomainError, "got str"),
        (lambda: expectation(np.log), DomainError, "log returned NaN at -"),
        (lambda: expectation(np.sum), ShapeError, "sum should return one number for each"),
        (lambda: expectation(lambda z: max(z, 0)), UserCodeError, "raised ValueError on an array"),
        (lambda: expectation(lambda z: np.exp(z * z)), DomainError, "not finite"),
        # E[exp(0.49 z²)] = √50, but 1e-7 of it lies beyond 38 standard deviations.
        (lambda: expectation(lambda z: np.exp(0.49 * z * z)), DomainError, "beyond 38"),
        (
            lambda: expectation(lambda z: np.random.default_rng(0).normal(size=z.shape)),
            DomainError,
            "too rough",
        ),
    ],
)
def test_what_cannot_be_integrated_is_refused_in_one_line(call, error, message):
    with pytest.raises(error, match=message) as raised:
        call()
    assert isinstance(raised.value, InitlabError)
    assert "\n" not in str(raised.value)
