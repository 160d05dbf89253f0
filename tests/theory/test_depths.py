"""Limits and depth scales against figures in print and iteration of the correlation map."""

from __future__ import annotations

from math import inf, isnan, log

import numpy as np
import pytest

from initlab import theory
from initlab.activations import wrap
from initlab.errors import DomainError
from initlab.theory import Block

approx = pytest.approx


def iterated(block, q, c=0.5, layers=120):
    for _ in range(layers):
        c = float(theory.correlation_map(block, c, q))
    return c  # 0.85^120 = 3e-9


def test_tanh_in_the_chaotic_phase_is_the_figure_in_print():
    scales = theory.depth_scales(Block("tanh", weight_var=2.0, bias_var=0.05))
    assert round(scales.q, 6) == 0.721762
    assert round(scales.chi, 6) == 1.047666
    assert round(scales.c, 6) == 0.744082
    assert round(scales.variance_depth, 4) == 1.3880
    assert round(scales.correlation_depth, 4) == 25.2134
    assert scales.gradient_depth == approx(1 / log(scales.chi))
    assert scales.phase == "chaotic"


@pytest.mark.parametrize(
    "block",
    [
        Block("sin", 3.0, 0.1),
        Block("hard_tanh", 3.0, 0.05),
        Block("tanh", 1.0, 0.05, keep=0.9),
        Block("gelu", 1.2, 0.1, keep=0.8),
    ],
    ids=lambda block: block.activation.name,
)
def test_iteration_arrives_at_the_limit(block):
    q = theory.settle(block).q
    assert theory.correlation_limit(block, q) == approx(iterated(block, q), abs=1e-8)


def test_uncorrelated_inputs_stay_so_under_an_odd_activation_without_bias():
    assert theory.depth_scales(Block("tanh", weight_var=2.0)).c == 0.0


def test_in_the_ordered_phase_inputs_meet():
    scales = theory.depth_scales(Block("relu", weight_var=1.5, bias_var=0.3))
    assert (scales.c, scales.phase) == (1.0, "ordered")
    # χ₁ = dq'/dq = 3/4 for a homogeneous activation.
    assert scales.correlation_depth == approx(-1 / log(0.75))
    assert scales.variance_depth == approx(-1 / log(0.75))


def test_on_the_edge_depths_are_infinite():
    point = theory.critical_points("tanh", 0.05)[0]
    scales = theory.depth_scales(Block("tanh", point.weight_var, point.bias_var))
    assert (scales.phase, scales.correlation_depth, scales.gradient_depth) == ("critical", inf, inf)
    relu = theory.depth_scales(Block("relu", weight_var=2.0))
    assert (relu.c, relu.phase, relu.variance_depth) == (1.0, "critical", inf)


def test_a_jump_parts_inputs_however_near():
    # sign without biases: c' = (2/π) arcsin c, whose fixed points are 0 and 1, the latter
    # infinitely steep. With biases c' = (σ_w² (2/π) arcsin c + σ_b²) / (σ_w² + σ_b²).
    sign = wrap(np.sign, np.zeros_like, jumps=(0.0,))
    block = Block(sign, weight_var=1.0, bias_var=1.0)
    limit = theory.correlation_limit(block, 2.0)
    assert limit == approx((2 / np.pi * np.arcsin(limit) + 1) / 2, abs=1e-9)
    assert limit < 0.9
    scales = theory.depth_scales(block)
    assert (scales.chi, scales.gradient_depth, scales.phase) == (0.0, 0.0, "chaotic")


def test_a_stair_has_limits_but_no_correlation_depth():
    stair = wrap(lambda z: z + (z > 1), lambda z: np.ones_like(z), jumps=(1.0,), name="stair")
    scales = theory.depth_scales(Block(stair, weight_var=0.5, bias_var=0.5))
    assert scales.phase == "chaotic"
    assert scales.c < 1.0
    assert isnan(scales.correlation_depth)


@pytest.mark.parametrize(
    ("block", "message"),
    [(Block("relu", 3.0, 0.1), "grows from layer"), (Block("tanh", 0.5), "falls to 0")],
)
def test_what_does_not_settle_is_said(block, message):
    with pytest.raises(DomainError, match=message):
        theory.depth_scales(block)
