"""The rules on small PyTorch models: faults that are put in are found, healthy models are clean."""

from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from initlab.checks import rules
from initlab.checks.findings import NotJudged
from initlab.checks.probe_torch import probe
from initlab.checks.rules import (
    alike_inputs,
    cloned_layers,
    first_loss,
    identical_units,
    rank_collapse,
    saturated_units,
    silent_units,
    tied_embedding,
    zero_weights,
)

OWN = (
    *(zero_weights, identical_units, cloned_layers, silent_units, saturated_units),
    *(alike_inputs, rank_collapse, first_loss, tied_embedding),
)
X = torch.randn(64, 20, generator=torch.Generator().manual_seed(0))
Y = torch.arange(64) % 5


def codes(model, batch=X, labels=Y):
    snapshot = probe(model, batch, lambda output: cross_entropy(output, labels))
    assert snapshot.raised is None
    found = set()
    for module in OWN:
        try:
            found |= {finding.code for finding in module.RULE.judge(snapshot)}
        except NotJudged:
            continue
    return found


def mlp(activation=nn.ReLU, hidden=2, width=64):
    torch.manual_seed(0)
    sizes = [20, *[width] * hidden]
    layers = [m for a, b in pairwise(sizes) for m in (nn.Linear(a, b), activation())]
    return nn.Sequential(*layers, nn.Linear(sizes[-1], 5))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.enter, self.head = nn.Linear(20, 32), nn.Linear(32, 5)
        self.branch = nn.Sequential(nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 32))
        nn.init.zeros_(self.branch[2].weight)
        nn.init.zeros_(self.head.weight)

    def forward(self, x):
        x = self.enter(x)
        return self.head(x + self.branch(x))


class Tied(nn.Module):
    def __init__(self, deviation):
        super().__init__()
        torch.manual_seed(0)
        self.table, self.norm = nn.Embedding(100, 64), nn.LayerNorm(64)
        self.mix, self.head = nn.Linear(64, 64), nn.Linear(64, 100, bias=False)
        nn.init.normal_(self.table.weight, std=deviation)
        self.head.weight = self.table.weight

    def forward(self, tokens):
        x = self.table(tokens)
        return self.head(self.norm(x + torch.relu(self.mix(x)))).flatten(0, 1)


@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU])
def test_shallow_models_with_pytorchs_defaults_are_clean(activation):
    assert codes(mlp(activation)) == set()


def test_zeros_in_a_branch_and_in_a_head_are_clean():
    assert codes(Residual()) == set()


@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU])
def test_zero_and_constant_layers_are_found(activation):
    model = mlp(activation)
    nn.init.zeros_(model[2].weight)
    assert "SYM001" in codes(model)
    model = mlp(activation)
    nn.init.constant_(model[2].weight, 0.05)
    assert "SYM002" in codes(model)


def test_a_model_of_zeros_is_found_though_a_sigmoid_lets_its_head_learn():
    model = mlp(nn.Sigmoid)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    assert "SYM001" in codes(model)


def test_dead_and_saturated_layers_are_found():
    model = mlp()
    nn.init.constant_(model[0].bias, -10.0)
    assert "ACT001" in codes(model)
    model = mlp(nn.Tanh)
    with torch.no_grad():
        model[0].weight.mul_(20)
    assert "ACT002" in codes(model)


def test_depth_with_pytorchs_default_is_found_and_with_he_is_clean():
    assert "COL001" in codes(mlp(hidden=12))
    model = mlp(hidden=12)
    for layer in model[:-1:2]:
        nn.init.kaiming_normal_(layer.weight)
        nn.init.zeros_(layer.bias)
    assert "COL001" not in codes(model)


def test_cloned_layers_of_a_transformer_are_found():
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(20, 2, 32, batch_first=True)
    encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
    model = nn.Sequential(encoder, nn.Flatten(), nn.Linear(80, 5))
    assert "SYM003" in codes(model, X[:, None].expand(-1, 4, -1))


def test_a_tied_embedding_of_deviation_one_is_found():
    tokens = torch.arange(96).reshape(8, 12) * 7 % 100
    assert "HED003" in codes(Tied(1.0), tokens, tokens.flatten())
    assert codes(Tied(0.02), tokens, tokens.flatten()) == set()


def test_every_rule_has_a_page_and_a_code_of_its_own():
    assert len({rule.code for rule in rules.ALL}) == len(rules.ALL)
    for rule in rules.ALL:
        assert all(part in rule.page for part in ("Measured", "What to try:", "Source:")), rule.code
