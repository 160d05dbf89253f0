"""Dense networks."""

from __future__ import annotations

from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from initlab.torch import initialize
from tests.checks.corpus.record import Architecture, Case, Net, classes, squares, stack


def logistic_regression(seed: int) -> Case:
    y = torch.randint(2, (64, 1)).float()
    return Case(
        nn.Linear(20, 1),
        torch.randn(64, 20),
        lambda output: functional.binary_cross_entropy_with_logits(output, y),
    )


def softmax_regression(seed: int) -> Case:
    model = nn.Linear(20, 5)
    initialize(model, "zeros")
    return Case(model, torch.randn(64, 20), classes(64, 5))


def shallow_relu(seed: int) -> Case:
    return Case(stack([32, 64, 10], nn.ReLU), torch.randn(64, 32), classes(64, 10))


def regression(seed: int) -> Case:
    x = torch.randn(64, 8)
    return Case(stack([8, 64, 64, 1], nn.ReLU), x, squares(x[:, :1].sin() + x[:, 1:2]))


def deep(activation: type[nn.Module], plan: str, depth: int, width: int = 128) -> Any:
    """A stack started by one entry, its head by Xavier's."""

    def make(seed: int) -> Case:
        model = stack([32, *[width] * depth, 10], activation)
        initialize(model, {f"{2 * depth}.weight": "xavier", "weight": plan}, seed=seed)
        return Case(model, torch.randn(64, 32), classes(64, 10))

    return make


class Tangent(nn.Module):
    """W x / √inputs with N(0, 1) weights, as in Jacot et al. 2018."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs))

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x, self.weight) / sqrt(x.shape[-1])


def tangent(seed: int) -> Case:
    layers = [Tangent(32, 64), nn.ReLU(), Tangent(64, 64), nn.ReLU(), Tangent(64, 10)]
    return Case(nn.Sequential(*layers), torch.randn(64, 32), classes(64, 10))


def batch_normalized(seed: int) -> Case:
    layers: list[nn.Module] = [nn.Linear(32, 64), nn.BatchNorm1d(64), nn.ReLU()]
    for _ in range(7):
        layers += [nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU()]
    return Case(nn.Sequential(*layers, nn.Linear(64, 10)), torch.randn(64, 32), classes(64, 10))


class Rezero(nn.Module):
    """x + α · f(x) with α = 0."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(width, width), nn.Linear(width, width)
        self.alpha = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.alpha * self.b(functional.relu(self.a(x)))


def rezero(seed: int) -> Case:
    model = nn.Sequential(nn.Linear(32, 64), *(Rezero(64) for _ in range(12)), nn.Linear(64, 10))
    initialize(
        model,
        {"0.weight": "xavier", "13.weight": "xavier", "weight": "he", "other": None},
        seed=seed,
    )
    return Case(model, torch.randn(64, 32), classes(64, 10))


def autoencoder(seed: int) -> Case:
    x = torch.randn(64, 4) @ torch.randn(4, 32) / 2 + 0.1 * torch.randn(64, 32)
    model = stack([32, 64, 8, 64, 32], lambda: nn.LeakyReLU(0.1))
    initialize(model, {"6.weight": "xavier", "weight": "he"}, seed=seed)
    return Case(model, x, squares(x))


def vae_forward(self: Any, x: Tensor) -> dict[str, Tensor]:
    mean, log_var = self.encoder(x).chunk(2, 1)
    z = mean + (log_var / 2).exp() * torch.randn_like(mean)
    decoded = self.decoder(z)
    divergence = (mean**2 + log_var.exp() - 1 - log_var).sum(1).mean() / 2
    return {"x": decoded, "loss": functional.mse_loss(decoded, x) + 0.01 * divergence}


def vae(seed: int) -> Case:
    net = Net(
        vae_forward, encoder=stack([32, 64, 16], nn.ReLU), decoder=stack([8, 64, 32], nn.ReLU)
    )
    return Case(net, torch.randn(64, 32), lambda output: output["loss"])


class Sine(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return (30 * x).sin()


def siren(seed: int) -> Case:
    model = stack([2, 64, 64, 64, 1], Sine)
    with torch.no_grad():
        model[0].weight.uniform_(-1 / 2, 1 / 2)
        for layer in (model[2], model[4], model[6]):
            layer.weight.uniform_(-sqrt(6 / 64) / 30, sqrt(6 / 64) / 30)
    x = torch.rand(128, 2) * 2 - 1
    return Case(model, x, squares((5 * x[:, :1]).sin() * x[:, 1:]))


def graph_forward(self: Any, x: Tensor, adjacency: Tensor) -> Tensor:
    return adjacency @ self.b(functional.relu(adjacency @ self.a(x)))


def graph(seed: int) -> Case:
    edges = (torch.rand(60, 60) < 0.05).float()
    edges = ((edges + edges.T + torch.eye(60)) > 0).float()
    degree = edges.sum(1).rsqrt()
    net = Net(graph_forward, a=nn.Linear(24, 32), b=nn.Linear(32, 6))
    initialize(net, "glorot_uniform", seed=seed)
    batch = (torch.randn(60, 24), degree[:, None] * edges * degree)
    return Case(net, batch, classes(60, 6))


def mixture_forward(self: Any, x: Tensor) -> Tensor:
    x = self.stem(x)
    gates = self.gate(self.norm(x)).softmax(-1)
    best, chosen = gates.topk(2, -1)
    mixed = torch.zeros_like(x)
    for index, expert in enumerate(self.experts):
        share = (best * (chosen == index)).sum(-1, keepdim=True)
        mixed = mixed + share * expert(self.norm(x))
    return self.head(self.norm(x + mixed))


def mixture(seed: int) -> Case:
    net = Net(
        mixture_forward,
        stem=nn.Linear(16, 32),
        norm=nn.LayerNorm(32),
        gate=nn.Linear(32, 4, bias=False),
        experts=nn.ModuleList(stack([32, 64, 32], nn.GELU) for _ in range(4)),
        head=nn.Linear(32, 5),
    )
    for name, weight in net.named_parameters():
        if name.endswith("weight") and weight.dim() == 2 and not name.startswith("stem"):
            nn.init.normal_(weight, std=0.02)
    return Case(net, torch.randn(64, 16), classes(64, 5))


def bilinear_forward(self: Any, x: Tensor, y: Tensor) -> Tensor:
    h = torch.tanh(self.pair(x, y))
    return self.head(h)


def bilinear(seed: int) -> Case:
    net = Net(bilinear_forward, pair=nn.Bilinear(12, 12, 32), head=nn.Linear(32, 4))
    initialize(net, "xavier", seed=seed)
    return Case(net, (torch.randn(64, 12), torch.randn(64, 12)), classes(64, 4))


def pooled_forward(self: Any, x: Tensor) -> Tensor:
    h = torch.tanh(self.embed(x))
    weights = self.score(h).softmax(1)
    return self.head((weights * h).sum(1))


def pooled(seed: int) -> Case:
    net = Net(
        pooled_forward,
        embed=nn.Linear(16, 32),
        score=nn.Linear(32, 1, bias=False),
        head=nn.Linear(32, 4),
    )
    initialize(net, "xavier", seed=seed)
    return Case(net, torch.randn(32, 9, 16), classes(32, 4))


def recommender_forward(self: Any, users: Tensor, items: Tensor) -> Tensor:
    return self.tower(torch.cat([self.users(users), self.items(items)], -1)).squeeze(-1)


def recommender(seed: int) -> Case:
    net = Net(
        recommender_forward,
        users=nn.Embedding(50, 16),
        items=nn.Embedding(80, 16),
        tower=stack([32, 64, 32, 1], nn.ReLU),
    )
    clicks = torch.randint(2, (128,)).float()
    batch = (torch.randint(50, (128,)), torch.randint(80, (128,)))
    return Case(
        net, batch, lambda output: functional.binary_cross_entropy_with_logits(output, clicks)
    )


def factors_forward(self: Any, users: Tensor, items: Tensor) -> Tensor:
    score = (self.users(users) * self.items(items)).sum(-1)
    return score + self.user_bias(users).squeeze(-1) + self.item_bias(items).squeeze(-1)


def factors(seed: int) -> Case:
    net = Net(
        factors_forward,
        users=nn.Embedding(50, 16),
        items=nn.Embedding(80, 16),
        user_bias=nn.Embedding(50, 1),
        item_bias=nn.Embedding(80, 1),
    )
    for name, weight in net.named_parameters():
        nn.init.normal_(weight, std=0.1) if "bias" not in name else nn.init.zeros_(weight)
    batch = (torch.randint(50, (128,)), torch.randint(80, (128,)))
    return Case(net, batch, squares(torch.randn(128)))


DENSE = (
    Architecture("logistic regression", logistic_regression, "PyTorch's", head="weight"),
    Architecture("softmax regression", softmax_regression, "zeros", head=None),
    Architecture(
        "shallow ReLU MLP",
        shallow_relu,
        "PyTorch's",
        hidden=("0.weight",),
        head="2.weight",
        activation="relu",
        traits=("step",),
    ),
    Architecture(
        "regression MLP",
        regression,
        "PyTorch's",
        hidden=("2.weight",),
        head="4.weight",
        activation="relu",
        traits=("step",),
    ),
    Architecture(
        "deep ReLU MLP",
        deep(nn.ReLU, "he", 12),
        "He",
        hidden=tuple(f"{2 * k}.weight" for k in range(1, 12)),
        alike=("4.weight", "10.weight"),
        head="24.weight",
        activation="relu",
        traits=("deep", "relu stack"),
    ),
    Architecture(
        "tanh MLP",
        deep(nn.Tanh, "xavier", 6, 64),
        "Xavier",
        hidden=tuple(f"{2 * k}.weight" for k in range(1, 6)),
        alike=("4.weight", "8.weight"),
        head="12.weight",
        activation="tanh",
        traits=("deep", "step"),
    ),
    Architecture(
        "sigmoid MLP",
        deep(nn.Sigmoid, "glorot_uniform", 2, 64),
        "Glorot",
        hidden=("2.weight",),
        head="4.weight",
        activation="sigmoid",
    ),
    Architecture(
        "SELU MLP",
        deep(nn.SELU, "xavier", 12),
        "LeCun",
        hidden=tuple(f"{2 * k}.weight" for k in range(1, 12)),
        alike=("4.weight", "10.weight"),
        head="24.weight",
        activation="selu",
        traits=("deep",),
    ),
    Architecture(
        "GELU MLP",
        deep(nn.GELU, "he", 8),
        "He",
        hidden=tuple(f"{2 * k}.weight" for k in range(1, 8)),
        alike=("4.weight", "10.weight"),
        head="16.weight",
        activation="gelu",
        traits=("deep",),
    ),
    Architecture(
        "MLP with batch norm",
        batch_normalized,
        "PyTorch's",
        normalized=tuple(f"{3 * k}.weight" for k in range(1, 8)),
        alike=("6.weight", "12.weight"),
        head="24.weight",
    ),
    Architecture(
        "ReZero MLP",
        rezero,
        "He, α = 0",
        head="13.weight",
        alike=("4.a.weight", "7.a.weight"),
        traits=("skip",),
    ),
    Architecture(
        "autoencoder",
        autoencoder,
        "He",
        hidden=("2.weight", "4.weight"),
        head="6.weight",
        activation="leaky_relu",
    ),
    Architecture("VAE", vae, "PyTorch's", hidden=("encoder.0.weight",), activation="relu"),
    Architecture("NTK parametrization", tangent, "N(0, 1), divided by √inputs"),
    Architecture("SIREN", siren, "Sitzmann et al.", alike=("2.weight", "4.weight")),
    Architecture("graph network", graph, "Glorot", head="b.weight"),
    Architecture("mixture of experts", mixture, "N(0, .02²)", head="head.weight"),
    Architecture("bilinear", bilinear, "Xavier", head="head.weight"),
    Architecture(
        "attention pooling", pooled, "Xavier", hidden=("embed.weight",), head="head.weight"
    ),
    Architecture(
        "recommender",
        recommender,
        "PyTorch's",
        hidden=("tower.2.weight",),
        head="tower.4.weight",
        activation="relu",
    ),
    Architecture("matrix factorization", factors, "N(0, .1²)"),
)
