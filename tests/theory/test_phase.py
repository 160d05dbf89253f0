"""The edge of chaos against closed forms and figures in print."""

from __future__ import annotations

from math import exp, isnan, pi, sqrt, tanh

import numpy as np
import pytest
from scipy.optimize import brentq

from initlab import theory
from initlab.activations import wrap
from initlab.errors import DomainError
from initlab.theory import Block
from tests.theory import witness

approx = pytest.approx


def test_tanh_is_the_figure_in_print():
    (point,) = theory.critical_points("tanh", 0.05)
    assert (round(point.weight_var, 6), round(point.q, 6)) == (1.760955, 0.570048)
    assert point.stability == "stable"


@pytest.mark.parametrize("bias_var", [0.01, 0.2, 3.0])
def test_sin_has_a_closed_form(bias_var):
    # E[sin²] = (1 − e^−2q)/2, E[cos²] = (1 + e^−2q)/2: σ_w² = 2 / (1 + e^−2q), σ_b² = q − tanh q.
    q = brentq(lambda q: q - tanh(q) - bias_var, 1e-3, 10, xtol=1e-14)
    (point,) = theory.critical_points("sin", bias_var)
    assert point.q == approx(q, rel=1e-10)
    assert point.weight_var == approx(2 / (1 + exp(-2 * q)), rel=1e-10)


def test_erf_has_a_closed_form():
    # E[erf²] = (2/π) asin(2q / (1 + 2q)), E[erf′²] = (4/π) / √(1 + 4q).
    erf = next(entry for entry in witness.OWN if entry.name == "erf")
    (point,) = theory.critical_points(erf, 0.3)
    weight_var = pi / 4 * sqrt(1 + 4 * point.q)
    assert point.weight_var == approx(weight_var, rel=1e-10)
    square = 2 / pi * np.arcsin(2 * point.q / (1 + 2 * point.q))
    assert point.q == approx(weight_var * square + 0.3, rel=1e-10)


@pytest.mark.parametrize(("name", "weight_var"), [("relu", 2), ("linear", 1), ("leaky_relu", None)])
def test_homogeneous_activations_have_a_single_point(name, weight_var):
    (point,) = theory.critical_points(name, 0)
    assert point.weight_var == approx(weight_var or 2 / (1 + 0.01**2), rel=1e-12)
    assert (point.stability, isnan(point.q)) == ("neutral", True)
    assert theory.critical_points(name, 0.05) == ()
    assert theory.half_stable_points(name) == ()


@pytest.mark.parametrize(
    ("name", "weight_var", "stability"),
    [("tanh", 1, "stable"), ("gelu", 4, "unstable"), ("silu", 4, "unstable"), ("elu", 1, "stable")],
)
def test_without_biases_0_is_critical_at_the_slope_there(name, weight_var, stability):
    point = theory.critical_points(name, 0)[0]
    assert point.weight_var == approx(weight_var, rel=1e-9)
    assert (point.q, point.stability) == (0.0, stability)


@pytest.mark.parametrize("entry", witness.EVERY, ids=lambda entry: entry.name)
def test_critical_points_are_critical(entry):
    def squares(function, q):
        return witness.mean(entry, lambda x: function(x) ** 2, q)

    for point in theory.critical_points(entry, 0.2):
        slope_square = squares(witness.slope(entry), point.q)
        assert point.weight_var * slope_square == approx(1.0, rel=1e-8)
        following = point.weight_var * squares(entry.value, point.q) + 0.2
        assert following == approx(point.q, rel=1e-8)


def test_softplus_has_no_critical_point_at_all():
    assert theory.edge_of_chaos("softplus", [0.0, 0.1, 1.0, 10.0]) == (None,) * 4


def test_the_edge_rises_with_the_bias_variance():
    curve = theory.edge_of_chaos("tanh", [0.0, 0.05, 0.5])
    assert [point.bias_var for point in curve] == [0.0, 0.05, 0.5]
    assert curve[0].weight_var == approx(1.0, rel=1e-9)
    assert curve[0].weight_var < curve[1].weight_var < curve[2].weight_var


@pytest.mark.parametrize(
    ("name", "weight_var", "bias_var"),
    [("gelu", 1.983058, 0.172922), ("silu", 1.988005, 0.555143)],
)
def test_half_stable_points_are_the_figures_in_print(name, weight_var, bias_var):
    (point,) = theory.half_stable_points(name)
    assert (round(point.weight_var, 6), round(point.bias_var, 6)) == (weight_var, bias_var)
    block = Block(name, point.weight_var, point.bias_var)
    assert theory.variance_map(block, point.q) == approx(point.q, rel=1e-12)
    assert theory.variance_slope(block, point.q) == approx(1.0, rel=1e-10)
    assert theory.derivative_map(block, point.q) == approx(1.0, rel=1e-12)


def test_silus_bias_variance_to_eight_digits():
    assert round(theory.half_stable_points("silu")[0].bias_var, 8) == 0.55514317


@pytest.mark.parametrize("name", ["tanh", "sin", "softplus", "elu"])
def test_others_have_no_half_stable_point(name):
    assert theory.half_stable_points(name) == ()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: theory.critical_points("tanh", -0.1), "at least 0; got -0.1"),
        (lambda: theory.critical_points("tanh", "much"), "at least 0; got 'much'"),
        (lambda: theory.critical_points((np.sign, np.zeros_like), 0.1), "sign passes no gradient"),
        (lambda: theory.half_stable_points(wrap(np.exp, np.exp)), "not finite"),
    ],
)
def test_wrong_input_is_refused_in_one_line(call, message):
    with pytest.raises(DomainError, match=message) as raised:
        call()
    assert "\n" not in str(raised.value)
