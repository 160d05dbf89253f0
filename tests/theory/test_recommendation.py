"""What is recommended, and whether it does what its reason says."""

from __future__ import annotations

from math import e

import numpy as np
import pytest

from initlab import theory
from initlab.errors import DomainError
from initlab.theory import Block
from tests.theory import witness

approx = pytest.approx


@pytest.mark.parametrize(
    ("name", "depth", "kind", "weight_var", "bias_var"),
    [
        ("relu", 50, "homogeneous", 2.0, 0.0),
        ("linear", 5, "homogeneous", 1.0, 0.0),
        ("tanh", 3, "unit variance", 1.592537**2, 0.0),
        ("tanh", 50, "vanishing", 1.0, 0.0),
        ("selu", 10, "unit variance", 1.0, 0.0),
        ("selu", 100, "vanishing", 2 / (1.0507009873554805**2 + 1.7580993408473766**2), 0.0),
        ("gelu", 50, "half-stable", 1.983058, 0.172922),
        ("silu", 50, "half-stable", 1.988005, 0.555143),
        ("softplus", 50, "none", 1.0418668355**2, 0.0),
    ],
)
def test_each_class_gets_its_own(name, depth, kind, weight_var, bias_var):
    found = theory.recommend(name, depth)
    assert (found.kind, found.depth, found.activation) == (kind, depth, name)
    assert found.weight_var == approx(weight_var, rel=1e-6)
    assert found.bias_var == approx(bias_var, abs=1e-6)
    assert found.gain == approx(found.weight_var**0.5)


@pytest.mark.parametrize("entry", witness.EVERY, ids=lambda entry: entry.name)
def test_what_is_recommended_holds(entry):
    found = theory.recommend(entry, 30)
    assert found.reason
    assert "\n" not in found.reason
    block = Block(entry, found.weight_var, found.bias_var)
    q = 1.0 if np.isnan(found.q) else found.q
    assert theory.variance_map(block, q) == approx(q, rel=1e-8, abs=1e-12)
    if q > 0.0:
        assert theory.derivative_map(block, q) == approx(found.chi, rel=1e-8)
    if found.kind == "none":
        assert "no critical point" in found.reason
    else:
        assert 1 / e <= found.gradient_growth <= e


@pytest.mark.parametrize("depth", [0, 2.5, "deep"])
def test_a_depth_is_a_whole_number(depth):
    with pytest.raises(DomainError, match="depth should be a whole number"):
        theory.recommend("tanh", depth)


def test_what_passes_nothing_has_no_start():
    with pytest.raises(DomainError, match="passes no gradient"):
        theory.recommend((np.sign, np.zeros_like), 10)
