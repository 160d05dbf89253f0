from dataclasses import replace
from math import sqrt

import pytest
from torch import nn

from initlab import initializers
from initlab.checks.findings import NotJudged
from initlab.checks.rules.torch_default import RULE
from initlab.checks.snapshot import Snapshot
from tests.checks.rules.deep import classified, found, he, layers, stack

WIDTH = 512


def default_stack(count: int) -> Snapshot:
    """As PyTorch draws it: U(−1/√512, 1/√512), and a factor 1/6 per layer."""
    plain = layers([1 / 6] * count, width=WIDTH, variances=[1 / 3] * count)
    weights = tuple(replace(w, largest=0.99999 / sqrt(WIDTH)) for w in plain.weights)
    return replace(plain, weights=weights)


@pytest.mark.parametrize(
    ("count", "severities"),
    # 6^−(hidden / 2) is below 1e-3 from 8 hidden layers on (6^−4 = 7.7e-4, 6^−3.5 = 1.9e-3), and
    # below 2^−24 / 0.01 = 5.96e-6 from 14 on (6^−7 = 3.6e-6, 6^−6.5 = 8.8e-6).
    [(4, []), (8, []), (9, ["warning"]), (14, ["warning"]), (15, ["error"]), (30, ["error"])],
)
def test_the_default_is_wrong_from_a_depth_on(count, severities):
    assert [f.severity for f in found(RULE, default_stack(count))] == severities


def test_one_finding_names_the_whole_stack_and_its_repair():
    (finding,) = found(RULE, default_stack(30))
    assert "'he' to the 29 hidden layers" in finding.message
    assert {"SCL001", "GRD001", "COL001"} <= set(finding.explains)
    assert [r.weight for r in finding.repairs] == [f"{i}.weight" for i in range(29)]
    assert all(initializers.parse(r.entry) for r in finding.repairs)


def test_another_distribution_of_that_variance_is_not_the_default():
    plain = layers([1 / 6] * 30, width=WIDTH, variances=[1 / 3] * 30)
    assert found(RULE, plain) == []


def test_without_signals_it_is_not_judged():
    with pytest.raises(NotJudged):
        found(RULE, Snapshot("Net", "training", 8, (), ()))


def test_a_deep_default_model_is_found_with_its_biases():
    (finding,) = found(RULE, classified(stack(30)))
    assert finding.severity == "error"
    assert "'he' to the 29 hidden layers" in finding.message
    assert ("0.bias", "zeros") in [(r.weight, r.entry) for r in finding.repairs]


@pytest.mark.parametrize(
    "model",
    [stack(3), stack(5), stack(30, start=he), stack(30, normalization=nn.LayerNorm)],
    ids=["3 layers", "5 layers", "he", "layer normalization"],
)
def test_healthy_models_are_clean(model):
    assert found(RULE, classified(model)) == []
