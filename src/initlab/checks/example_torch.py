"""A sick model to try the check on."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["example"]

DEPTH, WIDTH, FEATURES, CLASSES, EXAMPLES = 30, 512, 64, 10, 64


def example() -> tuple[nn.Module, Tensor, Callable[[Tensor], Tensor]]:
    """Thirty ReLU layers of 512 units at PyTorch's defaults, a batch, and its loss.

    PyTorch gives a linear layer weights of variance 1 / (3 n_in), a sixth of what ReLU needs to
    keep its signal, so that after thirty layers hardly anything but the biases is left.

    >>> model, batch, loss = example()
    >>> tuple(batch.shape), tuple(model(batch).shape)
    ((64, 64), (64, 10))

    Source: torch.nn.Linear.reset_parameters, kaiming_uniform_ with a = √5; He et al. 2015,
    arXiv:1502.01852, section 2.2, for the variance 2 / n_in.
    """
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        layers: list[nn.Module] = []
        for inputs in [FEATURES, *[WIDTH] * (DEPTH - 1)]:
            layers += [nn.Linear(inputs, WIDTH), nn.ReLU()]
        model = nn.Sequential(*layers, nn.Linear(WIDTH, CLASSES))
        batch = torch.randn(EXAMPLES, FEATURES)
        labels = torch.arange(EXAMPLES) % CLASSES
    return model, batch, lambda output: functional.cross_entropy(output, labels)
