"""Small models of every kind that a check meets, each with a batch and a loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint


@dataclass(frozen=True)
class Exhibit:
    """A model that is built anew, what it is given, and whether it raises."""

    name: str
    build: Callable[[], nn.Module]
    batch: Callable[[], Any]
    loss: Callable[[Any], Tensor] | None = None
    raises: bool = False


class Module(nn.Module):
    """A module whose forward pass is a function given to it, and whose children are keywords."""

    def __init__(self, function: Callable[..., Any], **children: Any) -> None:
        super().__init__()
        self.function = function
        for name, child in children.items():
            setattr(self, name, child)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(self, *args, **kwargs)


@dataclass
class Answer:
    logits: Tensor
    loss: Tensor | None = None


def in_place(self: Any, x: Tensor) -> Tensor:
    h = self.act(self.a(x))
    branch = functional.gelu(self.b(h))
    branch += h
    return self.c(branch)


def tied(self: Any, ids: Tensor) -> Tensor:
    h = self.block(self.block(self.embed(ids)))
    return self.head(h)


def tied_model() -> nn.Module:
    model = Module(
        tied, embed=nn.Embedding(11, 6), block=nn.Linear(6, 6), head=nn.Linear(6, 11, bias=False)
    )
    model.head.weight = model.embed.weight
    return model


def answer(self: Any, *, input_ids: Tensor, labels: Tensor) -> Answer:
    logits = self.head(self.embed(input_ids))
    return Answer(logits, functional.cross_entropy(logits.flatten(0, 1), labels.flatten()))


def keeps_state(self: Any, x: Tensor) -> Tensor:
    self.calls += 1
    self.history.append(float(x.sum()))
    self.last = self.a(x).detach()
    self.count.add_(1)
    with torch.no_grad():
        self.a.weight.mul_(0.9)
    self.b.weight.sum().backward()
    return self.last


def stateful_model() -> nn.Module:
    model = Module(keeps_state, a=nn.Linear(3, 2), b=nn.Linear(2, 2), calls=0, history=[])
    model.register_buffer("count", torch.zeros(()))
    return model


def raises_midway(self: Any, x: Tensor) -> Tensor:
    self.seen = self.norm(self.a(x))
    raise ValueError("out of ideas")


def spoils_input(self: Any, x: Tensor) -> Tensor:
    x.mul_(2).relu_()
    return self.a(x)


def through_numpy(self: Any, x: Tensor) -> Tensor:
    return self.b(torch.from_numpy(self.a(x).detach().numpy()))


def through_data(self: Any, x: Tensor) -> Tensor:
    return self.b(self.a(x).data)


def checkpointed(reentrant: bool) -> Callable[..., Tensor]:
    def forward(self: Any, x: Tensor) -> Tensor:
        return self.b(checkpoint(self.a, x.requires_grad_(), use_reentrant=reentrant))

    return forward


def two_lines(*builders: Callable[[], nn.Module]) -> Callable[[], nn.Module]:
    return lambda: nn.Sequential(*(build() for build in builders))


def rows(*shape: int) -> Callable[[], Tensor]:
    return lambda: torch.linspace(-1, 1, torch.Size(shape).numel()).sin().reshape(shape)


def classes(count: int) -> Callable[[Any], Tensor]:
    def loss(output: Tensor) -> Tensor:
        return functional.cross_entropy(output, torch.arange(len(output)) % count)

    return loss


def encoder() -> nn.Module:
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    return nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)


def with_hook() -> nn.Module:
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    model[0].register_forward_hook(lambda module, args, output: output * 2)
    model[2].register_forward_pre_hook(lambda module, args: None)
    return model


def frozen() -> nn.Module:
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    model[0].requires_grad_(False)
    return model


def backward_raises(output: Tensor) -> Tensor:
    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            return x.clone()

        @staticmethod
        def backward(ctx: Any, gradient: Tensor) -> Tensor:
            raise RuntimeError("no way back")

    return Broken.apply(output).sum()


def convolutional() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(inplace=True),
        nn.Dropout2d(0.5),
        nn.MaxPool2d(2),
        nn.ConvTranspose2d(8, 4, 4, stride=2),
        nn.Flatten(),
        nn.LazyLinear(5),
    )


def picture_model() -> nn.Module:
    model = convolutional()
    model[-1] = nn.Linear(4 * 10 * 10, 5)
    return model


weight_norm = nn.utils.parametrizations.weight_norm
spectral_norm = nn.utils.parametrizations.spectral_norm

ZOO = (
    Exhibit(
        "dense",
        lambda: nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 4)),
        rows(6, 3),
        classes(4),
    ),
    Exhibit("pictures", picture_model, rows(4, 3, 8, 8), classes(5)),
    Exhibit("pictures, evaluated", lambda: picture_model().eval(), rows(4, 3, 8, 8), classes(5)),
    Exhibit("transformer", encoder, rows(2, 5, 8)),
    Exhibit(
        "frozen transformer, evaluated",
        lambda: encoder().eval().requires_grad_(False),
        rows(2, 5, 8),
    ),
    Exhibit("lstm", lambda: nn.LSTM(3, 4, 2, batch_first=True), rows(2, 5, 3)),
    Exhibit("gru", lambda: nn.GRU(3, 4), rows(5, 2, 3)),
    Exhibit("cell", lambda: nn.LSTMCell(3, 4), rows(2, 3)),
    Exhibit(
        "in place",
        lambda: Module(
            in_place,
            a=nn.Linear(3, 8),
            act=nn.ReLU(inplace=True),
            b=nn.Linear(8, 8),
            c=nn.Linear(8, 4),
        ),
        rows(6, 3),
        classes(4),
    ),
    Exhibit("tied and reused", tied_model, lambda: torch.arange(12).reshape(3, 4) % 11),
    Exhibit(
        "keywords and own loss",
        lambda: Module(answer, embed=nn.Embedding(7, 4), head=nn.Linear(4, 7)),
        lambda: {
            "input_ids": torch.arange(6).reshape(2, 3),
            "labels": torch.arange(6).reshape(2, 3) % 2,
        },
    ),
    Exhibit(
        "several arguments, a tuple out",
        lambda: Module(lambda m, x, y: (m.a(x) + m.a(y), None), a=nn.Linear(3, 2)),
        lambda: (torch.ones(2, 3), torch.zeros(2, 3)),
    ),
    Exhibit(
        "a dict out",
        lambda: Module(lambda m, x: {"y": m.a(x)}, a=nn.Linear(3, 2)),
        rows(4, 3),
        lambda output: output["y"].square().mean(),
    ),
    Exhibit("attributes and weights that change", stateful_model, rows(4, 3)),
    Exhibit("writes into its input", lambda: Module(spoils_input, a=nn.Linear(3, 2)), rows(4, 3)),
    Exhibit("hooks of the user's", with_hook, rows(4, 3)),
    Exhibit("half frozen", frozen, rows(4, 3)),
    Exhibit(
        "parametrized",
        lambda: nn.Sequential(weight_norm(nn.Linear(3, 4)), spectral_norm(nn.Linear(4, 2))),
        rows(4, 3),
    ),
    Exhibit(
        "bfloat16",
        lambda: nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2)).bfloat16(),
        lambda: torch.ones(4, 3, dtype=torch.bfloat16),
    ),
    Exhibit(
        "no gradients inside",
        lambda: Module(torch.no_grad()(lambda m, x: m.a(x)), a=nn.Linear(3, 2)),
        rows(4, 3),
    ),
    Exhibit(
        "NumPy inside",
        lambda: Module(through_numpy, a=nn.Linear(3, 4), b=nn.Linear(4, 2)),
        rows(4, 3),
    ),
    Exhibit(
        ".data inside",
        lambda: Module(through_data, a=nn.Linear(3, 4), b=nn.Linear(4, 2)),
        rows(4, 3),
    ),
    Exhibit(
        "checkpoint",
        lambda: Module(checkpointed(False), a=nn.Linear(3, 4), b=nn.Linear(4, 2)),
        rows(4, 3),
    ),
    Exhibit(
        "reentrant checkpoint",
        lambda: Module(checkpointed(True), a=nn.Linear(3, 4), b=nn.Linear(4, 2)),
        rows(4, 3),
    ),
    Exhibit(
        "bilinear",
        lambda: Module(lambda m, x: m.a(x, x), a=nn.Bilinear(3, 3, 2)),
        rows(4, 3),
    ),
    Exhibit("lazy", convolutional, rows(4, 3, 8, 8)),
    Exhibit("meta", lambda: nn.Linear(3, 2, device="meta"), rows(4, 3)),
    Exhibit(
        "raises midway",
        lambda: Module(raises_midway, a=nn.Linear(3, 4), norm=nn.BatchNorm1d(4)),
        rows(4, 3),
        raises=True,
    ),
    Exhibit(
        "raises on the way back",
        lambda: nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)),
        rows(4, 3),
        backward_raises,
        raises=True,
    ),
    Exhibit(
        "wrong shape",
        lambda: nn.Sequential(nn.Linear(3, 4), nn.Linear(5, 2)),
        rows(4, 3),
        None,
        True,
    ),
)
