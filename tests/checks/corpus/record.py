"""What an architecture of the corpus is, and what it is made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

Loss = Callable[[Any], Tensor]


@dataclass(frozen=True)
class Case:
    """A healthy model, a batch and a loss; None where the output has its own, or there is none."""

    model: nn.Module
    batch: Any
    loss: Loss | None = None


@dataclass(frozen=True)
class Architecture:
    """A small model, started as a careful practitioner would, and where faults can be put."""

    name: str
    make: Callable[[int], Case]
    recipe: str  # how it is started, in words
    hidden: tuple[str, ...] = ()  # weights whose scale matters: neither first nor last
    normalized: tuple[str, ...] = ()  # hidden weights whose scale a norm takes away
    alike: tuple[str, str] | None = None  # two weights of one shape
    head: str | None = None
    activation: str | None = None  # after the hidden weights
    traits: tuple[str, ...] = ()  # what faults ask for
    own_loss: bool = False  # whether the output has one

    def build(self, seed: int) -> Case:
        """The same case for the same seed; the global random state stays."""
        with torch.random.fork_rng([]):
            torch.manual_seed(seed)
            return self.make(seed)


class Net(nn.Module):
    """A module whose forward pass is a function given to it, and whose children are keywords."""

    def __init__(self, forward: Callable[..., Any], **children: Any) -> None:
        super().__init__()
        self.function = forward
        for name, child in children.items():
            setattr(self, name, child)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(self, *args, **kwargs)


def stack(sizes: Sequence[int], activation: Callable[[], nn.Module]) -> nn.Module:
    """Dense layers with an activation between every two."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


def classes(batch: int, count: int) -> Loss:
    """Cross-entropy with random labels."""
    labels = torch.randint(count, (batch,))
    return lambda output: functional.cross_entropy(output, labels)


def squares(target: Tensor) -> Loss:
    """Mean squared error."""
    return lambda output: functional.mse_loss(output, target)
