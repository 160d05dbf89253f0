import pytest
from torch import nn

from initlab.checks.findings import NotJudged
from initlab.checks.rules.signal_scale import EXPLODING, VANISHING
from initlab.checks.snapshot import Snapshot
from tests.checks.rules.deep import classified, found, he, layers, stack


@pytest.mark.parametrize(
    ("factor", "count", "vanishes", "explodes"),
    # Nine hidden layers of 512 units: chance has √(9 · 5 / 512) = 0.30 of the log, three of which
    # are 0.89. 0.2^9 = 5e-7 is within e^0.93 of 1e-6, 0.15^9 = 4e-8 is not; 2^9 = 512 is below
    # 1e3 and 3^9 = 2e4 above.
    [
        (1.0, 10, False, False),
        (0.2, 10, False, False),
        (0.15, 10, True, False),
        (2.0, 10, False, False),
        (3.0, 10, False, True),
    ],
)
def test_factors_multiply_over_depth(factor, count, vanishes, explodes):
    snapshot = layers([factor] * count)
    assert bool(found(VANISHING, snapshot)) is vanishes
    assert bool(found(EXPLODING, snapshot)) is explodes


def test_without_signals_they_are_not_judged():
    empty = Snapshot("Net", "training", 8, (), ())
    for rule in (VANISHING, EXPLODING):
        with pytest.raises(NotJudged):
            found(rule, empty)


def small(values):
    return nn.init.normal_(values, 0.0, 0.01)


def test_a_model_with_tiny_weights_vanishes():
    (finding,) = found(VANISHING, classified(stack(8, start=small)))
    # 32 inputs of variance 1e-4, halved by ReLU: 1.6e-3 per layer, within chance.
    assert "'he' to the 7 hidden layers" in finding.message
    assert "GRD001" in finding.explains


def test_a_model_with_weights_of_variance_1_explodes():
    (finding,) = found(EXPLODING, classified(stack(8, start=nn.init.normal_)))
    assert "'he' to the 7 hidden layers" in finding.message


@pytest.mark.parametrize("rule", [VANISHING, EXPLODING], ids=lambda rule: rule.code)
@pytest.mark.parametrize(
    "model",
    [
        stack(30, start=he),
        stack(30, width=32, start=small, normalization=nn.BatchNorm1d),
        stack(30, start=nn.init.normal_, normalization=nn.LayerNorm),
        stack(4),
    ],
    ids=["he", "small before batch norm", "large before layer norm", "shallow default"],
)
def test_healthy_models_are_clean(rule, model):
    assert found(rule, classified(model)) == []
