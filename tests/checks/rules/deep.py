"""Networks and snapshots that several rules' tests share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from initlab.checks.findings import Finding, Rule
from initlab.checks.probe_torch import probe
from initlab.checks.snapshot import Signal, Snapshot, Weight


def layers(
    factors: Sequence[float], *, width: int = 512, variances: Sequence[float] | None = None
) -> Snapshot:
    """A chain of dense ReLU layers; each multiplies the mean square by its factor."""
    signals, weights, entering = [], [], 1.0
    for i, factor in enumerate(factors):
        last = i == len(factors) - 1
        # ReLU halves the mean square, so a factor 1 asks for inputs · Var[W] = 2.
        kept = entering * factor
        signals.append(
            signal(i, entering, kept * (1 if last else 2), kept, units=width, is_output=last)
        )
        variance = 2 * factor if variances is None else variances[i]
        weights.append(weight(i, (width, width), variance / width))
        entering = kept
    return Snapshot("Net", "training", 64, tuple(weights), tuple(signals))


def signal(step: int, entering: float, z: float, leaving: float, **changes: Any) -> Signal:
    """One dense layer's application."""
    is_output = changes.get("is_output", False)
    values: dict[str, Any] = {
        "step": step,
        "weight": f"{step}.weight",
        "layer": str(step),
        "operation": "dense",
        "input_mean_square": entering,
        "output_mean_square": z,
        "output_mean": 0.0,
        "predicted_mean_square": z,
        "predicted_error": 0.01,
        "similarity": 0.0,
        "input_similarity": 0.0,
        "effective_rank": None,
        "rank_limit": None,
        "units": 512,
        "activation": None if is_output else "relu",
        "activated_mean_square": None if is_output else leaving,
    }
    return Signal(**{**values, **changes})


def weight(step: int, shape: tuple[int, ...], variance: float, **changes: Any) -> Weight:
    """One dense layer's weight, normal."""
    values: dict[str, Any] = {
        "name": f"{step}.weight",
        "kind": "weight",
        "layer": str(step),
        "layer_type": "Linear",
        "shape": shape,
        "dtype": "float32",
        "mean": 0.0,
        "variance": variance,
        "zero_share": 0.0,
        "inputs": float(prod(shape[1:])),
        "outputs": float(shape[0]),
        "largest": 4.5 * variance**0.5,
    }
    return Weight(**{**values, **changes})


def stack(
    count: int,
    *,
    width: int = 32,
    activation: Callable[[], nn.Module] = nn.ReLU,
    start: Callable[[Tensor], object] | None = None,
    normalization: Callable[[int], nn.Module] | None = None,
    classes: int = 4,
) -> nn.Sequential:
    """A dense network of `count` layers, at PyTorch's defaults or as `start` fills weights."""
    torch.manual_seed(1)
    parts: list[nn.Module] = []
    for _ in range(count - 1):
        parts.append(nn.Linear(width, width))
        parts += [normalization(width)] if normalization is not None else []
        parts.append(activation())
    model = nn.Sequential(*parts, nn.Linear(width, classes))
    if start is not None:
        for part in model:
            if isinstance(part, nn.Linear):
                start(part.weight)
                nn.init.zeros_(part.bias)
    return model


def he(values: Tensor) -> object:
    return nn.init.kaiming_normal_(values, nonlinearity="relu")


def classified(model: nn.Module, inputs: Tensor | None = None, classes: int = 4) -> Snapshot:
    """The snapshot with a cross-entropy of random classes."""
    torch.manual_seed(2)
    batch = torch.randn(32, 32) if inputs is None else inputs
    target = torch.randint(0, classes, (len(batch),))
    return probe(model, batch, lambda output: nn.functional.cross_entropy(output, target))


def found(rule: Rule, snapshot: Snapshot) -> list[Finding]:
    return list(rule.judge(snapshot))
