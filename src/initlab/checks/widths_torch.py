"""The coordinate check: how the size of every pre-activation grows with the model's width."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite, log
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from initlab.checks.probe_torch import Batch, probe
from initlab.checks.snapshot import Snapshot, WidthSlope
from initlab.checks.training_torch import updates
from initlab.errors import UserCodeError

__all__ = ["WIDTHS", "Widths", "width_slopes"]

Widths = Callable[[int], nn.Module]
WIDTHS = (64, 128, 256, 512)
SEEDS = 3
STEPS = (0, 1, 4)  # of training; a wrong rate shows after a few


def width_slopes(
    factory: Widths,
    batch: Batch,
    loss: Callable[[Any], Tensor] | None,
    *,
    learning_rate: float | None = None,
    seed: int = 0,
) -> tuple[WidthSlope, ...]:
    """d log(size) / d log(width) of each layer's pre-activations, before and while training.

    Args:
        factory: from a width to a model that takes `batch`.
        batch, loss: as `probe` takes them; without a loss only the start is measured.
        learning_rate: of gradient descent; without it only the start is measured.
        seed: of the first of three models for each width.
    Returns: a slope for each layer that all widths have, and each step.
    Raises: UserCodeError: the factory raised, or made no model.

    Source: Yang et al. 2022, arXiv:2203.03466, appendix D.1.
    """
    sizes: dict[tuple[str, int], list[tuple[float, float]]] = {}
    steps = STEPS if loss is not None and learning_rate is not None else STEPS[:1]
    for width in WIDTHS:
        for turn in range(SEEDS):
            model = _made(factory, width, seed + turn)
            done = 0
            for step in steps:
                if step > done:
                    assert learning_rate is not None
                    updates(model, batch, loss, step - done, learning_rate, seed)
                    done = step
                for layer, size in _sizes(probe(model, batch, loss, seed=seed)).items():
                    sizes.setdefault((layer, step), []).append((log(width), size))
    wanted = len(WIDTHS) * SEEDS
    return tuple(
        WidthSlope(layer, step, *_line(points))
        for (layer, step), points in sizes.items()
        if len(points) == wanted
    )


def _made(factory: Widths, width: int, seed: int) -> nn.Module:
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        try:
            model = factory(width)
        except Exception as error:
            raise UserCodeError(
                f"The factory of widths raised {type(error).__name__}: {error} (width {width})."
            ) from error
    if not isinstance(model, nn.Module):
        raise UserCodeError(
            f"The factory of widths should return a model; got {type(model).__name__}."
        )
    return model


def _sizes(snapshot: Snapshot) -> dict[str, float]:
    """log √(mean square) of each weight's last application, where it is a number above 0."""
    return {
        signal.weight: 0.5 * log(signal.output_mean_square)
        for signal in snapshot.signals
        if isfinite(signal.output_mean_square) and signal.output_mean_square > 0
    }


def _line(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Slope of the least-squares line and its standard error."""
    x, y = np.array(points).T
    x = x - x.mean()
    slope = float(x @ y / (x @ x))
    rest = y - y.mean() - slope * x
    return slope, float(np.sqrt(rest @ rest / (len(x) - 2) / (x @ x)))
