"""Gains against closed forms, figures of the literature and SciPy's adaptive quadrature."""

from __future__ import annotations

from itertools import pairwise
from math import asin, erfc, exp, pi, sqrt

import numpy as np
import pytest

from initlab import activations
from initlab.activations import backward_gain, forward_gain, wrap
from initlab.activations.own import as_activation, breaks
from initlab.errors import DomainError, ShapeError, UnknownName, UserCodeError

approx = pytest.approx

# E[φ²] and E[φ′²] under a unit Gaussian, worked by hand.
TAIL = erfc(1 / sqrt(2))  # P(|z| > 1)
CLIPPED = 1 - TAIL - 2 * exp(-0.5) / sqrt(2 * pi)  # E[z² ; |z| < 1], by parts
CLOSED = {
    "linear": (1, 1),
    "relu": (1 / 2, 1 / 2),
    "leaky_relu": ((1 + 0.01**2) / 2, (1 + 0.01**2) / 2),
    "sin": ((1 - exp(-2)) / 2, (1 + exp(-2)) / 2),
    "hard_tanh": (CLIPPED + TAIL, 1 - TAIL),
    # E[z² Φ(z)²] = 1/4 + E[z² (Φ − 1/2)²]; with the arcsine law for E[(2Φ−1)²] and by parts:
    # 1/4 + 1/4 · (1/3 + 2 / (√3 π)) .
    "gelu": (1 / 4 + (1 / 3 + 2 / (sqrt(3) * pi)) / 4, None),
}


@pytest.mark.parametrize("name", CLOSED)
def test_gains_are_the_closed_forms(name):
    value, slope = CLOSED[name]
    assert forward_gain(name) == approx(value**-0.5, rel=1e-13)
    if slope is not None:
        assert backward_gain(name) == approx(slope**-0.5, rel=1e-13)


def test_erf_has_the_arcsine_law():
    # Williams 1997: E[erf(z)²] = (2/π) asin(2/3); E[erf′²] = (4/π) / √5.
    from scipy.special import erf

    record = (erf, lambda z: 2 / sqrt(pi) * np.exp(-z * z))
    assert forward_gain(record) == approx((2 / pi * asin(2 / 3)) ** -0.5, rel=1e-13)
    assert backward_gain(record) == approx((4 / pi / sqrt(5)) ** -0.5, rel=1e-13)


def test_gains_are_the_figures_in_print():
    assert [round(forward_gain(name), 6) for name in ("tanh", "gelu", "silu")] == [
        1.592537,
        1.533530,
        1.676532,
    ]


def test_selu_keeps_mean_0_and_variance_1():
    # Klambauer et al. 2017: its constants are the solution of exactly this.
    assert forward_gain("selu") == approx(1.0, abs=1e-14)


@pytest.mark.parametrize("entry", activations.ALL, ids=lambda entry: entry.name)
def test_gains_agree_with_scipys_quadrature(entry):
    from scipy.integrate import quad

    def one(function):
        def integrand(z):
            return float(function(np.array([z]))[0]) ** 2 * exp(-z * z / 2) / sqrt(2 * pi)

        cuts = sorted({-12.0, -2.0, 0.0, 2.0, 12.0, *breaks(entry)})
        pieces = pairwise(cuts)
        return sum(quad(integrand, a, b, epsabs=1e-13, epsrel=1e-11)[0] for a, b in pieces)

    slope = one(lambda z: entry.slope(z, entry.value(z)))
    assert forward_gain(entry) == approx(one(entry.value) ** -0.5, rel=1e-10)
    if slope == 0.0:
        with pytest.raises(DomainError, match="has no gain"):
            backward_gain(entry)
    else:
        assert backward_gain(entry) == approx(slope**-0.5, rel=1e-10)


def test_differences_stand_in_for_a_slope():
    # Order 8 and step 0.015 leave about 1e-13 at each point for tanh; kinks are avoided.
    assert backward_gain(np.tanh) == approx(backward_gain("tanh"), rel=1e-11)
    bent = wrap(lambda z: np.abs(z - 0.3), kinks=(0.3,))
    assert backward_gain(bent) == approx(1.0, rel=1e-10)


def test_an_own_activation_has_a_name_and_its_breaks():
    record = wrap(np.sign, np.zeros_like, jumps=(0.0,), kinks=(1.0,))
    assert (record.name, set(breaks(record))) == ("sign", {0.0, 1.0})
    assert as_activation(record) is record
    assert as_activation("tanh") is activations.get("tanh")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: forward_gain("tahn"), UnknownName, "Did you mean 'tanh'"),
        (lambda: forward_gain(np.zeros_like), DomainError, "zeros_like has no gain: φ is 0"),
        (lambda: backward_gain((np.sign, np.zeros_like)), DomainError, "φ′ is 0 almost every"),
        (lambda: forward_gain(lambda z: np.exp(z * z)), DomainError, "not finite"),
        (lambda: forward_gain(lambda z: 1.0), ShapeError, "one number for each"),
        (lambda: forward_gain(3), UserCodeError, "a pair .value, slope.; got int"),
        (lambda: forward_gain((np.sin, 2)), UserCodeError, "sin: value and slope should be fun"),
    ],
)
def test_what_has_no_gain_is_refused_in_one_line(call, error, message):
    with pytest.raises(error, match=message) as raised:
        call()
    assert "\n" not in str(raised.value)
