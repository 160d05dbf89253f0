"""Networks for sequences: recurrent ones and Transformers."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from initlab.torch import initialize
from tests.checks.corpus.pictures import pictures
from tests.checks.corpus.record import Architecture, Case, Net, classes

WORDS = 64  # entries of the vocabulary


def last_forward(self: Any, x: Tensor) -> Tensor:
    return self.head(self.cells(x)[0][:, -1])


def rnn(seed: int) -> Case:
    net = Net(last_forward, cells=nn.RNN(12, 32, batch_first=True), head=nn.Linear(32, 5))
    for name, value in net.cells.named_parameters():
        if "weight_hh" in name:
            nn.init.orthogonal_(value)
    return Case(net, torch.randn(32, 12, 12), classes(32, 5))


def words_forward(self: Any, ids: Tensor) -> Tensor:
    return self.head(self.cells(self.embed(ids))[0][:, -1])


def lstm(seed: int) -> Case:
    net = Net(
        words_forward,
        embed=nn.Embedding(WORDS, 24),
        cells=nn.LSTM(24, 32, 2, batch_first=True),
        head=nn.Linear(32, 4),
    )
    for name, value in net.cells.named_parameters():
        if "bias_ih" in name:
            value.data[32:64] += 1  # the forget gate, Jozefowicz et al. 2015
    return Case(net, torch.randint(WORDS, (32, 12)), classes(32, 4))


def gru(seed: int) -> Case:
    net = Net(last_forward, cells=nn.GRU(12, 32, 1, batch_first=True), head=nn.Linear(32, 5))
    return Case(net, torch.randn(32, 12, 12), classes(32, 5))


def encoder_forward(self: Any, ids: Tensor) -> Tensor:
    return self.head(self.encoder(self.embed(ids) + self.places).mean(1))


def encoder(seed: int) -> Case:
    width = 32
    layer = nn.TransformerEncoderLayer(width, 4, 64, dropout=0.1, batch_first=True)
    net = Net(
        encoder_forward,
        embed=nn.Embedding(WORDS, width),
        encoder=nn.TransformerEncoder(layer, 4, enable_nested_tensor=False),
        head=nn.Linear(width, 4),
        places=nn.Parameter(0.02 * torch.randn(10, width)),
    )
    # TransformerEncoder copies one layer; each gets weights of its own, q, k and v as three parts.
    plan = {"weight": "glorot_uniform", "other": None, "embedding": None}
    initialize(net, {"head.weight": None, **plan}, seed=seed)
    return Case(net, torch.randint(WORDS, (16, 10)), classes(16, 4))


class Attention(nn.Module):
    def __init__(self, width: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.heads, self.causal = heads, causal
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        b, t, d = x.shape
        q, k, v = (
            part.view(b, t, self.heads, d // self.heads).transpose(1, 2)
            for part in self.qkv(x).chunk(3, -1)
        )
        h = functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.proj(h.transpose(1, 2).reshape(b, t, d))


class Transformer(nn.Module):
    """A block with the norms before the branches."""

    def __init__(self, width: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads, causal)
        self.fc, self.proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))
        return x + self.proj(functional.gelu(self.fc(self.norm2(x))))


def set_forward(self: Any, x: Tensor) -> Tensor:
    h = self.norm(self.stem(x))
    seeds = self.seeds.expand(len(x), -1, -1)
    return self.head(self.pool(seeds, h, h, need_weights=False)[0].flatten(1))


def points(seed: int) -> Case:
    net = Net(
        set_forward,
        stem=nn.Linear(3, 32),
        norm=nn.LayerNorm(32),
        pool=nn.MultiheadAttention(32, 4, batch_first=True),
        head=nn.Linear(64, 5),
        seeds=nn.Parameter(torch.randn(1, 2, 32)),
    )
    initialize(net, {"weight": "glorot_uniform", "other": None}, seed=seed)
    return Case(net, torch.randn(16, 20, 3), classes(16, 5))


def gpt_forward(self: Any, ids: Tensor) -> Tensor:
    x = self.blocks(self.embed(ids) + self.places(torch.arange(ids.shape[1])))
    return self.head(self.norm(x))


def gpt_start(net: nn.Module, layers: int) -> None:
    """N(0, .02²), what ends a branch divided by √(2 · layers); Radford et al. 2019."""
    for name, value in net.named_parameters():
        if "norm" in name:
            continue
        if name.endswith("bias"):
            nn.init.zeros_(value)
        else:
            ends = name.endswith("proj.weight")
            nn.init.normal_(value, std=0.02 / sqrt(2 * layers) if ends else 0.02)


def gpt(seed: int, width: int = 32, layers: int = 4) -> Case:
    net = Net(
        gpt_forward,
        embed=nn.Embedding(WORDS, width),
        places=nn.Embedding(12, width),
        blocks=nn.Sequential(*(Transformer(width, 4, causal=True) for _ in range(layers))),
        norm=nn.LayerNorm(width),
        head=nn.Linear(width, WORDS, bias=False),
    )
    net.head.weight = net.embed.weight
    gpt_start(net, layers)
    ids = torch.randint(WORDS, (8, 13))
    after = ids[:, 1:].flatten()
    return Case(
        net,
        ids[:, :-1],
        lambda output: functional.cross_entropy(output.flatten(0, 1), after),
    )


@dataclass
class Answer:
    loss: Tensor
    logits: Tensor


def masked_forward(self: Any, input_ids: Tensor, labels: Tensor) -> Answer:
    logits = self.head(self.norm(self.blocks(self.embed_norm(self.embed(input_ids)))))
    loss = functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)
    return Answer(loss, logits)


def masked(seed: int) -> Case:
    width = 32
    net = Net(
        masked_forward,
        embed=nn.Embedding(WORDS, width),
        embed_norm=nn.LayerNorm(width),
        blocks=nn.Sequential(*(Transformer(width, 4, causal=False) for _ in range(2))),
        norm=nn.LayerNorm(width),
        head=nn.Linear(width, WORDS),
    )
    gpt_start(net, 1)
    ids = torch.randint(WORDS, (8, 12))
    labels = torch.where(torch.rand(8, 12) < 0.3, ids, -100)
    return Case(net, {"input_ids": ids, "labels": labels})


class Gated(nn.Module):
    """A block with RMS norms and a gated branch, without biases."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.RMSNorm(width), nn.RMSNorm(width)
        self.attention = Attention(width, 4, causal=True)
        self.gate = nn.Linear(width, 2 * width, bias=False)
        self.up = nn.Linear(width, 2 * width, bias=False)
        self.down = nn.Linear(2 * width, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))
        h = self.norm2(x)
        return x + self.down(functional.silu(self.gate(h)) * self.up(h))


def llama_forward(self: Any, ids: Tensor) -> Tensor:
    return self.head(self.norm(self.blocks(self.embed(ids))))


def llama(seed: int) -> Case:
    width = 32
    net = Net(
        llama_forward,
        embed=nn.Embedding(WORDS, width),
        blocks=nn.Sequential(*(Gated(width) for _ in range(3))),
        norm=nn.RMSNorm(width),
        head=nn.Linear(width, WORDS, bias=False),
    )
    gpt_start(net, 1)
    ids = torch.randint(WORDS, (8, 13))
    after = ids[:, 1:].flatten()
    return Case(
        net,
        ids[:, :-1],
        lambda output: functional.cross_entropy(output.flatten(0, 1), after),
    )


def vit_forward(self: Any, x: Tensor) -> Tensor:
    patches = self.patch(x).flatten(2).transpose(1, 2)
    first = self.token.expand(len(x), 1, -1)
    h = torch.cat([first, patches], 1) + self.places
    return self.head(self.norm(self.blocks(h))[:, 0])


def vit(seed: int) -> Case:
    width = 32
    net = Net(
        vit_forward,
        patch=nn.Conv2d(3, width, 4, 4),
        token=nn.Parameter(torch.zeros(1, 1, width)),
        places=nn.Parameter(0.02 * torch.randn(1, 17, width)),
        blocks=nn.Sequential(*(Transformer(width, 4, causal=False) for _ in range(4))),
        norm=nn.LayerNorm(width),
        head=nn.Linear(width, 10),
    )
    for name, value in net.blocks.named_parameters():
        if "norm" not in name:
            nn.init.zeros_(value) if "bias" in name else nn.init.trunc_normal_(value, std=0.02)
    nn.init.trunc_normal_(net.token, std=0.02)
    initialize(net.head, "zeros")
    return Case(net, pictures(), classes(16, 10))


class Mixer(nn.Module):
    def __init__(self, places: int, width: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.across = nn.Sequential(nn.Linear(places, 32), nn.GELU(), nn.Linear(32, places))
        self.within = nn.Sequential(nn.Linear(width, 64), nn.GELU(), nn.Linear(64, width))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.across(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.within(self.norm2(x))


def mixer_forward(self: Any, x: Tensor) -> Tensor:
    patches = self.patch(x).flatten(2).transpose(1, 2)
    return self.head(self.norm(self.blocks(patches)).mean(1))


def mixer(seed: int) -> Case:
    net = Net(
        mixer_forward,
        patch=nn.Conv2d(3, 32, 4, 4),
        blocks=nn.Sequential(*(Mixer(16, 32) for _ in range(3))),
        norm=nn.LayerNorm(32),
        head=nn.Linear(32, 10),
    )
    initialize(net, {"head.weight": "zeros", "weight": "glorot_uniform"}, seed=seed)
    return Case(net, pictures(), classes(16, 10))


BLOCKS = tuple(f"blocks.{k}" for k in range(1, 4))
SEQUENCES = (
    Architecture("RNN", rnn, "PyTorch's, orthogonal recurrence", head="head.weight"),
    Architecture(
        "LSTM classifier",
        lstm,
        "PyTorch's, forget gate 1",
        head="head.weight",
        traits=("lstm",),
    ),
    Architecture("GRU classifier", gru, "PyTorch's", head="head.weight"),
    Architecture(
        "Transformer encoder",
        encoder,
        "Glorot on true fans",
        head="head.weight",
        alike=("encoder.layers.1.linear1.weight", "encoder.layers.3.linear1.weight"),
        normalized=("encoder.layers.1.linear1.weight",),
        traits=("nn.TransformerEncoder", "multihead"),
    ),
    Architecture(
        "language model",
        gpt,
        "GPT-2's, head tied",
        normalized=("blocks.1.fc.weight",),
        alike=("blocks.1.fc.weight", "blocks.3.fc.weight"),
        traits=("tied", "words"),
    ),
    Architecture(
        "wider language model",
        lambda seed: gpt(seed, width=64, layers=2),
        "GPT-2's, head tied",
        normalized=("blocks.1.fc.weight",),
        traits=("tied", "words"),
    ),
    Architecture(
        "set pooling",
        points,
        "Glorot on true fans",
        head="head.weight",
        traits=("multihead",),
    ),
    Architecture(
        "masked language model",
        masked,
        "N(0, .02²)",
        head="head.weight",
        normalized=("blocks.1.fc.weight",),
        alike=("blocks.0.fc.weight", "blocks.1.fc.weight"),
        traits=("words",),
        own_loss=True,
    ),
    Architecture(
        "gated language model",
        llama,
        "N(0, .02²)",
        head="head.weight",
        normalized=("blocks.1.up.weight",),
        traits=("words",),
    ),
    Architecture(
        "vision Transformer",
        vit,
        "N(0, .02²), head 0",
        normalized=("blocks.1.fc.weight",),
        alike=("blocks.1.fc.weight", "blocks.3.fc.weight"),
    ),
    Architecture(
        "MLP-Mixer",
        mixer,
        "Glorot, head 0",
        normalized=("blocks.1.within.0.weight",),
        alike=("blocks.1.within.0.weight", "blocks.2.within.0.weight"),
    ),
)
