"""Fixed points against figures of the literature and plain iteration of the map."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from initlab import theory
from initlab.errors import DomainError
from initlab.theory import Block

approx = pytest.approx


def iterated(block, q, layers=120):
    for _ in range(layers):
        q = float(theory.variance_map(block, q))
    return q


@pytest.mark.parametrize(
    ("block", "start"),
    [
        (Block("tanh", 2.0, 0.05), 1.0),
        (Block("sin", 2.0, 0.1), 3.0),
        (Block("relu", 1.5, 0.3), 10.0),
        (Block("selu", 1.0), 0.1),
        (Block("sigmoid", 1.0, 0.1), 1.0),
        (Block("tanh", 1.5, 0.05, keep=0.7), 1.0),
        (Block("relu", 1.0, 0.1, skip=0.5), 1.0),
        (Block("gelu", 2.0, 0.1, norm_gain=1.5), 7.0),
    ],
    ids=lambda case: getattr(getattr(case, "activation", None), "name", str(case)),
)
def test_iteration_arrives_where_settle_says(block, start):
    assert theory.settle(block, start).q == approx(iterated(block, start), rel=1e-9)


def test_tanh_is_the_figure_in_print():
    (zero, point) = theory.fixed_points(Block("tanh", weight_var=2.0))
    assert (zero.q, zero.stability, zero.chi) == (0.0, "unstable", approx(2.0))
    assert point.stability == "stable"
    point = theory.settle(Block("tanh", weight_var=2.0, bias_var=0.05))
    assert (round(point.q, 6), round(point.chi, 6)) == (0.721762, 1.047666)
    assert round(point.variance_depth, 4) == 1.3880


def test_selu_settles_at_1_and_its_gradients_grow():
    zero, point = theory.fixed_points(Block("selu", weight_var=1.0))
    assert zero.stability == "unstable"
    assert (point.q, point.stability) == (approx(1.0, rel=1e-12), "stable")
    assert round(point.chi, 6) == 1.071575


def test_a_homogeneous_activation_keeps_every_variance():
    (point,) = theory.fixed_points(Block("relu", weight_var=2.0))
    assert (point.stability, point.chi) == ("neutral", approx(1.0))
    assert theory.settle(Block("relu", weight_var=2.0), 7.5).q == 7.5
    assert point.variance_depth == point.gradient_depth == np.inf


def test_growth_without_end_and_decay_to_0():
    growing = Block("relu", weight_var=2.5)
    assert [point.stability for point in theory.fixed_points(growing)] == ["unstable"]
    assert theory.settle(growing) is None
    assert theory.fixed_points(Block("relu", 2.5, 0.1)) == ()
    assert theory.settle(Block("tanh", weight_var=0.9)).q == 0.0


def test_a_far_fixed_point_is_found():
    # q = 1.9999/2 q + 10: q = 10 / 5e-5 = 200,000.
    assert theory.settle(Block("relu", 1.9999, 10.0)).q == approx(2e5, rel=1e-9)


def test_a_map_that_touches_the_diagonal_has_a_half_stable_point():
    # The slope of GELU's map at σ_w² = 1.99 passes 1 near q = 2.7; there σ_b² = q − σ_w² E[φ²]
    # makes the map touch the diagonal from above. A little less bias gives two fixed points.
    def without_bias(q):
        return theory.variance_map(Block("gelu", 1.99), q)

    slope = lambda q: float(theory.variance_slope(Block("gelu", 1.99), q)) - 1  # noqa: E731
    q = brentq(slope, 1.0, 5.0, xtol=1e-14)
    bias_var = float(q - without_bias(q))
    touching = theory.fixed_points(Block("gelu", 1.99, bias_var))
    assert [point.stability for point in touching] == ["half-stable", "stable"]
    assert touching[0].q == approx(q, rel=1e-6)
    two = theory.fixed_points(Block("gelu", 1.99, bias_var - 1e-5))
    assert [point.stability for point in two] == ["stable", "unstable", "stable"]
    assert two[0].q < q < two[1].q


def test_a_tiny_bias_variance_keeps_a_tiny_variance():
    # q = q/2 + 1e-9 for ReLU at σ_w² = 1.
    assert theory.settle(Block("relu", 1.0, 1e-9)).q == approx(2e-9, rel=1e-9)


def test_marginal_stability_is_read_from_both_sides():
    # tanh at (1, 0): q' = q − 2 q² + …, so 0 attracts, though its slope is 1.
    (point,) = theory.fixed_points(Block("tanh", weight_var=1.0))
    assert (point.q, point.stability) == (0.0, "stable")
    assert point.variance_slope == approx(1.0, abs=1e-9)


def test_a_negative_start_is_refused():
    with pytest.raises(DomainError, match="at least 0; got -1"):
        theory.settle(Block("tanh", 2.0), -1.0)
