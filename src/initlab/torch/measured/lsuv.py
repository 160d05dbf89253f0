"""LSUV: divide each weight by the measured spread of its outputs, from the first layer on."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log

import torch
from torch import Tensor, nn

from initlab.errors import DomainError
from initlab.initializers.assignment import Plan
from initlab.torch.initialize import initialize
from initlab.torch.measured.passes import (
    Batch,
    NotConverged,
    Watched,
    observe,
    restored_on_failure,
    scale,
    watched,
    wide,
)
from initlab.torch.measured.report import MeasuredLayer, Measurement


def lsuv(
    model: nn.Module,
    batch: Batch,
    *,
    plan: Plan = "orthogonal",
    seed: int = 0,
    std: float = 1.0,
    tolerance: float = 0.01,
    tries: int = 10,
    keep: Sequence[str] = (),
) -> Measurement:
    """Layer-sequential unit variance: every layer's outputs get the variance std² on the batch.

    The model is started by `plan`, then layer by layer, in the order of the forward pass and from
    the first one on, a weight is divided by what its outputs' deviation is too large by. A weight
    used several times is judged by all its outputs together. Dropout and batch norm behave as the
    model's mode says; mode, buffers and random state are as before.

    Args:
        batch: one tensor, a tuple of arguments or a dict of keywords for the model.
        plan: of the start; the paper's is orthonormal weights and biases of 0.
        seed: of the start, and of dropout while measuring.
        std: of the outputs to reach.
        tolerance: of the variance, relative.
        tries: how often one weight may be changed.
        keep: patterns of tensors to leave alone; frozen ones are left too.
    Returns: the deviation of each layer's outputs before and after.
    Raises:
        NotConverged: a layer did not reach the variance; the model has its former values again.
        UserCodeError: the model raised on the batch.

    >>> model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4))
    >>> batch = torch.randn(64, 8, generator=torch.Generator().manual_seed(0))
    >>> found = lsuv(model, batch, plan="xavier")
    >>> [(layer.name, round(layer.after, 2)) for layer in found.layers]
    [('0.weight', 1.0), ('2.weight', 1.0)]

    Source: Mishkin and Matas 2015, arXiv:1511.06422, algorithm 1.
    """
    if not (std > 0 and tolerance > 0 and tries >= 1):
        raise DomainError(
            f"LSUV needs std and tolerance above 0 and at least one try; got {std:g}, "
            f"{tolerance:g}, {tries}."
        )
    with restored_on_failure(model):
        report = initialize(model, plan, seed=seed, keep=keep)
        layers = watched(model, batch, seed, report)
        passes = dict.fromkeys((layer.name for layer in layers), 0)
        power = dict.fromkeys(passes, 1.0)
        first = current = _variances(model, batch, seed, layers)
        while off := _first_off(layers, current, std, tolerance):
            name, variance = off.name, current[off.name]
            if not 0 < variance < inf or passes[name] == tries:
                raise NotConverged(
                    f"{name}: the variance of its outputs is {variance:.4g} after "
                    f"{passes[name]} of {tries} passes, not {std**2:g}; the model is as "
                    "before. Look at the batch, or raise tolerance."
                )
            factor = (std / variance**0.5) ** (1 / power[name])
            scale(off.slot, torch.tensor(factor, dtype=torch.float64))
            passes[name] += 1
            current = _variances(model, batch, seed, layers)
            power[name] = _power(factor, current[name] / variance)
    seen = {layer.name for layer in layers}
    return Measurement(
        "std of outputs",
        tuple(
            MeasuredLayer(name, first[name] ** 0.5, current[name] ** 0.5, passes[name])
            for name in passes
        ),
        tuple(
            line.name
            for line in report.lines
            if line.entry is not None and len(line.shape) > 1 and line.name not in seen
        ),
        report,
    )


def _variances(
    model: nn.Module, batch: Batch, seed: int, layers: Sequence[Watched]
) -> dict[str, float]:
    outputs: dict[int, list[Tensor]] = {}
    observe(
        model,
        batch,
        seed,
        layers,
        lambda module, output: outputs.setdefault(id(module), []).append(wide(output).flatten()),
    )
    return {
        layer.name: float(
            torch.cat([o for m in layer.modules for o in outputs.get(id(m), [])]).var(correction=0)
        )
        for layer in layers
    }


def _power(factor: float, change: float) -> float:
    """The power of a weight's scale that its outputs follow: 2 where it is also the embedding."""
    if change <= 0 or change == inf or abs(log(factor)) < 1e-6:
        return 1.0
    return min(max(log(change) / (2 * log(factor)), 0.5), 8.0)


def _first_off(
    layers: Sequence[Watched], variances: dict[str, float], std: float, tolerance: float
) -> Watched | None:
    for layer in layers:
        if not abs(variances[layer.name] / std**2 - 1) <= tolerance:
            return layer
    return None
