from dataclasses import replace
from math import e

import pytest
from torch import nn

from initlab import initializers
from initlab.checks.findings import NotJudged
from initlab.checks.rules.residual_growth import RULE
from initlab.checks.snapshot import Addition, Snapshot
from tests.checks.rules.deep import classified, found, he, layers


def streams(factors, normalized=False):
    additions, size = [], 1.0
    for i, factor in enumerate(factors):
        additions.append(Addition(i + 1, "", size, size * (factor - 1), size * factor, normalized))
        size *= factor
    return replace(layers([1.0] * (len(factors) + 1)), additions=tuple(additions))


@pytest.mark.parametrize(
    ("factors", "sick"),
    # 2^8 = 256 and 2^9 = 512 lie on both sides of e · 100 = 271.8.
    [
        ([2.0] * 8, False),
        ([2.0] * 9, True),
        ([1 + 1 / 100] * 100, False),
        ([(i + 2) / (i + 1) for i in range(200)], False),  # normalized branches: 1 each
    ],
)
def test_only_exponential_growth_is_named(factors, sick):
    assert bool(found(RULE, streams(factors))) is sick
    assert found(RULE, streams(factors, normalized=True)) == []


def test_without_additions_it_is_not_judged():
    with pytest.raises(NotJudged):
        found(RULE, Snapshot("Net", "training", 8, (), ()))


class Residual(nn.Module):
    def __init__(self, count, scale=1.0, zero=False, norm=False):
        super().__init__()
        self.scale = scale
        self.branches = nn.ModuleList()
        for _ in range(count):
            first, last = nn.Linear(32, 32), nn.Linear(32, 32)
            he(first.weight)
            nn.init.zeros_(last.weight) if zero else he(last.weight)
            before = [nn.LayerNorm(32)] if norm else []
            self.branches.append(nn.Sequential(*before, first, nn.ReLU(), last))
        self.head = nn.Linear(32, 4)

    def forward(self, x):
        for branch in self.branches:
            x = x + self.scale * branch(x)
        return self.head(x)


def test_a_model_of_he_branches_is_found():
    (finding,) = found(RULE, classified(Residual(20)))
    assert [r.weight for r in finding.repairs] == [f"branches.{i}.2.weight" for i in range(20)]
    assert initializers.parse(finding.repairs[0].entry).law.layers == 20
    # A branch's last weight sees half of what ReLU got, times 2 by He; so the stream about doubles.
    assert finding.magnitude > 2**20 / (e * 100) / 100


@pytest.mark.parametrize(
    "model",
    [Residual(20, scale=20**-0.5), Residual(20, zero=True), Residual(20, norm=True)],
    ids=["1/√L", "zeros", "pre-norm"],
)
def test_healthy_models_are_clean(model):
    assert found(RULE, classified(model)) == []
