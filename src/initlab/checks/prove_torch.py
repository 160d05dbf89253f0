"""Whether a fix helps: the same steps of gradient descent with and without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
from torch import Tensor, nn

from initlab.checks.edits import Edit, plan_of
from initlab.checks.probe_torch import Batch
from initlab.checks.proof import Proof
from initlab.checks.training_torch import updates
from initlab.errors import DomainError
from initlab.torch import initialize

__all__ = ["prove"]


def prove(
    model: nn.Module,
    batch: Batch,
    loss: Callable[[Any], Tensor] | None,
    plan: Sequence[Edit],
    *,
    steps: int,
    learning_rate: float = 0.01,
    seeds: int = 5,
    seed: int = 0,
    create: Callable[[int], nn.Module] | None = None,
) -> Proof:
    """Train copies of a model on one batch, as given and after a fix.

    Args:
        model: as it was before the fix; only copies of it are trained.
        batch, loss: as `check` takes them; the output's own `.loss` will do.
        plan: of the fix; the draws of each turn have a seed of their own.
        steps: updates, at least 1.
        learning_rate: of plain gradient descent.
        seeds: turns, at least 1.
        seed: of the first turn.
        create: from a seed to a new model; without it every turn starts from `model`.
    Returns: both losses of each turn.
    Raises:
        DomainError: no step, no seed, or a rate that is not above 0.
        UserCodeError: there is no loss, or the model raised.

    >>> import torch
    >>> edit = Edit("weight", "xavier", None, None, "all zeros", "SYM001")
    >>> model, batch = nn.Linear(2, 1), torch.ones(4, 2)
    >>> proof = prove(model, batch, lambda y: y.square().mean(), [edit], steps=3, seeds=2)
    >>> proof.before.shape, proof.after.shape
    ((2, 4), (2, 4))
    """
    if not (steps >= 1 and seeds >= 1 and learning_rate > 0):
        raise DomainError(
            "A proof takes at least 1 step and 1 seed, and a learning rate above 0; got "
            f"{steps}, {seeds} and {learning_rate:g}."
        )
    before, after = [], []
    for turn in range(seed, seed + seeds):
        start = model if create is None else create(turn)
        given, fixed = deepcopy(start), deepcopy(start)
        if plan:
            initialize(fixed, plan_of(plan), seed=turn)
        before.append(updates(given, batch, loss, steps, learning_rate, turn))
        after.append(updates(fixed, batch, loss, steps, learning_rate, turn))
    return Proof(np.array(before), np.array(after), learning_rate, create is not None)
