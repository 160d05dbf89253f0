"""Schemes that treat tensors apart reach them in PyTorch's layers; defaults are PyTorch's own."""

import numpy as np
import pytest
import torch
from torch import nn

from initlab.torch import initialize, slots

LAYERS = (
    lambda: nn.Linear(20, 4000),
    lambda: nn.Conv2d(8, 2000, 3, groups=2),
    lambda: nn.ConvTranspose2d(32, 2000, 4, stride=2),
    lambda: nn.Embedding(500, 80, padding_idx=3),
    lambda: nn.RNN(30, 600),
    lambda: nn.GRU(30, 300),
    lambda: nn.LSTM(30, 300),
    lambda: nn.LSTM(30, 300, proj_size=50),
    lambda: nn.LSTMCell(30, 300),
    lambda: nn.MultiheadAttention(120, 4),
    lambda: nn.MultiheadAttention(120, 4, kdim=60, vdim=200),
    lambda: nn.TransformerEncoderLayer(60, 4, 2000),
    lambda: nn.Sequential(nn.BatchNorm2d(5), nn.LayerNorm(6), nn.PReLU()),
)


@pytest.mark.parametrize("make", LAYERS)
def test_pytorchs_defaults_are_pytorchs(make):
    torch.manual_seed(0)
    model = make()
    theirs = {name: value.detach().clone() for name, value in model.named_parameters()}
    initialize(model, "torch_default", seed=1)
    for name, ours in model.named_parameters():
        before, n = theirs[name], ours.numel()
        if before.unique().numel() == 1:
            assert torch.equal(ours, before), name
            continue
        # Two samples, each with a standard error of at most 1/√(2 n), of a normal.
        assert ours.std().item() == pytest.approx(before.std().item(), rel=5 / n**0.5), name
        if isinstance(model, nn.Embedding):
            assert not ours[3].any()
            continue
        # The largest of n uniform numbers is below 1 − δ with the probability e^(−n δ).
        largest, bound = ours.abs().max().item(), before.abs().max().item()
        assert largest == pytest.approx(bound, rel=14 / n), name


def test_an_lstm_forgets_slowly_and_its_gates_are_orthogonal():
    model = nn.ModuleDict({"lstm": nn.LSTM(30, 50, bidirectional=True), "head": nn.Linear(50, 8)})
    report = initialize(model, "lstm", seed=1)
    expected = torch.zeros(200)
    expected[50:100] = 1  # gates are input, forget, cell, output
    for end in ("", "_reverse"):
        assert torch.equal(getattr(model["lstm"], f"bias_ih_l0{end}"), expected)
        assert not getattr(model["lstm"], f"bias_hh_l0{end}").any()
        for gate in getattr(model["lstm"], f"weight_hh_l0{end}").detach().chunk(4):
            # Sums of 50 products below 1, each rounded by 2⁻²⁴: 50 · 2⁻²³ at most.
            torch.testing.assert_close(gate @ gate.T, torch.eye(50), rtol=0, atol=6e-6)
    # Glorot's bound for one gate: √(6 / (30 + 50)) = 0.27386; of 6000 the largest is near.
    assert 0.2735 < model["lstm"].weight_ih_l0.abs().max().item() < 0.27387
    # The head is no gate: its bias is 0.
    assert report["head.bias"].rule == "default for a bias"
    assert not model["head"].bias.any()


def test_a_gru_has_its_own_gates():
    model = nn.GRU(30, 50)
    initialize(model, "gru_chrono", seed=1)
    reset, update, new = model.bias_ih_l0.detach().chunk(3)
    assert bool((update > 0).all())
    assert not reset.any()
    assert not new.any()
    initialize(model, "recurrent_uniform", seed=1)
    for value in model.parameters():
        assert 0.95 / 50**0.5 < value.abs().max().item() < 1 / 50**0.5


# Width 64, feed-forward 256, two layers. Glorot is √(2/128) = 0.125 of a square weight and
# √(2/320) = 0.0790569 of a feed-forward one.
SCHEMES = {
    # 0.67 · 2^(−1/4) = 0.5634
    "t_fixup:layers=2": ("value", 0.125, 0.125 * 0.563401, 0.0790569 * 0.563401),
    # (8 · 2)^(−1/4) = 1/2
    "deep_norm:layers=2": ("value", 0.125, 0.0625, 0.0790569 / 2),
}


@pytest.mark.parametrize("plan", SCHEMES)
def test_schemes_of_four_projections_reach_an_encoders(plan):
    role, plain, square, feed_forward = SCHEMES[plan]
    model = encoder()
    report = initialize(model, plan, seed=1)
    scheme = plan.partition(":")[0]
    for layer in (0, 1):
        packed = model.layers[layer].self_attn.in_proj_weight.detach().chunk(3)
        for part, expected in zip(packed, (plain, plain, square), strict=True):
            # 4096 normal weights: five standard errors are 5/√8192 = 5.5 %.
            assert part.std().item() == pytest.approx(expected, rel=0.055)
        found = {
            end: report[f"layers.{layer}.{end}.weight"]
            for end in ("self_attn.out_proj", "linear1", "linear2")
        }
        assert [line.std for line in found.values()] == pytest.approx(
            [square, feed_forward, feed_forward], rel=1e-5
        )
        names = ("attention_output", "feed_forward_in", "feed_forward_out")
        for line, name in zip(found.values(), names, strict=True):
            assert line.entry.startswith(f"{scheme}.{name}:")
    assert role in report["layers.0.self_attn.in_proj_weight"].entry


def test_gpt_2_shrinks_the_ends_of_branches():
    report = initialize(encoder(), "gpt_2:layers=2", seed=1)
    # 0.02 / √(2 · 2)
    for end in ("self_attn.out_proj", "linear2"):
        assert report[f"layers.1.{end}.weight"].std == pytest.approx(0.01)
    for plain in ("self_attn.in_proj_weight", "linear1.weight"):
        assert report[f"layers.1.{plain}"].std == pytest.approx(0.02)


def encoder():
    layer = nn.TransformerEncoderLayer(64, 4, 256)
    return nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)


def test_biases_have_the_fans_of_their_weights():
    by_name = {slot.tensor.name: slot.tensor.fans for slot in slots(nn.Conv2d(8, 6, 3, groups=2))}
    assert by_name["bias"] == by_name["weight"]
    layer = nn.Linear(2, 900)
    initialize(layer, "nguyen_widrow", seed=1)
    # β = 0.7 · 900^(1/2) = 21: rows of that length, biases up to it.
    lengths = layer.weight.detach().square().sum(dim=1).sqrt().numpy()
    np.testing.assert_allclose(lengths, 21.0, rtol=1e-6)
    assert 21 * (1 - 14 / 900) < layer.bias.abs().max().item() < 21
    block = nn.TransformerEncoderLayer(8, 2, 2000)
    initialize(block, "vit", seed=1)
    # N(0, 10⁻¹²): 2000 of them have a standard error of 1/√4000.
    assert block.linear1.bias.std().item() == pytest.approx(1e-6, rel=5 / 4000**0.5)
    assert not block.self_attn.out_proj.bias.any()


def test_a_scheme_for_some_tensors_says_nothing_of_the_others():
    model = nn.ModuleDict({"lstm": nn.LSTM(3, 4), "head": nn.Linear(4, 4)})
    report = initialize(model, {"head.*": "torch_default", "weight": "he"})
    assert report["lstm.bias_ih_l0"].entry == "zeros"
    report = initialize(model, {nn.LSTM: "lstm", "weight": "he"})
    assert report["lstm.bias_ih_l0"].entry == "lstm.gate_bias"
    assert report["lstm.weight_hh_l0"].entry == "lstm.recurrent"
    assert report["head.weight"].entry == "he"
