"""Expectations of products against closed forms, for all correlations."""

from __future__ import annotations

from math import asin, exp, pi, sinh, sqrt

import mpmath as mp
import numpy as np
import pytest

from initlab.errors import DomainError, ShapeError
from initlab.quadrature import pair_expectation

approx = pytest.approx


def relu(z):
    return np.maximum(z, 0.0)


def step(z):
    return np.where(z > 0.0, 1.0, 0.0)


CORRELATIONS = [-1.0, -0.9999, -0.3, 0.0, 0.5, 0.99, 1 - 1e-6, 1 - 1e-12, 1.0]


@pytest.mark.parametrize("c", CORRELATIONS)
def test_pairs_of_relus_and_steps_are_the_arc_cosine_kernels(c):
    # Cho and Saul 2009: angle θ, J0 = π − θ, J1 = sin θ + (π − θ) cos θ.
    theta = 2 * asin(sqrt((1 - c) / 2))  # acos c, without its loss of digits near 1
    sine = sqrt((1 - c) * (1 + c))
    kernel = 2.0 * 3.0 * (sine + (pi - theta) * c) / (2 * pi)
    assert pair_expectation(relu, relu, 2.0, 3.0, c) == approx(kernel, rel=1e-12, abs=6e-12)
    assert pair_expectation(step, step, 2.0, 3.0, c) == approx(
        (pi - theta) / (2 * pi), rel=1e-12, abs=1e-12
    )


@pytest.mark.parametrize("c", CORRELATIONS)
@pytest.mark.parametrize("std", [0.1, 1.0, 5.0])
def test_pairs_of_sines_are_sinh(c, std):
    # E[sin u sin v] = exp(−(s² + t²)/2) sinh(c s t).
    exact = exp(-(std**2 + 1) / 2) * sinh(c * std)
    assert pair_expectation(np.sin, np.sin, std, 1.0, c) == approx(exact, abs=1e-13)


@pytest.mark.parametrize("c", [0.2, 0.999, 1 - 1e-9])
def test_kinks_away_from_0_are_cut_in_both_variables(c):
    # P(u > a, v > a) by mpmath: ∫ φ(u) Φ((c u − a) / √(1 − c²)) du from a, in pieces around the
    # step at a / c.
    point = 0.7
    above = lambda z: np.where(z > point, 1.0, 0.0)  # noqa: E731
    mp.mp.dps = 20
    rest = mp.sqrt(1 - mp.mpf(c) ** 2)
    bends = [point + k * rest for k in (0, 0.5, 1, 2, 4, 8, 16)]
    exact = mp.quad(
        lambda u: mp.npdf(u) * mp.ncdf((c * u - point) / rest), sorted({*bends, mp.mpf(point) + 18})
    )
    found = pair_expectation(above, above, 1.0, 1.0, c, [point], [point])
    assert found == approx(float(exact), rel=1e-12)


def test_pairs_broadcast():
    product = pair_expectation(lambda u: u**2, lambda v: v**2, [[1.0], [2.0]], 1.0, [0.0, 0.5, 1.0])
    # E[u² v²] = s² t² (1 + 2 c²).
    assert product == approx(np.array([[1.0, 1.5, 3.0], [4.0, 6.0, 12.0]]), rel=1e-12)


def test_uneven_functions_keep_their_places():
    # E[u² · v³ · …]: E[exp(u) v] = c s t exp(s²/2), from Stein's lemma.
    found = pair_expectation(np.exp, lambda v: v, 1.5, 2.0, 0.4)
    assert found == approx(0.4 * 1.5 * 2.0 * exp(1.5**2 / 2), rel=1e-12)


def test_a_resolved_series_and_nested_integrals_agree(monkeypatch):
    from initlab.quadrature import plane

    correlations = [-0.7, 0.3, 0.95]
    series = pair_expectation(np.tanh, np.exp, 1.3, 0.8, correlations)
    monkeypatch.setattr(plane, "CUT_OFF", -1.0)
    size = sqrt(0.5 * exp(2 * 0.8**2))  # √(E[tanh²] E[exp²]), from above
    assert pair_expectation(np.tanh, np.exp, 1.3, 0.8, correlations) == approx(
        series, abs=1e-12 * size
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: pair_expectation(np.sin, np.sin, 1, 1, 1.1), DomainError, "−1 to 1; got 1.1"),
        (lambda: pair_expectation(np.sin, np.sin, 1, -2, 0.5), DomainError, "got -2"),
        (lambda: pair_expectation(np.sin, np.sum, 1, 1, 0.5), ShapeError, "one number for each"),
    ],
)
def test_what_cannot_be_integrated_is_refused_in_one_line(call, error, message):
    with pytest.raises(error, match=message) as raised:
        call()
    assert "\n" not in str(raised.value)
