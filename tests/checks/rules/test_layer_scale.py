import pytest
from torch import nn

from initlab.checks.rules.layer_scale import RULE
from tests.checks.rules.deep import classified, found, he, layers, stack


@pytest.mark.parametrize(
    ("factor", "named"), [(1.0, []), (0.2, []), (0.05, ["3"]), (5.0, []), (20.0, ["3"])]
)
def test_a_layer_ten_times_off_is_named(factor, named):
    factors = [1.0] * 8
    factors[3] = factor
    assert [f.layer for f in found(RULE, layers(factors))] == named


def test_a_layer_that_is_right_among_wrong_ones_is_not_named():
    assert found(RULE, layers([1 / 12] * 3 + [1.0] + [1 / 12] * 4)) == []


@pytest.mark.parametrize(("std", "size"), [(1.0, "large"), (0.01, "small")])
def test_a_model_with_one_layer_off_is_found(std, size):
    model = stack(8, start=he)
    nn.init.normal_(model[6].weight, 0.0, std)
    (finding,) = found(RULE, classified(model))
    assert finding.layer == "6"
    assert f"too {size}" in finding.message
    assert [(r.weight, r.entry) for r in finding.repairs] == [("6.weight", "he")]


def test_behind_it_a_normalization_makes_it_harmless():
    model = stack(8, start=he, normalization=nn.LayerNorm)
    nn.init.normal_(model[6].weight, 0.0, 1.0)
    assert found(RULE, classified(model)) == []


@pytest.mark.parametrize("start", [None, he], ids=["default", "he"])
def test_healthy_models_are_clean(start):
    assert found(RULE, classified(stack(6, start=start))) == []
