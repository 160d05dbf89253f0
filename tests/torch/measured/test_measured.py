"""Starts measured on a model, measured again here with plain PyTorch."""

import math

import pytest
import torch
from torch import nn

from initlab import initializers
from initlab.errors import DomainError, UserCodeError
from initlab.initializers.numpy_arrays import draw
from initlab.torch import analytic, initialize, kraehenbuehl, lsuv
from initlab.torch.measured.passes import NotConverged


def batch(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def outputs(model, *inputs, **keywords):
    """Every dense or convolution layer's outputs, in float64, by its place in the forward pass."""
    seen = []
    layers = [m for m in model.modules() if isinstance(m, nn.Linear | nn.Conv1d | nn.Conv2d)]
    handles = [m.register_forward_hook(lambda m, i, o: seen.append(o.double())) for m in layers]
    with torch.no_grad():
        model(*inputs, **keywords)
    for handle in handles:
        handle.remove()
    return seen


def everything(model):
    return [t.clone() for t in (*model.parameters(), *model.buffers())]


def deep(activation):
    layers = [nn.Linear(20, 64), activation()]
    for _ in range(6):
        layers += [nn.Linear(64, 64), activation()]
    return nn.Sequential(*layers, nn.Linear(64, 5))


@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh, nn.SiLU])
def test_lsuv_gives_every_layer_unit_variance_the_first_too(activation):
    model, x = deep(activation), 3 * batch(256, 20)
    found = lsuv(model, x, plan="xavier")
    assert len(found.layers) == 8
    for out in outputs(model, x):
        # The tolerance that lsuv was given.
        assert out.var(correction=0).item() == pytest.approx(1.0, rel=0.01 + 1e-6)
    assert found.layers[0].before == pytest.approx(3.0, rel=0.2)  # xavier on inputs of std 3
    assert "0.weight" in str(found)


def test_lsuv_takes_keywords_and_bfloat16():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.left, self.right = nn.Linear(20, 30), nn.Conv1d(4, 30, 3)

        def forward(self, a, *, b):
            return {"sum": self.left(a) + self.right(b).mean(2)}

    model = Two().bfloat16()
    inputs = {"a": batch(512, 20).bfloat16(), "b": batch(512, 4, 9).bfloat16()}
    lsuv(model, inputs, plan="xavier")
    for out in outputs(model, **inputs):
        assert out.var(correction=0).item() == pytest.approx(1.0, rel=0.01 + 1e-6)


def test_lsuv_judges_a_weight_that_is_used_twice_by_both_uses():
    shared = nn.Linear(32, 32)
    model = nn.Sequential(shared, nn.ReLU(), shared, nn.ReLU(), nn.Linear(32, 3))
    x = batch(256, 32)
    lsuv(model, x, plan="xavier")
    first, second, last = outputs(model, x)
    pooled = torch.cat([first.flatten(), second.flatten()]).var(correction=0).item()
    assert pooled == pytest.approx(1.0, rel=0.01 + 1e-6)
    assert last.var(correction=0).item() == pytest.approx(1.0, rel=0.01 + 1e-6)


def test_lsuv_converges_where_a_head_is_also_the_embedding():
    model = nn.Sequential(nn.Embedding(50, 16), nn.Linear(16, 50, bias=False))
    model[1].weight = model[0].weight
    tokens = torch.arange(50)
    found = lsuv(model, tokens, plan={"embedding": "random:scale=3"})
    assert outputs(model, tokens)[0].var(correction=0).item() == pytest.approx(1.0, rel=0.011)
    assert found.layers[0].passes <= 3  # the outputs go with the square of the scale


def test_lsuv_that_does_not_converge_restores_the_model_and_says_which_layer():
    # Normalization after the weight undoes every scale; what is left is not 1.
    model = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 4))
    before = everything(model)
    with pytest.raises(NotConverged, match=r"0\.weight: the variance .* is 0 .* as before"):
        lsuv(model, torch.zeros(16, 8), plan="xavier")
    assert all(torch.equal(a, b) for a, b in zip(before, everything(model), strict=True))
    with pytest.raises(UserCodeError, match="The model raised RuntimeError"):
        lsuv(model, torch.zeros(16, 9), plan="xavier")
    assert all(torch.equal(a, b) for a, b in zip(before, everything(model), strict=True))


def test_measuring_leaves_mode_buffers_gradients_and_randomness_alone():
    model = nn.Sequential(
        nn.Conv2d(3, 8, 3),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Dropout(),
        nn.Flatten(),
        nn.Linear(288, 4),
    )
    for start in (lambda m, x: lsuv(m, x, plan="xavier"), kraehenbuehl):
        model.train()
        buffers, state = [b.clone() for b in model.buffers()], torch.get_rng_state()
        start(model, batch(64, 3, 8, 8))
        assert model.training
        assert all(torch.equal(a, b) for a, b in zip(buffers, model.buffers(), strict=True))
        assert torch.equal(torch.get_rng_state(), state)
        assert all(p.grad is None for p in model.parameters())
        assert not any(m._forward_hooks for m in model.modules())


def test_frozen_and_kept_weights_stay():
    model = deep(nn.ReLU)
    model[2].weight.requires_grad_(False)
    kept = model[2].weight.clone(), model[4].weight.clone(), model[4].bias.clone()
    for start in (lambda m, x, **o: lsuv(m, x, plan="xavier", **o), kraehenbuehl):
        start(model, batch(256, 20), keep=["4.*"])
        now = model[2].weight, model[4].weight, model[4].bias
        assert all(torch.equal(a, b) for a, b in zip(kept, now, strict=True))


def rates(model, x):
    """Mean |gradient| / mean |weight| for a random gradient at the output."""
    model.zero_grad()
    out = model(x)
    out.backward(batch(*out.shape))  # the gradient that kraehenbuehl's seed 0 gives
    return [
        (m.weight.grad.abs().mean() / m.weight.detach().abs().mean()).item()
        for m in model.modules()
        if isinstance(m, nn.Linear | nn.Conv2d)
    ]


def test_kraehenbuehl_makes_rates_alike_in_a_homogeneous_chain():
    model = nn.Sequential(
        nn.Conv2d(3, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(),
        nn.Flatten(), nn.Linear(32, 40), nn.ReLU(), nn.Linear(40, 10),
    )  # fmt: skip
    x = batch(512, 3, 8, 8)
    found = kraehenbuehl(model, x)
    assert all(layer.passes == 1 for layer in found.layers)  # exact in one step
    measured = rates(model, x)
    assert max(measured) / min(measured) < 1.02 / 0.98  # its tolerance
    spread = [layer.before for layer in found.layers]
    assert max(spread) / min(spread) > 2


def test_kraehenbuehl_leaves_channels_in_proportion():
    # Channels are at N(0, 1) before layers trade scale; that multiplies all of a layer's alike.
    model, x = deep(nn.ReLU), batch(512, 20)
    kraehenbuehl(model, x)
    for out in outputs(model, x):
        std = out.std(0, correction=0)
        assert (std / std.mean()).tolist() == pytest.approx([1.0] * len(std), rel=1e-4)
        assert (out.mean(0) / std).tolist() == pytest.approx([0.0] * len(std), abs=1e-4)


def test_kraehenbuehl_refuses_a_channel_that_does_not_vary():
    model = deep(nn.ReLU)
    before = everything(model)
    with pytest.raises(DomainError, match=r"0\.weight: output channel 0 does not vary"):
        kraehenbuehl(model, torch.ones(4, 20))
    assert all(torch.equal(a, b) for a, b in zip(before, everything(model), strict=True))


def test_analytic_gives_every_layer_unit_variance_without_data():
    model = nn.Sequential(
        nn.Linear(800, 1000), nn.ReLU(), nn.Linear(1000, 900), nn.Tanh(), nn.Dropout(0.3),
        nn.Linear(900, 800), nn.Sequential(nn.GELU(), nn.LayerNorm(800)), nn.Linear(800, 700),
        nn.Softplus(), nn.Linear(700, 900), nn.Hardtanh(-0.7, 0.4), nn.Linear(900, 600),
    )  # fmt: skip
    report = analytic(model, mean=0.5, variance=2.0, seed=1)
    x = 0.5 + math.sqrt(2) * batch(400, 800)
    torch.manual_seed(0)
    for out in outputs(model, x):
        # A weight that is shared by 400 examples: with a mean in its inputs, a unit's mean varies
        # between units, and 600 of them have a mean square known to √(2/600) = 5.8 %; two of
        # those also for what earlier layers pass on.
        assert out.square().mean().item() == pytest.approx(1.0, abs=0.15)
    # The first: 1 / √(800 · (2 + 0.5²)).
    assert report["0.weight"].std == pytest.approx(1 / math.sqrt(800 * 2.25))


def test_analytic_refuses_what_it_does_not_know_by_name():
    model = nn.Sequential(nn.Linear(4, 4), nn.MaxPool1d(2), nn.Softmax(-1))
    before = everything(model)
    with pytest.raises(DomainError, match="What MaxPool1d, Softmax does"):
        analytic(model)
    assert all(torch.equal(a, b) for a, b in zip(before, everything(model), strict=True))


@pytest.mark.parametrize("name", ["lsuv", "kraehenbuehl", "analytic"])
def test_a_measured_entry_points_to_its_function(name):
    law = initializers.get(name).law
    with pytest.raises(DomainError, match=rf"call {name}\(model"):
        draw(law, (4, 3), seed=0, name="w")
    with pytest.raises(DomainError, match=rf"call {name}\(model"):
        initialize(nn.Linear(3, 4), name)
