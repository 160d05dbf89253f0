"""Plain gradient descent on one batch, for a few steps of a model that is ours to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf, isfinite
from typing import Any

import torch
from torch import Tensor, nn

from initlab.checks.probe_torch import Batch
from initlab.checks.probe_torch.loss import own_loss, scalar
from initlab.errors import InitlabError, UserCodeError

__all__ = ["updates"]


def updates(
    model: nn.Module,
    batch: Batch,
    loss: Callable[[Any], Tensor] | None,
    steps: int,
    learning_rate: float,
    seed: int,
) -> list[float]:
    """The loss before each of `steps` updates and after the last; ∞ from where it is not finite.

    Raises: UserCodeError: there is no loss, or the model or the loss raised.
    """
    parameters = [p for p in model.parameters() if p.requires_grad]
    if not parameters:
        raise UserCodeError("Training needs a parameter that requires a gradient; none does.")
    descent = torch.optim.SGD(parameters, lr=learning_rate)
    losses = list[float]()
    with torch.random.fork_rng([]), torch.enable_grad():
        torch.manual_seed(seed)
        for step in range(steps + 1):
            value = _value(model, batch, loss)
            number = float(value.detach())
            if not isfinite(number):
                return losses + [inf] * (steps + 1 - step)
            losses.append(number)
            if step < steps:
                descent.zero_grad()
                value.backward()
                descent.step()
    return losses


def _value(model: nn.Module, batch: Batch, loss: Callable[[Any], Tensor] | None) -> Tensor:
    try:
        if isinstance(batch, Mapping):
            output = model(**batch)
        else:
            output = model(*batch) if isinstance(batch, tuple | list) else model(batch)
        value = scalar(loss, output) if loss is not None else own_loss(output)
    except InitlabError:
        raise
    except Exception as error:
        raise UserCodeError(
            f"The model raised while training: {type(error).__name__}: {error}."
        ) from error
    if value is None:
        raise UserCodeError("Training needs a loss; give one, such as cross_entropy or mse.")
    return value.reshape(())
