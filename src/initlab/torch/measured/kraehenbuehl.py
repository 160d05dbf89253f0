"""Krähenbühl et al.: every channel alike within a layer, every layer changing at the same rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log
from typing import Any

import torch
from torch import Tensor, nn

from initlab.errors import DomainError, UserCodeError
from initlab.torch.initialize import initialize
from initlab.torch.measured.passes import (
    Batch,
    NotConverged,
    Watched,
    observe,
    restored_on_failure,
    rows_of,
    run,
    scale,
    undisturbed,
    watched,
)
from initlab.torch.measured.report import MeasuredLayer, Measurement

START = "random:scale=1"


def kraehenbuehl(
    model: nn.Module,
    batch: Batch,
    *,
    seed: int = 0,
    tolerance: float = 0.02,
    rounds: int = 10,
    keep: Sequence[str] = (),
) -> Measurement:
    """Data-dependent start, random variant: channels at N(0, 1), then equal rates of change.

    Weights are N(0, 1). Layer by layer each output channel is shifted and scaled to mean 0 and
    variance 1 on the batch, by its bias and its row of the weight. Then layers trade scale until
    the mean |gradient| over the mean |weight| is the same in all of them, for a random N(0, 1)
    gradient at the model's output: w_k becomes w_k √(rate_k / geometric mean), which leaves the
    output of a homogeneous chain as it was, and biases follow the scale of what comes in.

    Args:
        batch: one tensor, a tuple of arguments or a dict of keywords for the model.
        seed: of the weights, of the gradient at the output, and of dropout.
        tolerance: of the rates, relative to their geometric mean.
        rounds: of trading scale; one is enough for a chain of ReLU layers.
        keep: patterns of tensors to leave alone.
    Returns: each weight's rate before and after.
    Raises:
        NotConverged: the rates are still unlike; the model has its former values again.
        DomainError: a channel that does not vary, or a layer without a gradient.
        UserCodeError: the model raised on the batch, or returned no tensor.

    >>> model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4))
    >>> batch = torch.randn(64, 8, generator=torch.Generator().manual_seed(0))
    >>> first, second = kraehenbuehl(model, batch).layers
    >>> abs(first.after / second.after - 1) < 0.04
    True

    Source: Krähenbühl et al. 2015, arXiv:1511.06856; philkr/magic_init, magic_init.py.
    """
    with restored_on_failure(model):
        report = initialize(model, START, seed=seed, keep=keep)
        layers = watched(model, batch, seed, report)
        if not layers:
            raise DomainError("No weight is left to measure: a model needs a dense layer or more.")
        for layer in layers:
            _standardize(model, batch, seed, layer)
        first = current = _rates(model, batch, seed, layers)
        done = 0
        while (far := _far_off(current)) > tolerance:
            if done == rounds:
                raise NotConverged(
                    f"After {rounds} rounds a layer's rate of change is still {far:.0%} from the "
                    "others; the model is as before. Use lsuv, or raise tolerance."
                )
            _trade(layers, current)
            current = _rates(model, batch, seed, layers)
            done += 1
    seen = {layer.name for layer in layers}
    return Measurement(
        "gradient / weight",
        tuple(MeasuredLayer(name, first[name], current[name], done) for name in first),
        tuple(
            line.name
            for line in report.lines
            if line.entry is not None and len(line.shape) > 1 and line.name not in seen
        ),
        report,
    )


def _standardize(model: nn.Module, batch: Batch, seed: int, layer: Watched) -> None:
    """Mean 0 and variance 1 in every channel of one layer."""
    seen: list[Tensor] = []
    observe(model, batch, seed, [layer], lambda module, out: seen.append(rows_of(module, out)))
    rows = torch.cat(seen, dim=1)
    mean, std = rows.mean(1), rows.std(1, correction=0)
    if not bool((std > 0).all() and std.isfinite().all()):
        raise DomainError(
            f"{layer.name}: output channel {int((~(std > 0)).nonzero()[0])} does not vary on the "
            "batch. Give a larger or more varied one."
        )
    scale(layer.slot, 1 / std)
    with torch.no_grad():
        for bias in layer.biases:
            bias.copy_(-mean / std)


def _rates(
    model: nn.Module, batch: Batch, seed: int, layers: Sequence[Watched]
) -> dict[str, float]:
    """Mean |gradient| over mean |weight| of each layer, for N(0, 1) at the model's output."""
    weights = [getattr(layer.slot.module, layer.slot.described.field) for layer in layers]
    with undisturbed(model, seed), torch.enable_grad():
        output = _tensor(run(model, batch))
        # Drawn inside, so from the seed and not from the user's random state.
        above = torch.randn(output.shape).to(output)
        gradients = torch.autograd.grad(output, weights, above, allow_unused=True)
    rates = {}
    for layer, weight, gradient in zip(layers, weights, gradients, strict=True):
        size = weight.detach().abs().mean()
        rate = 0.0 if gradient is None else float(gradient.abs().mean() / size)
        if not 0 < rate < float("inf"):
            raise DomainError(
                f"{layer.name} gets no gradient from the model's output (rate {rate:g}). "
                "Keep it out with keep=, or use lsuv."
            )
        rates[layer.name] = rate
    return rates


def _trade(layers: Sequence[Watched], rates: Mapping[str, float]) -> None:
    # Scaling w_k by s_k, with a product of 1, scales gradient k by 1 / s_k and rate k by 1 / s_k².
    middle = exp(sum(map(log, rates.values())) / len(rates))
    incoming = 1.0
    with torch.no_grad():
        for layer in layers:
            factor = (rates[layer.name] / middle) ** 0.5
            scale(layer.slot, torch.tensor(factor, dtype=torch.float64))
            incoming *= factor
            for bias in layer.biases:
                bias.mul_(incoming)


def _far_off(rates: Mapping[str, float]) -> float:
    middle = exp(sum(map(log, rates.values())) / len(rates))
    return max(abs(rate / middle - 1) for rate in rates.values())


def _tensor(output: Any) -> Tensor:
    """The tensor that a model returned, or the first of several."""
    if isinstance(output, Mapping):
        output = tuple(output.values())
    if isinstance(output, tuple | list):
        output = next((o for o in output if isinstance(o, Tensor) and o.requires_grad), None)
    if not isinstance(output, Tensor):
        raise UserCodeError(
            f"The model should return a tensor, or several; got {type(output).__name__}."
        )
    return output
