"""Starts from practice that a check must not take for faults: adapters, policies, constraints."""

from __future__ import annotations

from math import log, sqrt
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

from initlab.torch import initialize
from tests.checks.corpus.pictures import pictures
from tests.checks.corpus.record import Architecture, Case, Net, classes, squares, stack
from tests.checks.corpus.sequences import WORDS, Transformer, gpt, gpt_start


class Adapted(nn.Module):
    """A frozen layer and its LoRA factors; the second starts at 0."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.base = nn.Linear(inputs, outputs).requires_grad_(False)
        self.a = nn.Linear(inputs, 4, bias=False)
        self.b = nn.Linear(4, outputs, bias=False)
        nn.init.zeros_(self.b.weight)

    def forward(self, x: Tensor) -> Tensor:
        return self.base(x) + 2 * self.b(self.a(x))


def adapters(seed: int) -> Case:
    model = nn.Sequential(Adapted(32, 64), nn.GELU(), Adapted(64, 64), nn.GELU(), nn.Linear(64, 5))
    return Case(model, torch.randn(64, 32), classes(64, 5))


def policy_forward(self: Any, x: Tensor) -> tuple[Tensor, Tensor]:
    return self.actor(x), self.critic(x)


def policy(seed: int) -> Case:
    net = Net(
        policy_forward,
        actor=stack([8, 64, 64, 4], nn.Tanh),
        critic=stack([8, 64, 64, 1], nn.Tanh),
    )
    for tower, last in ((net.actor, 0.01), (net.critic, 1.0)):
        for layer in (tower[0], tower[2], tower[4]):
            nn.init.orthogonal_(layer.weight, last if layer is tower[4] else sqrt(2))
            nn.init.zeros_(layer.bias)
    actions, returns, gains = torch.randint(4, (64,)), torch.randn(64, 1), torch.randn(64)

    def loss(output: tuple[Tensor, Tensor]) -> Tensor:
        chosen = output[0].log_softmax(-1)[torch.arange(64), actions]
        return -(gains * chosen).mean() + functional.mse_loss(output[1], returns)

    return Case(net, torch.randn(64, 8), loss)


def values(seed: int) -> Case:
    model = nn.Sequential(
        nn.Conv2d(4, 16, 8, 4),
        nn.ReLU(),
        nn.Conv2d(16, 32, 4, 2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(32 * 9, 128),
        nn.ReLU(),
        nn.Linear(128, 6),
    )
    frames = torch.randint(256, (16, 4, 36, 36)).float() / 255
    return Case(model, frames, squares(torch.randn(16, 6)))


def physics(seed: int) -> Case:
    model = stack([2, 32, 32, 32, 32, 1], nn.Tanh)
    initialize(model, "glorot", seed=seed)
    x = torch.rand(128, 2)
    return Case(model, x, squares((3 * x[:, :1]).sin() * (-x[:, 1:]).exp()))


def critic(seed: int) -> Case:
    layers: list[nn.Module] = []
    for inputs, outputs in ((3, 16), (16, 32), (32, 48)):
        layers += [spectral_norm(nn.Conv2d(inputs, outputs, 4, 2, 1)), nn.LeakyReLU(0.1)]
    model = nn.Sequential(*layers, nn.Flatten(), spectral_norm(nn.Linear(48 * 4, 1)))
    sign = torch.where(torch.arange(16) < 8, 1.0, -1.0)[:, None]
    return Case(model, pictures(), lambda output: functional.relu(1 - sign * output).mean())


def weight_normalized(seed: int) -> Case:
    layers: list[nn.Module] = []
    for index, (inputs, outputs) in enumerate(((4, 32), (32, 32), (32, 32))):
        conv = nn.Conv1d(inputs, outputs, 3, dilation=2**index, padding=2**index)
        nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
        layers += [weight_norm(conv), nn.ReLU()]
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(32, 6))
    return Case(model, torch.randn(16, 4, 32), classes(16, 6))


class Denoising(nn.Module):
    """A block of a diffusion model: group norms, and a last convolution of 0."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, width), nn.GroupNorm(8, width)
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.time = nn.Linear(32, width)
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        h = self.conv1(functional.silu(self.norm1(x)))
        h = h + self.time(functional.silu(time))[:, :, None, None]
        return x + self.conv2(functional.silu(self.norm2(h)))


def diffusion_forward(self: Any, x: Tensor, steps: Tensor) -> Tensor:
    rates = torch.exp(-log(1000) * torch.arange(8) / 8)
    angles = steps[:, None] * rates
    time = self.time(torch.cat([angles.sin(), angles.cos()], -1))
    h = self.stem(x)
    for block in self.blocks:
        h = block(h, time)
    return self.head(functional.silu(self.norm(h)))


def diffusion(seed: int) -> Case:
    net = Net(
        diffusion_forward,
        time=nn.Sequential(nn.Linear(16, 32), nn.SiLU(), nn.Linear(32, 32)),
        stem=nn.Conv2d(3, 24, 3, padding=1),
        blocks=nn.ModuleList(Denoising(24) for _ in range(3)),
        norm=nn.GroupNorm(8, 24),
        head=nn.Conv2d(24, 3, 3, padding=1),
    )
    nn.init.zeros_(net.head.weight)
    nn.init.zeros_(net.head.bias)
    batch = (pictures(8, 12), torch.randint(1000, (8,)).float())
    return Case(net, batch, squares(torch.randn(8, 3, 12, 12)))


def t5_forward(self: Any, ids: Tensor) -> Tensor:
    h = self.norm(self.blocks(self.embed(ids)))
    return functional.linear(h / sqrt(h.shape[-1]), self.embed.weight)


def t5(seed: int) -> Case:
    """A tied embedding of N(0, 1), whose logits are divided by √width; Raffel et al. 2020."""
    width = 32
    net = Net(
        t5_forward,
        embed=nn.Embedding(WORDS, width),
        blocks=nn.Sequential(*(Transformer(width, 4, causal=False) for _ in range(2))),
        norm=nn.RMSNorm(width),
    )
    for name, value in net.blocks.named_parameters():
        if "norm" not in name:
            _ = nn.init.zeros_(value) if "bias" in name else _normal(value, value.shape[1] ** -0.5)
    ids = torch.randint(WORDS, (8, 12))
    after = torch.randint(WORDS, (96,))
    return Case(net, ids, lambda output: functional.cross_entropy(output.flatten(0, 1), after))


def towers_forward(self: Any, x: Tensor, y: Tensor) -> Tensor:
    left = functional.normalize(self.left(x), dim=-1)
    right = functional.normalize(self.right(y), dim=-1)
    return self.scale.exp() * left @ right.T


def towers(seed: int) -> Case:
    net = Net(
        towers_forward,
        left=stack([24, 64, 256], nn.ReLU),
        right=stack([12, 64, 256], nn.ReLU),
        scale=nn.Parameter(torch.tensor(log(1 / 0.07))),
    )
    labels = torch.arange(32)
    return Case(
        net,
        (torch.randn(32, 24), torch.randn(32, 12)),
        lambda output: functional.cross_entropy(output, labels),
    )


def in_bfloat16(seed: int) -> Case:
    case = gpt(seed)
    return Case(case.model.bfloat16(), case.batch, case.loss)


def rare(seed: int) -> Case:
    labels = (torch.rand(128) < 0.03).long()
    return Case(
        stack([16, 32, 2], nn.ReLU),
        torch.randn(128, 16),
        lambda output: functional.cross_entropy(output, labels),
    )


def reused_forward(self: Any, ids: Tensor) -> Tensor:
    h = self.embed(ids)
    for _ in range(4):
        h = self.block(h)
    return self.head(self.norm(h).mean(1))


def reused(seed: int) -> Case:
    net = Net(
        reused_forward,
        embed=nn.Embedding(WORDS, 32),
        block=Transformer(32, 4, causal=False),
        norm=nn.LayerNorm(32),
        head=nn.Linear(32, 4),
    )
    gpt_start(net, 4)
    return Case(net, torch.randint(WORDS, (16, 10)), classes(16, 4))


class Growing(nn.Module):
    """A layer of a DenseNet: its outputs are joined to its inputs."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(inputs)
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        nn.init.kaiming_normal_(self.conv.weight)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.conv(functional.relu(self.norm(x)))], 1)


def dense_net(seed: int) -> Case:
    model = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1, bias=False),
        *(Growing(16 + 8 * k, 8) for k in range(6)),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, 10),
    )
    return Case(model, pictures(), classes(16, 10))


def _normal(value: Tensor, std: float) -> Tensor:
    return nn.init.normal_(value, std=std)


PRACTICE = (
    Architecture("LoRA", adapters, "PyTorch's, second factor 0", head="4.weight"),
    Architecture(
        "policy and value",
        policy,
        "orthogonal, √2; last .01",
        hidden=("actor.2.weight", "critic.2.weight"),
        activation="tanh",
    ),
    Architecture(
        "deep Q network",
        values,
        "PyTorch's",
        hidden=("2.weight", "5.weight"),
        head="7.weight",
        activation="relu",
    ),
    Architecture(
        "physics-informed MLP",
        physics,
        "Glorot",
        hidden=("2.weight", "4.weight", "6.weight"),
        alike=("2.weight", "6.weight"),
        head="8.weight",
        activation="tanh",
    ),
    Architecture("critic with spectral norm", critic, "PyTorch's, then σ = 1"),
    Architecture("convolutions with weight norm", weight_normalized, "He"),
    Architecture("diffusion model", diffusion, "PyTorch's, last convolutions 0"),
    Architecture("T5-like", t5, "embedding N(0, 1), logits ÷ √width", traits=()),
    Architecture("two towers", towers, "PyTorch's, temperature .07"),
    Architecture("language model in bfloat16", in_bfloat16, "GPT-2's, head tied"),
    Architecture("rare class", rare, "PyTorch's", head="2.weight"),
    Architecture("one block four times", reused, "N(0, .02²)", head="head.weight"),
    Architecture("DenseNet", dense_net, "He", head="11.weight"),
)
