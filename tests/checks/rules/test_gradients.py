from dataclasses import replace

import pytest
from torch import nn, randn

from initlab.checks.findings import NotJudged
from initlab.checks.probe_torch import probe
from initlab.checks.rules.gradients import EXPLODING, UNEVEN, VANISHING
from initlab.checks.snapshot import Loss
from tests.checks.rules.deep import classified, found, he, layers, stack


def with_gradients(first: float, last: float, count: int = 10, is_users: bool = True):
    """gradient / weight from `first` to `last`, root mean squares, in equal ratios."""
    plain = layers([1.0] * (count + 1))
    step = (last / first) ** (1 / (count - 1))
    weights = [
        replace(w, gradient_mean_square=w.variance * (first * step**i) ** 2)
        for i, w in enumerate(plain.weights)
    ]
    return replace(plain, weights=tuple(weights), loss=Loss(1.0, 1.0, is_users=is_users))


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    # 2^−24 / 0.01 = 5.96e-6 is the least that moves, 1 / 0.01 = 100 the most.
    [
        (0.1, 0.1, []),
        (1e-5, 1e-3, []),
        (1e-5, 0.1, ["GRD003"]),
        (1e-7, 1e-6, []),  # a loss in another unit: small everywhere, but not through depth
        (1e-7, 0.1, ["GRD001"]),
        (0.1, 1e-5, ["GRD003"]),
        (1e4, 1.0, ["GRD002"]),
        (1e4, 1e3, []),
    ],
)
def test_size_and_trend_decide(first, last, codes):
    snapshot = with_gradients(first, last)
    rules = (VANISHING, EXPLODING, UNEVEN)
    assert [f.code for rule in rules for f in found(rule, snapshot)] == codes


def test_without_a_loss_only_ratios_are_judged():
    snapshot = with_gradients(1e-7, 0.1, is_users=False)
    for rule in (VANISHING, EXPLODING):
        with pytest.raises(NotJudged):
            found(rule, snapshot)
    assert [f.code for f in found(UNEVEN, snapshot)] == ["GRD003"]


def test_zero_gradients_by_design_are_left_out():
    snapshot = with_gradients(0.1, 0.1)
    weights = [
        replace(w, gradient_mean_square=0.0) if i % 2 else w for i, w in enumerate(snapshot.weights)
    ]
    zeros = replace(snapshot, weights=tuple(weights))
    assert [f for rule in (VANISHING, EXPLODING, UNEVEN) for f in found(rule, zeros)] == []


def tiny(values):
    return nn.init.normal_(values, 0.0, 0.01)


def test_models_are_found():
    assert [f.code for f in found(VANISHING, classified(stack(8, start=tiny)))] == ["GRD001"]
    assert [f.code for f in found(VANISHING, classified(stack(30)))] == ["GRD001"]
    large = classified(stack(12, start=nn.init.normal_))
    assert [f.code for f in found(EXPLODING, large)] == ["GRD002"]
    # A random cotangent, so no loss: the ratio alone tells.
    assert [f.code for f in found(UNEVEN, probe(stack(30), randn(32, 32)))] == ["GRD003"]


@pytest.mark.parametrize(
    "model",
    [stack(4), stack(20, start=he), stack(12, start=he, normalization=nn.LayerNorm)],
    ids=["shallow default", "he", "layer normalization"],
)
def test_healthy_models_are_clean(model):
    snapshot = classified(model)
    assert [f for rule in (VANISHING, EXPLODING, UNEVEN) for f in found(rule, snapshot)] == []
